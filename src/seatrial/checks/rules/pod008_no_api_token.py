"""Pods that do not talk to the API carry no token for it.

## What it does
Asks for `automountServiceAccountToken: false` on the pod or its ServiceAccount, unless a RoleBinding or
ClusterRoleBinding gives that ServiceAccount rights to use.

## Why
A stolen token is a login to the API server, and the pod loses nothing without it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  automountServiceAccountToken: false
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Set `automountServiceAccountToken: false`. If the program does call the API, give it a ServiceAccount of its own with
a Role.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD008",
    "no-api-token",
    Severity.WARNING,
    PODS,
    aliases="KSV-0036 CKV_K8S_38 C-0034 C-0053 C-0190 C-0261 automountServiceAccountToken",
)
def check(pod: Pod) -> Iterator[Hit]:
    name = text(pod.spec.get("serviceAccountName")) or "default"
    account = pod.inventory.find("ServiceAccount", pod.namespace, name)
    mounted = pod.spec.get("automountServiceAccountToken")
    if mounted is None and account:
        mounted = account.manifest.get("automountServiceAccountToken")
    if mounted is not False and (pod.namespace, name) not in pod.inventory.accounts_with_rights:
        field = f"{pod.path}.automountServiceAccountToken"
        yield Hit(
            field, "the pod carries an API token it has no rights to use", "set automountServiceAccountToken: false"
        )
