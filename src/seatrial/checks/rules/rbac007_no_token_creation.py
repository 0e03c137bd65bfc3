"""Roles do not make tokens of other accounts.

## What it does
Finds roles that may create `serviceaccounts/token`. A right that is bound across the cluster counts in full; one that
only ServiceAccounts have, in one namespace, is a grade milder, and one that people have in theirs is meant. Roles that
Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
A token of any ServiceAccount is a login with its rights, so the weakest account of the namespace becomes the strongest.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [runner], verbs: [create]}]
```

## Fix
Name the accounts in `resourceNames`, or mount a projected token into the pod that needs it.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
- https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"serviceaccounts/token"})


@rule("RBAC007", "no-token-creation", Severity.WARNING, objects("Role", "ClusterRole"), aliases="C-0282", covers=(132,))
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.WARNING, "", RESOURCES, frozenset({"create"})):
        message = f"{thing.kind} {thing.name} makes tokens of every ServiceAccount"
        yield Hit(grant.field, message, "name the accounts in resourceNames", severity=severity)
