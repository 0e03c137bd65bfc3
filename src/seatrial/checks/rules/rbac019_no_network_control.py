"""Roles do not redirect the traffic of others.

## What it does
Finds ClusterRoles that create, change or delete NetworkPolicies, Endpoints or EndpointSlices of every namespace. Roles
that Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
Whoever writes them opens what a policy has closed, or has requests that are meant for another pod sent to his own.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [create, delete]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [get, list, watch]}]
```

## Fix
Bind it in the namespaces where it works; Services with a selector need no one to write their EndpointSlices.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import WRITE, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

DECIDING = {
    "": frozenset({"endpoints"}),
    "discovery.k8s.io": frozenset({"endpointslices"}),
    "networking.k8s.io": frozenset({"networkpolicies"}),
}


@rule("RBAC019", "no-network-control", Severity.WARNING, objects("ClusterRole"), aliases="KSV-0056", covers=(133,))
def check(thing: Object) -> Iterator[Hit]:
    for group, resources in DECIDING.items():
        for grant, severity in risks(thing, Severity.WARNING, group, resources, WRITE, cluster_scoped=True):
            message = f"ClusterRole {thing.name} allows {grant} in every namespace"
            yield Hit(grant.field, message, "bind it in the namespaces where it works", severity=severity)
