"""Cilium has an endpoint, ready and with an identity, for every pod.

## What it does
Reads the state of CiliumEndpoints.

## Why
A pod whose endpoint is not ready has no network, or none that policies hold for.

## Bad
```yaml
# context: {live: true}
apiVersion: cilium.io/v2
kind: CiliumEndpoint
metadata: {name: web}
status: {state: not-ready}
```

## Good
```yaml
# context: {live: true}
apiVersion: cilium.io/v2
kind: CiliumEndpoint
metadata: {name: web}
status: {state: ready, identity: {id: 4711}}
```

## Fix
See `cilium status` and the agent's log on the pod's node.

## References
- https://docs.cilium.io/en/stable/operations/troubleshooting/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LIVE013",
    "cilium-endpoints-ready",
    Severity.WARNING,
    objects("CiliumEndpoint"),
    aliases="POP-1600 POP-1601 POP-1602 POP-1603 POP-1604 POP-1700 POP-1701 POP-1702 POP-1703 POP-1704",
    covers=(160,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    state = text(at(thing.manifest, "status", "state"))
    if state and state != "ready":
        yield Hit("status.state", f"the endpoint of pod {thing.name} is {state}", "see the Cilium agent of its node")
