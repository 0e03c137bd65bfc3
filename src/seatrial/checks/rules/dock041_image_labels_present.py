r"""The image says where it comes from.

## What it does
Finds a last stage without the labels `org.opencontainers.image.source`, `version` and `licenses`, and labels of the
old `org.label-schema` namespace, which these replace.

## Why
Whoever finds the image in a registry or on a node cannot tell which repository and which version it was built from.

## Bad
```dockerfile
FROM debian:12
LABEL team=serving
```

## Good
```dockerfile
FROM debian:12
LABEL org.opencontainers.image.source=https://example.com/x \
  org.opencontainers.image.version=1.4.2 \
  org.opencontainers.image.licenses=Apache-2.0
```

## Fix
Write a `LABEL` with the names, or have the pipeline give them to the build with `--label` and leave this rule off.

## References
- https://github.com/opencontainers/image-spec/blob/main/annotations.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


PREFIX = "org.opencontainers.image."
WANTED = ("source", "version", "licenses")
OLD = "org.label-schema."


@rule(
    "DOCK041",
    "image-labels-present",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3049 DL3050",
    covers=(190,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    stage = file.final
    if not stage:
        return
    labels = [(each, pair) for each in stage.history if each.keyword == "LABEL" for pair in each.pairs]
    missing = [name for name in WANTED if not any(pair.name == PREFIX + name for _, pair in labels)]
    if missing:
        yield hit(
            stage.opening, f"the image has no label for {', '.join(missing)}", f"write LABEL {PREFIX}{missing[0]}=…"
        )
    for instruction, pair in labels:
        if pair.name.startswith(OLD):
            message = f"{pair.name} is a name of the past"
            yield hit(instruction, message, "write its name in org.opencontainers.image", word=pair.word)
