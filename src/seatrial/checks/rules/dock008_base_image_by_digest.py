"""Images that are built on are named by digest.

## What it does
Finds images of `FROM`, `COPY --from` and `RUN --mount=from` without `@sha256:…`. `scratch`, stages and images that
hang on an argument without a default are left alone. One hit an image.

## Why
Only a digest is always the same image; a tag, a version included, can be pushed again.

## Bad
```dockerfile
FROM python:3.12.8-slim
```

## Good
```dockerfile
FROM python:3.12.8-slim@sha256:0000000000000000000000000000000000000000000000000000000000000000
```

## Fix
Write the digest that `docker buildx imagetools inspect IMAGE` prints behind the tag, and let a bot such as Renovate
move it.

## References
- https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, images
from seatrial.checks.image import MOVING, tag_of
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK008",
    "base-image-by-digest",
    Severity.INFO,
    DOCKERFILES,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    seen: set[str] = set()
    for instruction, word, image in images(file):
        if "@" not in image and tag_of(image) not in MOVING and image not in seen:
            seen.add(image)
            fix = "write the digest behind the tag, @sha256:…"
            yield hit(instruction, f"image {image} is not named by digest", fix, word=word)
