"""Images come from registries that are named and allowed.

## What it does
With a list of registries in the settings, finds images from any other. Without one, finds images that name no
registry. `scratch`, stages and images that hang on an argument without a default are left alone.

## Why
An image without a registry comes from whatever the builder is set up to ask, which is not the same everywhere.

## Bad
```dockerfile
FROM python:3.12-slim
```

## Good
```dockerfile
FROM docker.io/library/python:3.12-slim
```

## Fix
Write the registry in front, or take the image from one that is allowed.

## References
- https://docs.docker.com/reference/dockerfile/#from
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, images
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK027",
    "registry-allowed",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3026",
    covers=(180,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction, word, image in images(file):
        host, slash, _ = image.partition("/")
        named = bool(slash) and ("." in host or ":" in host or host == "localhost")
        registry = host if named else "docker.io"
        if file.registries and registry not in file.registries:
            allowed = ", ".join(sorted(file.registries))
            yield hit(instruction, f"images from {registry} are not allowed", f"take it from {allowed}", word=word)
        elif not file.registries and not named:
            yield hit(instruction, f"image {image} names no registry", "write the registry in front", word=word)
