"""Containers see the GPUs they asked for, and no others.

## What it does
Finds `NVIDIA_VISIBLE_DEVICES` with `all`, indexes or identifiers in containers that ask for no GPU, and with `all` in
those that ask for some, where the variable overrides what the device plugin set. Agents that run on every node are
left out.

## Why
The container takes GPUs behind the scheduler's back, so that other pods run out of memory on cards they were given
whole. It works only where the container runtime trusts the variable, and stops where that is switched off.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Fix
Remove the variable and ask for `nvidia.com/gpu` in limits.

## References
- https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html
- https://github.com/NVIDIA/k8s-device-plugin
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.pods import Life
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

NAME = "NVIDIA_VISIBLE_DEVICES"
NO_DEVICE = ("", "none", "void")


@rule("AI090", "gpus-come-from-scheduler", Severity.ERROR, CONTAINERS, aliases="AI090")
def check(container: Container) -> Iterator[Hit]:
    env = sequence(container.spec.get("env"))
    if not env or container.life is Life.DAEMON:
        return
    for index, variable in enumerate(env):
        value = text(at(variable, "value"))
        if at(variable, "name") != NAME or value in NO_DEVICE or "$" in value or is_node_agent(container.pod):
            continue
        field = f"{container.path}.env[{index}].value"
        claimed = at(container.spec, "resources", "claims")
        if container.accelerators and value == "all":
            message = (
                f"container {container.name} may see all GPUs of its node, not the {container.accelerators} it asks for"
            )
            yield Hit(field, message, f"remove {NAME}: the device plugin sets it", severity=Severity.WARNING)
        elif not container.accelerators and not claimed:
            what = "all GPUs" if value == "all" else f"GPU {value}"
            message = f"container {container.name} takes {what} of its node without asking for any"
            yield Hit(field, message, f"remove {NAME} and ask for nvidia.com/gpu in limits")
