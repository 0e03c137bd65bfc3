"""Roles name what they allow.

## What it does
Refuses `*` in the verbs, resources and API groups of Roles and ClusterRoles, and as `nonResourceURLs`. Within groups of
custom resources only it is a warning: an operator mostly owns all of its group. Roles that Kubernetes makes itself are
left out.

## Why
A wildcard also allows what is invented later, and on secrets or roles it is the way to the whole cluster.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: engineer}
rules: [{apiGroups: [""], resources: [pods], verbs: ["*"]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: engineer}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list, watch]}]
```

## Fix
List the verbs, resources and groups that are used.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import is_own, texts
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ANY = "*"


@rule(
    "RBAC001",
    "no-wildcards",
    Severity.ERROR,
    objects("Role", "ClusterRole"),
    aliases="KSV-0044 KSV-0045 KSV-0046 KSV-0112 CKV_K8S_49 C-0187 wildcard-in-rules",
    covers=(120,),
)
def check(thing: Object) -> Iterator[Hit]:
    for index, allowed in enumerate(sequence(thing.manifest.get("rules"))):
        groups = texts(at(allowed, "apiGroups"))
        custom = bool(groups) and all("." in group and not group.endswith(".k8s.io") for group in groups)
        for name in ("verbs", "resources", "apiGroups", "nonResourceURLs"):
            if ANY in sequence(at(allowed, name)) and not is_own(thing):
                message = f"{thing.kind} {thing.name} allows all {name}"
                severity = Severity.WARNING if custom else None
                yield Hit(f"rules[{index}].{name}", message, f"list the {name} that are used", severity=severity)
