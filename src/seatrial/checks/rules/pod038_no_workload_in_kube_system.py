"""`kube-system` holds the cluster's own programs only.

## What it does
Finds workloads in `kube-system` that nothing shows to be a part of the cluster: they do not run on every node, have no
priority of the system, no label of a cluster service, no rights on the API, and no image from the registries of
Kubernetes and of the clouds.

## Why
Policies, quotas and limits leave `kube-system` out so that the cluster always starts, and its Secrets include keys to
the cluster itself.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, namespace: kube-system}
spec: {template: {spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, namespace: ai}
spec: {template: {spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}}}
```

## Fix
Put it into a namespace of its own.

## References
- https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.accounts import account_of
from seatrial.checks.pods import Life
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM = "kube-system"
LABELS = frozenset(
    {
        "k8s-app",
        "k8s-addon",
        "kubernetes.io/cluster-service",
        "addonmanager.kubernetes.io/mode",
        "eks.amazonaws.com/component",
    }
)
REGISTRIES = re.compile(
    r"(?:registry\.k8s\.io|k8s\.gcr\.io|gke\.gcr\.io|gcr\.io/gke-release|mcr\.microsoft\.com|quay\.io/openshift)/"
    r"|\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com(?:\.cn)?/eks/|public\.ecr\.aws/(?:eks|karpenter)/"
    r"|(?:docker\.io/)?rancher/|.*/(?:kube-|coredns|etcd)"
)


@rule("POD038", "no-workload-in-kube-system", Severity.WARNING, PODS, aliases="KSV-0037", covers=(39,))
def check(pod: Pod) -> Iterator[Hit]:
    if pod.namespace != SYSTEM or pod.life is Life.DAEMON or at(pod.object.manifest, "metadata", "ownerReferences"):
        return
    if not _is_of_the_cluster(pod):
        message = f"{pod.object.kind} {pod.object.name} is no part of the cluster but in its namespace"
        yield Hit("metadata.namespace", message, "put it into a namespace of its own")


def _is_of_the_cluster(pod: Pod) -> bool:
    if text(pod.spec.get("priorityClassName")).startswith("system-"):
        return True
    if LABELS & pod.labels.keys() or LABELS & pod.object.labels.keys() or "helm.sh/hook" in pod.object.annotations:
        return True
    if (SYSTEM, account_of(pod)) in pod.inventory.accounts_with_rights:
        return True
    return any(REGISTRIES.match(container.image) for container in pod.containers)
