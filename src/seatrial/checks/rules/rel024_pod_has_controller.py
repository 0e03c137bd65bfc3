"""Something brings a pod back.

## What it does
Finds Pods that nothing makes: no owner, no hook of Helm or Argo CD, no static pod of the kubelet, no queue of Kueue,
and in a cluster not finished yet.

## Why
A pod of its own is gone for good when its node is drained or lost; nobody starts it again elsewhere.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Fix
Write a Deployment for what serves, a StatefulSet for what keeps data, and a Job for what ends.

## References
- https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

MADE_BY = ("helm.sh/hook", "argocd.argoproj.io/hook", "kubernetes.io/config.mirror", "kubernetes.io/config.source")
"""Annotations of what makes pods on purpose."""


@rule("REL024", "pod-has-controller", Severity.WARNING, objects("Pod"), aliases="C-0073 POP-208", covers=(92,))
def check(thing: Object) -> Iterator[Hit]:
    if thing.key.group or sequence(at(thing.manifest, "metadata", "ownerReferences")):
        return
    if any(name in thing.annotations for name in MADE_BY) or "kueue.x-k8s.io/queue-name" in thing.labels:
        return
    is_static = thing.namespace == "kube-system" and thing.labels.get("tier") == "control-plane"
    if is_static or at(thing.manifest, "status", "phase") in ("Succeeded", "Failed"):
        return
    ends = thing.spec.get("restartPolicy") in ("Never", "OnFailure")
    message = f"nobody starts pod {thing.name} again when its node is lost"
    yield Hit("kind", message, "write a Job" if ends else "write a Deployment or StatefulSet")
