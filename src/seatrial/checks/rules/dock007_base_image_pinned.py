"""Images that are built on have a version.

## What it does
Refuses images of `FROM`, `COPY --from` and `RUN --mount=from` without a tag or digest, or with a tag that moves by
convention: `latest`, `main`, `nightly`, `latest-gpu`. Variables are filled in from the defaults of `ARG`; an image
that hangs on an argument without a default is the caller's choice.

## Why
The same file builds another image tomorrow, with another CUDA or Python, and nothing in the repository says why.

## Bad
```dockerfile
FROM vllm/vllm-openai:latest
```

## Good
```dockerfile
FROM vllm/vllm-openai:v0.11.0
```

## Fix
Write a version tag, or better a digest: `python:3.12.8-slim@sha256:…`.

## References
- https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
- https://docs.docker.com/reference/dockerfile/#from
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
    "DOCK007",
    "base-image-pinned",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3006 DL3007 CKV_DOCKER_7 DS-0001 AI041",
    covers=(167,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction, word, image in images(file):
        tag = tag_of(image)
        if tag in MOVING or tag.startswith("latest-"):
            what = f"has the tag {tag}, which moves" if tag else "has no version"
            yield hit(instruction, f"image {image} {what}", "write a version tag or a digest", word=word)
