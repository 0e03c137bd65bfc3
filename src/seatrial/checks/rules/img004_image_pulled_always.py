"""The kubelet asks the registry at every start.

## What it does
Asks for `imagePullPolicy: Always`, on request only.

## Why
Whoever can start pods on a node can otherwise run a private image that somebody else's pull left there. The price: no
restart without the registry, and a tag that moved changes what runs; a digest and separate nodes cover the risk
better.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "example.com/web:1.4.2", imagePullPolicy: IfNotPresent}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "example.com/web:1.4.2", imagePullPolicy: Always}]}
```

## Fix
Write `imagePullPolicy: Always`, or switch on the admission plugin AlwaysPullImages.

## References
- https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.image import tag_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "IMG004", "image-pulled-always", Severity.INFO, CONTAINERS,
    aliases="container-image-pull-policy pullPolicyNotAlways CKV_K8S_15", covers=(57,), opt_in=True,
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    policy = container.spec.get("imagePullPolicy")
    # The API server fills in Always where the tag is latest or absent.
    always = policy == "Always" or (policy is None and tag_of(container.image) in ("", "latest"))
    if container.image and not always:
        message = f"container {container.name} starts whatever image of that name the node has"
        yield Hit(f"{container.path}.imagePullPolicy", message, "write imagePullPolicy: Always")
