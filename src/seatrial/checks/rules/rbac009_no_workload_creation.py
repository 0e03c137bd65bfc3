"""Roles do not start pods anywhere.

## What it does
Finds roles that create pods, or create and change Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs and
CronJobs, which make pods. A right that is bound across the cluster counts in full; one that only ServiceAccounts have,
in one namespace, is a grade milder, and one that people have in theirs is meant. Roles that Kubernetes makes itself and
rules with `resourceNames` are left out.

## Why
A new pod runs as any ServiceAccount of its namespace and mounts any Secret, so this right contains those of every
account there.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [apps], resources: [deployments], verbs: [create, update]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, list, watch]}]
```

## Fix
Bind the role in the namespaces where it works, and keep accounts with more rights out of them; enforce Pod Security
there.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import runs_pods, severity_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "RBAC009", "no-workload-creation", Severity.WARNING, objects("Role", "ClusterRole"),
    aliases="KSV-0048 C-0188 access-to-create-pods", covers=(122,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    grant = runs_pods(thing)
    severity = severity_of(thing, Severity.WARNING) if grant else None
    if grant and severity:
        where = "in every namespace" if severity is Severity.WARNING else "as any ServiceAccount of its namespace"
        message = f"{thing.kind} {thing.name} allows {grant}, and so to run pods {where}"
        yield Hit(
            grant.field, message, "bind it where it works, apart from accounts with more rights", severity=severity
        )
