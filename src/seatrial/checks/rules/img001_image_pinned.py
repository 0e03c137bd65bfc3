"""Images have a version.

## What it does
Refuses images without a tag or digest and tags that move by convention: `latest`, `main`, `master`, `nightly`,
`edge`, `dev`.

## Why
Two replicas started on different days run different programs, and there is no version to go back to.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:latest"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.4.2"}]}
```

## Fix
Write a version tag, or better a digest: `image: example.com/chat:1.4.2@sha256:…`.

## References
- https://kubernetes.io/docs/concepts/containers/images/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.image import MOVING, tag_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "IMG001",
    "image-pinned",
    Severity.ERROR,
    CONTAINERS,
    aliases="KSV-0013 CKV_K8S_14 C-0075 latest-tag container-image-tag tagNotSpecified POP-100 POP-101 image AI042",
    covers=(55,),
)
def check(container: Container) -> Iterator[Hit]:
    if container.image and tag_of(container.image) in MOVING:
        field = f"{container.path}.image"
        yield Hit(field, f"image {container.image} names no fixed version", "write a version tag or a digest")
