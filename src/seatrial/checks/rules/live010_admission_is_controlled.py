"""Something decides which pods may be created.

## What it does
Looks for Pod Security labels on namespaces, ValidatingAdmissionPolicies, and webhooks of policy engines; one of them
is enough.

## Why
Without any, whoever may create a pod may create a privileged one, and is root on a node a second later.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Namespace
metadata: {name: team}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Namespace
metadata: {name: team, labels: {pod-security.kubernetes.io/enforce: baseline}}
```

## Fix
Label namespaces with `pod-security.kubernetes.io/enforce`, or install a policy engine.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-admission/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory

LABEL = "pod-security.kubernetes.io/enforce"


@rule(
    "LIVE010",
    "admission-is-controlled",
    Severity.WARNING,
    EVERYTHING,
    aliases="C-0068 C-0192",
    covers=(40,),
    live=True,
)
def check(inventory: Inventory) -> Iterator[Hit]:
    labelled = any(LABEL in thing.labels for thing in inventory.of_kind("Namespace"))
    policies = inventory.of_kind("ValidatingAdmissionPolicy") or inventory.of_kind("ValidatingWebhookConfiguration")
    first = next(iter(inventory.of_kind("Namespace")), None)
    if first and not labelled and not policies:
        message = "no namespace has Pod Security labels, and there is no admission policy"
        yield Hit("metadata.labels", message, f"label namespaces with {LABEL}", first)
