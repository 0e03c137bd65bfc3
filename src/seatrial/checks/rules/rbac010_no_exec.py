"""Roles do not open shells in pods.

## What it does
Finds roles that allow `pods/exec` or `pods/attach`. A right that is bound across the cluster counts in full; one that
only ServiceAccounts have, in one namespace, is a grade milder, and one that people have in theirs is meant. Roles that
Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
A shell in a pod has everything the pod has, its credentials, its data and its network, and leaves no trace in any
manifest.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: debug}
rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: debug}
rules: [{apiGroups: [""], resources: [pods/log], verbs: [get]}]
```

## Fix
Remove it from programs; give it to people by a RoleBinding in the namespace they work in.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"pods/exec", "pods/attach"})


@rule(
    "RBAC010",
    "no-exec",
    Severity.ERROR,
    objects("Role", "ClusterRole"),
    aliases=(
        "KSV-0053 KSV-0054 CKV2_K8S_2 C-0002 clusterrolePodExecAttach clusterrolebindingPodExecAttach "
        "rolePodExecAttach rolebindingClusterRolePodExecAttach rolebindingRolePodExecAttach"
    ),
    covers=(123,),
)
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.ERROR, "", RESOURCES, frozenset({"create", "get"})):
        message = f"{thing.kind} {thing.name} allows {grant}, and so everything those pods may"
        yield Hit(grant.field, message, "remove it, or bind it to people in their namespace", severity=severity)
