"""No proxy stands between the workers of a job, and none keeps a job from ending.

## What it does
Finds pods of jobs over several pods with accelerators into which a service mesh puts a sidecar: Istio or Linkerd by a
label or annotation of the pod or of its namespace, where the pod does not decline. And it finds Jobs with a proxy or
log shipper among their `containers`, of which the Job waits that it ends.

## Why
The proxy catches the workers' connections, which are not HTTP, and breaks or slows them; and a sidecar that never ends
keeps a finished Job running, with its GPUs.

## Bad
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: ai, labels: {istio-injection: enabled}}
---
apiVersion: kubeflow.org/v2beta1
kind: MPIJob
metadata: {name: train, namespace: ai}
spec:
  mpiReplicaSpecs:
    Worker:
      replicas: 4
      template: {spec: {containers: [{name: worker, image: "a:1", resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Good
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: ai, labels: {istio-injection: enabled}}
---
apiVersion: kubeflow.org/v2beta1
kind: MPIJob
metadata: {name: train, namespace: ai}
spec:
  mpiReplicaSpecs:
    Worker:
      replicas: 4
      template:
        metadata: {labels: {sidecar.istio.io/inject: "false"}}
        spec: {containers: [{name: worker, image: "a:1", resources: {limits: {nvidia.com/gpu: 8}}}]}
```

## Fix
Set the label `sidecar.istio.io/inject: "false"` (Linkerd: the annotation `linkerd.io/inject: disabled`) in the pod
template; move a helper to `initContainers` with `restartPolicy: Always`.

## References
- https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
- https://linkerd.io/2/features/proxy-injection/
- https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.distributed import team_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.view import Pod

ISTIO, LINKERD = "sidecar.istio.io/inject", "linkerd.io/inject"
HELPERS = re.compile(
    r"(?:^|/)(?:cloud-sql-proxy|gce-proxy|proxyv2|envoy|fluent-bit|aws-for-fluent-bit|fluentd|promtail|filebeat"
    r"|opentelemetry-collector(?:-contrib|-k8s)?|oauth2-proxy|linkerd2-proxy|linkerd/proxy)(?:[:@]|$)"
)
"""Images whose programs run until they are stopped."""


@rule("AI081", "no-proxy-beside-training", Severity.WARNING, PODS, aliases="AI081")
def check(pod: Pod) -> Iterator[Hit]:
    thing = pod.object
    if thing.kind in ("Job", "CronJob") and thing.key.group == "batch" and len(pod.main_containers) > 1:
        yield from _helpers(pod)
    team = team_of(thing) if pod.accelerators else None
    mesh = _mesh_of(pod) if team and team.trains else ""
    if team and mesh:
        message = f"{mesh} puts a proxy between the {team.size} pods of {thing.kind} {thing.name}"
        where, value = ("labels." + ISTIO, '"false"') if mesh == "Istio" else ("annotations." + LINKERD, "disabled")
        template = f"{pod.template}." if pod.template else ""
        yield Hit(f"{template}metadata.{where}", message, f"set {where.partition('.')[2]} to {value}")


def _helpers(pod: Pod) -> Iterator[Hit]:
    for container in pod.main_containers:
        if HELPERS.search(container.image):
            message = f"container {container.name} never ends, so {pod.object.kind} {pod.object.name} does not either"
            yield Hit(container.path, message, "move it to initContainers with restartPolicy Always")


def _mesh_of(pod: Pod) -> str:
    """The mesh that puts a sidecar into the pod; empty without one, or where that is not known."""
    namespace = pod.inventory.find("Namespace", "", pod.namespace)
    istio = _said(pod, ISTIO)
    if istio != "false" and (istio == "true" or (namespace and _istio_enabled(namespace.labels))):
        return "Istio"
    linkerd = pod.annotations.get(LINKERD) or (namespace.annotations.get(LINKERD) if namespace else None)
    return "Linkerd" if linkerd in ("enabled", "ingress") else ""


def _said(pod: Pod, name: str) -> str:
    value = pod.labels.get(name)
    value = pod.annotations.get(name) if value is None else value
    return "" if value is None else str(value).lower()


def _istio_enabled(labels: Mapping[str, Any]) -> bool:
    injection = labels.get("istio-injection")
    return injection == "enabled" or (injection is None and bool(labels.get("istio.io/rev")))
