"""Services take no addresses by themselves.

## What it does
Finds `externalIPs` in Services.

## Why
Pods of the whole cluster that call the address end at this Service instead, so whoever may write a Service reads their
traffic (CVE-2020-8554).

## Bad
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 443}], externalIPs: [192.0.2.10]}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: LoadBalancer, selector: {app: chat}, ports: [{port: 443}]}
```

## Fix
Use type LoadBalancer with a controller that hands out addresses, such as MetalLB, and switch on the admission plugin
`DenyServiceExternalIPs`.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
- https://nvd.nist.gov/vuln/detail/CVE-2020-8554
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("NET007", "no-external-ips", Severity.ERROR, objects("Service"), aliases="KSV-0108", covers=(115,))
def check(thing: Object) -> Iterator[Hit]:
    addresses = sequence(thing.spec.get("externalIPs"))
    if addresses:
        message = f"Service {thing.name} takes the traffic of {', '.join(map(str, addresses))}"
        yield Hit("spec.externalIPs", message, "use type LoadBalancer instead")
