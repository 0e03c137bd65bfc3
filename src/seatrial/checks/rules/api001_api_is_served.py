"""The version of Kubernetes still has the kind.

## What it does
Looks up the apiVersion and kind of each object in the history of Kubernetes and of the projects around it, and reports
what the targeted version (`--kubernetes`) serves no more. For custom resources, whose installed version is not known,
it is a warning, and definitions among the checked objects go before.

## Why
The API server answers that it knows no such kind, so an upgrade of the cluster breaks the next deployment.

## Bad
```yaml
apiVersion: batch/v1beta1
kind: CronJob
metadata: {name: nightly}
spec: {schedule: '0 2 * * *'}
```

## Good
```yaml
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {schedule: '0 2 * * *'}
```

## Fix
Write the apiVersion that takes its place; where the shape has changed too, the finding says what else.

## References
- https://kubernetes.io/docs/reference/using-api/deprecation-guide/
- https://kubernetes.io/docs/reference/using-api/deprecation-policy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.lifecycles import removed
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "API001",
    "api-is-served",
    Severity.ERROR,
    objects(),
    aliases="no-extensions-v1beta stable-version KSV-0107 POP-404 deprecatedapis",
    covers=(96,),
)
def check(thing: Object) -> Iterator[Hit]:
    yield from removed(thing)
