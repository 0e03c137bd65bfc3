"""Pods that do not talk to the API carry no token for it.

## What it does
Asks for `automountServiceAccountToken: false` on the pod or its ServiceAccount, unless a RoleBinding or
ClusterRoleBinding gives that ServiceAccount rights to use. Kinds whose controller needs the token in its pods (Argo
workflows, Spark applications, Ray clusters that scale themselves) are left out, and so are templates of agent
sandboxes, which carry none unless they ask.

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

from seatrial.checks.accounts import account_of, mounts_token
from seatrial.checks.pods import WORKFLOWS
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.sandboxes import is_sandbox, is_template
from seatrial.checks.view import Pod, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLING = (*WORKFLOWS, "SparkApplication", "ScheduledSparkApplication")
RAY = ("RayCluster", "RayJob", "RayService")


@rule(
    "POD008",
    "no-api-token",
    Severity.WARNING,
    PODS,
    aliases=(
        "KSV-0036 CKV_K8S_38 CKV_K8S_41 C-0034 C-0053 C-0189 C-0190 C-0261 automountServiceAccountToken "
        "default-service-account POP-300 POP-301 POP-303 asat"
    ),
    covers=(31, 32),
)
def check(pod: Pod) -> Iterator[Hit]:
    if not mounts_token(pod) or _is_needed(pod):
        return
    name = account_of(pod)
    if (pod.namespace, name) not in pod.inventory.accounts_with_rights:
        field = f"{pod.path}.automountServiceAccountToken"
        message = f"the pod carries a token of ServiceAccount {name}, which has no rights to use"
        yield Hit(field, message, "set automountServiceAccountToken: false")


def _is_needed(pod: Pod) -> bool:
    """Whether a controller relies on the token, or gives none of itself."""
    kind = pod.object.kind
    if kind in CALLING:
        return True
    if kind in RAY:
        cluster = pod.object.spec if kind == "RayCluster" else at(pod.object.spec, "rayClusterSpec")
        cluster = at(pod.object.spec, "rayClusterConfig") if kind == "RayService" else cluster
        return at(cluster, "enableInTreeAutoscaling") is True
    silent = pod.spec.get("automountServiceAccountToken") is None
    return silent and is_sandbox(pod) and is_template(pod)
