"""Nobody but administrators changes who may log in to EKS.

## What it does
Finds roles that change or delete the ConfigMap `aws-auth`, which maps identities of AWS to users and groups of the
cluster. To read it is fine.

## Why
Whoever writes that ConfigMap adds himself to `system:masters`, and no other rule can take that back.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: nodes, namespace: kube-system}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [aws-auth], verbs: [get, update]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: nodes, namespace: kube-system}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [aws-auth], verbs: [get]}]
```

## Fix
Remove the verbs; use access entries of EKS, which IAM protects, instead of the ConfigMap.

## References
- https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
- https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import WRITE, grants
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

CONFIG_MAPS = frozenset({"configmaps"})


@rule(
    "RBAC020", "no-aws-auth-control", Severity.ERROR, objects("Role", "ClusterRole"),
    aliases="KSV-0115", covers=(133,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for grant in grants(thing, "", CONFIG_MAPS, WRITE):
        if "aws-auth" in grant.names and thing.namespace in ("", "kube-system"):
            message = f"{thing.kind} {thing.name} allows {grant} aws-auth, which says who may log in"
            yield Hit(grant.field, message, "remove the verbs that change it")
