"""Each workload with rights has a ServiceAccount of its own.

## What it does
Finds workloads that run as the same ServiceAccount, where a binding gives it rights and both carry its token. Those of
one object count as one, and objects that a controller made for another do not count.

## Why
A right that is added for one of them is added for all, and the audit log does not tell which of them used it.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: pipeline, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pipeline}
subjects: [{kind: ServiceAccount, name: pipeline, namespace: ai}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: scheduler, namespace: ai}
spec: {template: {spec: {serviceAccountName: pipeline, containers: [{name: a, image: "example.com/a:1.0"}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ai}
spec: {template: {spec: {serviceAccountName: pipeline, containers: [{name: b, image: "example.com/b:1.0"}]}}}
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: pipeline, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pipeline}
subjects: [{kind: ServiceAccount, name: pipeline, namespace: ai}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: scheduler, namespace: ai}
spec: {template: {spec: {serviceAccountName: pipeline, containers: [{name: a, image: "example.com/a:1.0"}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ai}
spec: {template: {spec: {automountServiceAccountToken: false, containers: [{name: b, image: "example.com/b:1.0"}]}}}
```

## Fix
Make a ServiceAccount for each of them and bind it to the Role with what it uses; those that do not call the API carry
no token.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.accounts import account_field, account_of, mounts_token
from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.checks.view import Pod, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory


@rule("POD030", "account-of-one-workload", Severity.INFO, EVERYTHING, covers=(33,))
def check(inventory: Inventory) -> Iterator[Hit]:
    with_rights = inventory.accounts_with_rights
    first: dict[tuple[str, str], Pod] = {}
    for owner in inventory.objects if with_rights else ():
        if not owner.pods or at(owner.manifest, "metadata", "ownerReferences"):
            continue
        for pod in owner.pods:
            key = (pod.namespace, account_of(pod))
            if key not in with_rights or key[1] == "default" or not mounts_token(pod):
                continue
            other = first.setdefault(key, pod).object
            if other is not owner:
                message = f"{owner.kind} {owner.name} shares ServiceAccount {key[1]} with {other.kind} {other.name}"
                yield Hit(account_field(pod), message, "give it a ServiceAccount of its own", object=owner)
                break
