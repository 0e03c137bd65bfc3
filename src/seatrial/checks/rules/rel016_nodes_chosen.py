"""Pods say on which nodes they run.

## What it does
Asks pods for a `nodeSelector`, a node affinity or a `nodeName`; those of DaemonSets run everywhere and are left out.
The rule is an opinion and off unless it is asked for: a cluster with one kind of node has nothing to choose. What pods
with accelerators have to say is the subject of AI003 and AI006.

## Why
A pod that does not say lands on any node that has room: an expensive one, a spot one, or one of another architecture,
where its image does not start.

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
spec: {nodeSelector: {kubernetes.io/arch: amd64}, containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Fix
Add a `nodeSelector` or `affinity.nodeAffinity` with labels that the wanted nodes have.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("REL016", "nodes-chosen", Severity.INFO, PODS, aliases="no-node-affinity", covers=(77,), opt_in=True)
def check(pod: Pod) -> Iterator[Hit]:
    spec = pod.spec
    if pod.object.kind == "DaemonSet" or spec.get("nodeSelector") or spec.get("nodeName"):
        return
    if not at(spec, "affinity", "nodeAffinity"):
        yield Hit(f"{pod.path}.affinity.nodeAffinity", "the pod runs on any node that has room", "add a node affinity")
