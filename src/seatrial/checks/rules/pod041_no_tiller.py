"""Tiller is not deployed.

## What it does
Finds pods with Tiller's image or labels (`app: helm`, `name: tiller`), and Services that lead to it.

## Why
Tiller does for every pod that reaches its port what cluster-admin may do, without asking who it is; Helm has no need of
it since version 3 and stopped mending it in 2020.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: tiller-deploy, namespace: kube-system}
spec: {template: {spec: {containers: [{name: tiller, image: "ghcr.io/helm/tiller:v2.17.0"}]}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, namespace: ai}
spec: {template: {spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}}}
```

## Fix
Convert the releases with the `helm-2to3` plugin, then delete the Deployment, the Service and the ClusterRoleBinding.

## References
- https://helm.sh/docs/topics/v2_v3_migration/
- https://helm.sh/blog/helm-v2-deprecation-timeline/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

IMAGE = re.compile(r"(?:^|/)tiller(?=[:@]|$)")
FIX = "delete it and use Helm 3 or later"


@rule(
    "POD041",
    "no-tiller",
    Severity.ERROR,
    objects(),
    aliases="KSV-0102 CKV_K8S_34 CKV_K8S_44 CKV_K8S_45",
    covers=(43,),
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind == "Service":
        if _is_tiller(mapping(thing.spec.get("selector"))):
            yield Hit("spec.selector", f"Service {thing.name} makes Tiller reachable in the whole cluster", FIX)
        return
    for pod in thing.pods:
        for container in pod.containers:
            if "tiller" in container.image and IMAGE.search(container.image):
                yield Hit(f"{container.path}.image", f"container {container.name} is Tiller", FIX)
                break
        else:
            if _is_tiller(pod.labels):
                yield Hit(pod.path, f"{thing.kind} {thing.name} is Tiller by its labels", FIX)


def _is_tiller(labels: Mapping[str, Any]) -> bool:
    return labels.get("name") == "tiller" and labels.get("app") == "helm"
