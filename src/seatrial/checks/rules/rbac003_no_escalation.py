"""Roles do not allow to get more rights.

## What it does
Refuses the verbs `bind`, `escalate` and `impersonate`, and the resources `nodes/proxy` and `serviceaccounts/token`.

## Why
Each of them is a documented way from a few rights to all of them.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: engineer}
rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [get, escalate]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: engineer}
rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [get]}]
```

## Fix
Remove the verb or resource; let an administrator do what needs it.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ESCALATING = {"verbs": ("bind", "escalate", "impersonate"), "resources": ("nodes/proxy", "serviceaccounts/token")}


@rule(
    "RBAC003",
    "no-escalation",
    Severity.ERROR,
    objects("Role", "ClusterRole"),
    aliases=(
        "KSV-0043 KSV-0047 KSV-0050 KSV-0051 KSV-0052 KSV-0055 CKV_K8S_157 CKV_K8S_158 CKV2_K8S_1 CKV2_K8S_3 "
        "C-0065 C-0191 C-0279 C-0282"
    ),
)
def check(thing: Object) -> Iterator[Hit]:
    for index, allowed in enumerate(sequence(thing.manifest.get("rules"))):
        for name, forbidden in ESCALATING.items():
            for value in sequence(at(allowed, name)):
                if value in forbidden:
                    message = f"{thing.kind} {thing.name} allows {value}, a way to all rights"
                    yield Hit(f"rules[{index}].{name}", message, f"remove {value}")
