"""Agent sandboxes have a ceiling.

## What it does
Asks for `limits` of `cpu` and `memory` in each container of a Sandbox and a SandboxTemplate, or for the whole pod in
`resources` of its spec. Init containers that end before the agent starts are left out.

## Why
What an agent starts is decided while it runs, and a loop that it writes takes the whole node from its neighbours.

## Bad
```yaml
apiVersion: agents.x-k8s.io/v1beta1
kind: Sandbox
metadata: {name: coder}
spec:
  podTemplate:
    spec: {containers: [{name: coder, image: "example.com/coder:1.0", resources: {requests: {cpu: 1, memory: 2Gi}}}]}
```

## Good
```yaml
apiVersion: agents.x-k8s.io/v1beta1
kind: Sandbox
metadata: {name: coder}
spec:
  podTemplate:
    spec: {containers: [{name: coder, image: "example.com/coder:1.0", resources: {limits: {cpu: 2, memory: 4Gi}}}]}
```

## Fix
Set `resources.limits` of `cpu` and `memory` to the most that one agent may take.

## References
- https://agent-sandbox.sigs.k8s.io/docs/
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.sandboxes import is_sandbox
from seatrial.checks.view import Container, at, quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("POD035", "sandbox-limits", Severity.WARNING, CONTAINERS, aliases="C-0303", covers=(37,))
def check(container: Container) -> Iterator[Hit]:
    if not is_sandbox(container.pod) or (container.init and container.spec.get("restartPolicy") != "Always"):
        return
    missing = [name for name in ("cpu", "memory") if not _has_limit(container, name)]
    if missing:
        message = f"container {container.name} of the sandbox has no limit of {' and '.join(missing)}"
        yield Hit(f"{container.resources_path}.limits", message, f"set limits of {' and '.join(missing)}")


def _has_limit(container: Container, name: str) -> bool:
    limit = quantity(container.limits.get(name))
    return limit is not None or quantity(at(container.pod.spec, "resources", "limits", name)) is not None
