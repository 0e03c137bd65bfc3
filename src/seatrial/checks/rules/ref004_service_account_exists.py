"""ServiceAccounts that pods run as exist.

## What it does
Looks for the ServiceAccount of each pod. `default` exists in every namespace, and Kubeflow makes `default-editor` and
`default-viewer` in those of its users.

## Why
The API server refuses to create the pods, and nothing but an event on the ReplicaSet says so.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {serviceAccountName: chat, containers: []}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {serviceAccountName: chat, containers: []}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: chat}
```

## Fix
Correct `serviceAccountName`, or add the ServiceAccount in the pod's namespace.

## References
- https://kubernetes.io/docs/concepts/security/service-accounts/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.accounts import account_field, account_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod

GIVEN = ("default", "default-editor", "default-viewer")


@rule(
    "REF004",
    "service-account-exists",
    Severity.ERROR,
    PODS,
    aliases="C-0307 non-existent-service-account POP-307 POP-507",
    covers=(35,),
    absence=True,
)
def check(pod: Pod) -> Iterator[Hit]:
    name = account_of(pod)
    if name not in GIVEN and not pod.inventory.has("ServiceAccount", pod.namespace, name):
        yield Hit(account_field(pod), f"ServiceAccount {name} does not exist", "correct the name or add it")
