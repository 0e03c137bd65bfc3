"""Roles do not reach into the kubelets.

## What it does
Finds ClusterRoles that allow the resource `nodes/proxy`. Roles that Kubernetes makes itself and rules with
`resourceNames` are left out.

## Why
Whoever holds it talks to the kubelet directly, with `get` alone runs commands in every pod of the node, and neither
admission nor the audit log sees it.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: monitor}
rules: [{apiGroups: [""], resources: [nodes/proxy], verbs: [get]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: monitor}
rules: [{apiGroups: [""], resources: [nodes/metrics, nodes/stats], verbs: [get]}]
```

## Fix
Name what is read: `nodes/metrics`, `nodes/stats`, `nodes/log`, `nodes/healthz` or `nodes/pods`, which the kubelet
checks one by one since Kubernetes 1.33.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
- https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import READ, WRITE, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"nodes/proxy"})


@rule(
    "RBAC006", "no-node-proxy", Severity.ERROR, objects("Role", "ClusterRole"), aliases="KSV-0047 C-0279", covers=(129,)
)
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.ERROR, "", RESOURCES, READ | WRITE, cluster_scoped=True):
        message = f"{thing.kind} {thing.name} reaches into every kubelet, and so runs commands in every pod"
        yield Hit(grant.field, message, "name nodes/metrics, nodes/stats or nodes/log instead", severity=severity)
