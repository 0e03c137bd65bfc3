"""Values of labels are what their names promise.

## What it does
Finds labels with an empty value, and labels of `org.opencontainers.image` whose value is not the time, address, SPDX
licence, revision, semantic version or contact that the name stands for. Values with variables are left alone.

## Why
A tool that reads the label fails or shows nonsense.

## Bad
```dockerfile
FROM debian:12
LABEL org.opencontainers.image.created=yesterday
```

## Good
```dockerfile
FROM debian:12
LABEL org.opencontainers.image.created=2026-11-25T10:00:00Z
```

## Fix
Write the value in the form that the message names.

## References
- https://github.com/opencontainers/image-spec/blob/main/annotations.md
- https://spdx.org/licenses/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


PREFIX = "org.opencontainers.image."
ANY = re.compile(r"\s*\S")
ADDRESS = (re.compile(r"[a-z][a-z0-9+.-]*://\S+\Z"), "an address such as https://example.com/x")
FORMS = {
    "created": (
        re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)\Z", re.ASCII),
        "a time such as 2026-11-25T10:00:00Z",
    ),
    "url": ADDRESS,
    "source": ADDRESS,
    "documentation": ADDRESS,
    "revision": (re.compile(r"[0-9a-f]{7,64}\Z|v?\d+(?:\.\d+)*\Z", re.ASCII), "a commit such as 3f2a9c1"),
    "version": (re.compile(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?\Z", re.ASCII), "a version such as 1.4.2"),
    "licenses": (
        re.compile(r"\(*[A-Za-z0-9.+-]+\)*(?: (?:AND|OR|WITH) \(*[A-Za-z0-9.+-]+\)*)*\Z"),
        "a licence of SPDX such as Apache-2.0",
    ),
    "authors": (re.compile(r".*[^\s@<]+@[^\s@>]+|[a-z]+://\S+"), "a contact such as team@example.com"),
}
"""Name behind the prefix → the form, and an example of it."""


@rule(
    "DOCK042",
    "label-values-valid",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3058",
    covers=(190,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("LABEL"):
        for name, value, word in instruction.pairs:
            if value is None or value.expands:
                continue
            pattern, what = FORMS.get(name.removeprefix(PREFIX) if name.startswith(PREFIX) else "", (ANY, "a value"))
            if not pattern.match(value.value):
                message = f"{name} is not {what.partition(' such ')[0]}" if value.value.strip() else f"{name} is empty"
                yield hit(instruction, message, f"write {what}", word=word)
