"""SELinux options leave the container confined.

## What it does
Refuses an SELinux `type` that is not one for containers (`container_t`, `container_init_t`, `container_kvm_t`,
`container_engine_t`), and any `user` or `role`. A `level` is free.

## Why
Types such as `spc_t` switch off what SELinux keeps between the container and the files of its node, and Pod Security
`baseline` refuses pods that ask for them.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {seLinuxOptions: {type: spc_t}}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {seLinuxOptions: {level: "s0:c123,c456"}}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Remove `type`, `user` and `role`. For files of a volume set `seLinuxOptions.level` to the one they carry.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFINED = ("container_t", "container_init_t", "container_kvm_t", "container_engine_t")


@rule("POD017", "selinux-confines", Severity.WARNING, PODS, aliases="KSV-0025 linuxHardening", covers=(13,))
def check(pod: Pod) -> Iterator[Hit]:
    yield from _look(pod, pod.path, "the pod", pod.security.get("seLinuxOptions"))
    for container in pod.containers:
        yield from _look(pod, container.path, f"container {container.name}", container.security.get("seLinuxOptions"))


def _look(pod: Pod, path: str, who: str, options: Any) -> Iterator[Hit]:
    if options is None or is_node_agent(pod):
        return
    for name in ("type", "user", "role"):
        value = mapping(options).get(name)
        if value and not (name == "type" and value in CONFINED):
            field = f"{path}.securityContext.seLinuxOptions.{name}"
            yield Hit(field, f"{who} asks for the SELinux {name} {value}", f"remove {name}")
