"""Names are resolved by the cluster's DNS.

## What it does
Finds `hostAliases`, but for those that lead a name back to the pod itself.

## Why
The address is fixed in every pod that has the alias: when the server moves, the pods go on talking to the old address,
whoever has it then, and no DNS policy or log shows it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  hostAliases: [{ip: 10.1.2.3, hostnames: [models.example.com]}]
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: models}
spec: {type: ExternalName, externalName: models.example.com}
```

## Fix
Enter the name in the DNS, or make a Service without a selector with an EndpointSlice for the address.

## References
- https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
- https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("POD026", "no-host-aliases", Severity.INFO, PODS, aliases="KSV-0007", covers=(27,))
def check(pod: Pod) -> Iterator[Hit]:
    for index, alias in enumerate(sequence(pod.spec.get("hostAliases"))):
        address = text(at(alias, "ip"))
        names = ", ".join(text(name) for name in sequence(at(alias, "hostnames")))
        if names and not address.startswith("127.") and address not in ("::1", "0.0.0.0"):  # noqa: S104  an alias
            yield Hit(
                f"{pod.path}.hostAliases[{index}]",
                f"the address {address} of {names} is fixed in the pod",
                "enter the name in the DNS or make a Service for the address",
            )
