"""Kubelets are at most three minor versions behind the API server, and never ahead.

## What it does
Compares the kubelets' versions with the API server's, and with the oldest version that still gets fixes.

## Why
Outside the skew that Kubernetes supports pods fail in ways that nobody has tested, and an old version keeps its known
holes.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Node
metadata: {name: a}
status: {nodeInfo: {kubeletVersion: v1.31.4}}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Node
metadata: {name: a}
status: {nodeInfo: {kubeletVersion: v1.36.1}}
```

## Fix
Upgrade the node, one minor version at a time.

## References
- https://kubernetes.io/releases/version-skew-policy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.catalog.kubernetes import OLDEST_MINOR
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SKEW = 3


@rule(
    "LIVE009",
    "versions-fit",
    Severity.ERROR,
    objects("Node"),
    aliases="C-0079 C-0081 C-0087 C-0089 C-0090 C-0091 C-0273 POP-405 POP-406",
    covers=(159,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    version = text(at(thing.manifest, "status", "nodeInfo", "kubeletVersion"))
    kubelet, server = _minor(version), _minor(f"v{thing.inventory.context.kubernetes}")
    if kubelet is None or server is None:
        return
    field = "status.nodeInfo.kubeletVersion"
    if kubelet > server or server - kubelet > SKEW:
        message = f"node {thing.name} runs {version} beside an API server of 1.{server}"
        yield Hit(field, message, "upgrade whichever is behind")
    elif kubelet < OLDEST_MINOR:
        message = f"node {thing.name} runs {version}, which gets no more fixes"
        yield Hit(field, message, "upgrade it", severity=Severity.WARNING)


def _minor(version: str) -> int | None:
    parts = version.removeprefix("v").split(".")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else None
