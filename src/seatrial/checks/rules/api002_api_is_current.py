"""The kind is not on its way out.

## What it does
Looks up the apiVersion and kind of each object and reports what the targeted version (`--kubernetes`) still serves, but
has declared deprecated.

## Why
A later version of Kubernetes refuses the object, and that upgrade is then not the moment to find out.

## Bad
```yaml
# context: {kubernetes: "1.33"}
apiVersion: v1
kind: Endpoints
metadata: {name: chat}
```

## Good
```yaml
# context: {kubernetes: "1.33"}
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: chat}
addressType: IPv4
endpoints: []
```

## Fix
Write the apiVersion that takes its place; where the shape has changed too, the finding says what else.

## References
- https://kubernetes.io/docs/reference/using-api/deprecation-guide/
- https://kubernetes.io/docs/reference/using-api/deprecation-policy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.lifecycles import deprecated
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "API002",
    "api-is-current",
    Severity.WARNING,
    objects(),
    aliases="stable-version KSV-0107 POP-403 deprecatedapis",
    covers=(96,),
)
def check(thing: Object) -> Iterator[Hit]:
    yield from deprecated(thing)
