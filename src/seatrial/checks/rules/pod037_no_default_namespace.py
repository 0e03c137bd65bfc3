"""Nothing is put into the namespace `default`.

## What it does
Finds objects in the namespace `default`, and those that name no namespace and so go there unless the command that
applies them says otherwise. It is an opinion and runs only if asked for: charts and Kustomize folders name the
namespace when they are applied. The ServiceAccount `default` and the Service `kubernetes` belong there.

## Why
Quotas, NetworkPolicies and rights hold for a namespace, and in `default` they hold for everything that nobody thought
about.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: default}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Fix
Set `metadata.namespace` to the namespace of the team or the application.

## References
- https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

NAMESPACED = frozenset(
    {"ConfigMap", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PersistentVolumeClaim",
     "PodDisruptionBudget", "Role", "RoleBinding", "Secret", "Service", "ServiceAccount"}
)  # fmt: skip
CLUSTER_WIDE = ("ClusterServingRuntime", "ClusterTrainingRuntime", "ClusterWorkflowTemplate", "ClusterTask")
GIVEN = {("ServiceAccount", "default"), ("Service", "kubernetes"), ("ConfigMap", "kube-root-ca.crt")}


@rule(
    "POD037",
    "no-default-namespace",
    Severity.WARNING,
    objects(),
    aliases="KSV-0110 CKV_K8S_21 C-0061 C-0209 C-0212 use-namespace",
    covers=(38,),
    opt_in=True,
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.namespace not in ("", "default") or (thing.kind, thing.name) in GIVEN:
        return
    if thing.namespace:
        message = f"{thing.kind} {thing.name} is in the namespace default"
    elif thing.kind in NAMESPACED or (thing.pods and thing.kind not in CLUSTER_WIDE):
        message = f"{thing.kind} {thing.name} names no namespace"
    else:
        return
    yield Hit("metadata.namespace", message, "name the namespace of its team or application")
