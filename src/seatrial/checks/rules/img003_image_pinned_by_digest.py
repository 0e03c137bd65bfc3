"""Images are named by digest.

## What it does
Asks for `@sha256:…` behind every image name, on request only: without a bot that renews them, digests keep old programs
with known holes in place.

## Why
A tag can be pushed again, so the node that pulls tomorrow runs another program than the one that was tested. A digest
is the content itself; the tag before it stays readable.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "example.com/web:1.4.2"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: example.com/web:1.4.2@sha256:4d0a8b1f2c3e4d0a8b1f2c3e4d0a8b1f2c3e4d0a8b1f2c3e4d0a8b1f2c3e4d0a
```

## Fix
Write `name:tag@sha256:…`; `docker buildx imagetools inspect name:tag` and `crane digest name:tag` print it.

## References
- https://kubernetes.io/docs/concepts/containers/images/#image-names
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "IMG003",
    "image-pinned-by-digest",
    Severity.WARNING,
    CONTAINERS,
    aliases="CKV_K8S_43 C-0306",
    covers=(56,),
    opt_in=True,
)
def check(container: Container) -> Iterator[Hit]:
    if container.image and "@" not in container.image:
        message = f"image {container.image} is named by a tag, which can be pushed again"
        yield Hit(f"{container.path}.image", message, "add @sha256: and the digest")
