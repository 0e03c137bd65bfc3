"""Roles do not allow to get more rights.

## What it does
Refuses the verbs `bind` and `escalate` on roles, and `impersonate` on users, groups and ServiceAccounts. Rules that
name what may be bound or impersonated are left out, unless `cluster-admin` or `system:masters` is among the names. To
change roles and bindings without these verbs is not reported: the API server then grants no more than one has.

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
rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, create, update]}]
```

## Fix
Remove the verb, or name in `resourceNames` what may be bound or impersonated.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
- https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import allowed_by, is_own
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

ROLES = frozenset({"roles", "clusterroles", "*"})
IDENTITIES = frozenset({"users", "groups", "serviceaccounts", "uids", "userextras", "*"})
ESCALATING = {"bind": ROLES, "escalate": ROLES, "impersonate": IDENTITIES}
ALL_POWERFUL = frozenset({"cluster-admin", "system:masters"})


@rule(
    "RBAC003",
    "no-escalation",
    Severity.ERROR,
    objects("Role", "ClusterRole"),
    aliases=(
        "KSV-0043 KSV-0050 KSV-0051 KSV-0052 KSV-0055 CKV_K8S_157 CKV_K8S_158 CKV2_K8S_1 CKV2_K8S_3 C-0065 C-0191"
    ),
    covers=(125,),
)
def check(thing: Object) -> Iterator[Hit]:
    for allowed in allowed_by(thing)[0]:
        for verb in allowed.verbs:
            targets = ESCALATING.get(verb)
            if not targets or (allowed.names and not ALL_POWERFUL.intersection(allowed.names)) or is_own(thing):
                continue
            if any(one.partition("/")[0] in targets for one in allowed.resources):
                message = f"{thing.kind} {thing.name} allows {verb}, a way to all rights"
                yield Hit(f"rules[{allowed.number}].verbs", message, f"remove {verb}")
