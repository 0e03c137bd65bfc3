"""Roles do not write the status of Services.

## What it does
Finds roles that update or patch `services/status`. A right that is bound across the cluster counts in full; one that
only ServiceAccounts have, in one namespace, is a grade milder, and one that people have in theirs is meant. Roles that
Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
Whoever writes an address into a Service's status receives the traffic that pods send to that address (CVE-2020-8554),
which no version of Kubernetes prevents.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [services/status], verbs: [patch]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [services/status], verbs: [get]}]
```

## Fix
Remove it from all but the controller of the load balancers.

## References
- https://github.com/kubernetes/kubernetes/issues/97076
- https://nvd.nist.gov/vuln/detail/CVE-2020-8554
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"services/status"})


@rule(
    "RBAC016",
    "no-service-status",
    Severity.WARNING,
    objects("Role", "ClusterRole"),
    aliases="CKV2_K8S_4",
    covers=(130,),
)
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.WARNING, "", RESOURCES, frozenset({"update", "patch"})):
        message = f"{thing.kind} {thing.name} allows {grant}, and so to receive traffic that others send"
        yield Hit(
            grant.field, message, "remove it from all but the controller of the load balancers", severity=severity
        )
