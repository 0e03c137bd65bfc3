"""AppArmor is not switched off.

## What it does
Refuses the AppArmor profile `Unconfined`, in `appArmorProfile` and in the older annotation of the pod, which the API
server still reads. A profile that nobody names is the runtime's own and fine. Privileged containers have none whatever
they say.

## Why
The runtime's profile stops writes to kernel settings and mounts that capabilities alone let through, and Pod Security
`baseline` refuses pods that switch it off.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - {name: chat, image: "example.com/chat:1.0", securityContext: {appArmorProfile: {type: Unconfined}}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - {name: chat, image: "example.com/chat:1.0", securityContext: {appArmorProfile: {type: RuntimeDefault}}}
```

## Fix
Remove the profile, or name `RuntimeDefault` or a `Localhost` profile that allows what the program needs.

## References
- https://kubernetes.io/docs/tutorials/security/apparmor/
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"


@rule(
    "POD016",
    "app-armor-confines",
    Severity.WARNING,
    CONTAINERS,
    aliases="KSV-0002 linuxHardening apparmor",
    covers=(13,),
)
def check(container: Container) -> Iterator[Hit]:
    field = _unconfined(container)
    if field and container.security.get("privileged") is not True and not is_node_agent(container.pod):
        yield Hit(field, f"container {container.name} runs without AppArmor", "remove the profile Unconfined")


def _unconfined(container: Container) -> str:
    """The field that switches AppArmor off; the API server lets the setting win over the annotation."""
    profile = at(container.setting("appArmorProfile"), "type")
    if profile is not None:
        return container.setting_field("appArmorProfile") if profile == "Unconfined" else ""
    name = f"{ANNOTATION}{container.name}"
    pod = container.pod
    if pod.annotations.get(name) != "unconfined":
        return ""
    # A pod spec without a template has the annotations of its object.
    template = "" if pod.template == pod.path else f"{pod.template}."
    return f"{template}metadata.annotations.{name}".lstrip(".")
