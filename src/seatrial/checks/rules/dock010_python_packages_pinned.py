"""Python packages have a version.

## What it does
Finds packages that `pip install` or `uv pip install` take without a version or with nothing but a lowest one, and
repositories without a revision. Requirement files, constraints, local folders and names with variables are left
alone.

## Why
The next build takes whatever was released since, and a new torch brings another CUDA with it.

## Bad
```dockerfile
FROM python:3.12-slim
RUN pip install torch "transformers>=4.40"
```

## Good
```dockerfile
FROM python:3.12-slim
RUN pip install torch==2.9.0 "transformers==4.57.1"
```

## Fix
Write `name==version`, or list the packages with versions and hashes in a file and install with `-r`.

## References
- https://pip.pypa.io/en/stable/topics/repeatable-installs/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, names_of
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


NAME = re.compile(r"[<>=!~\[;@ ]")
FIXED = re.compile(r"==|~=|<|@")


@rule(
    "DOCK010",
    "python-packages-pinned",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3013",
    covers=(168,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for call in invocations(file.commands, "pip"):
        if not call.installs or call.has("-c", "--constraint", "--require-hashes"):
            continue
        loose = [word for word in call.operands if not word.expands and _is_loose(word.value)]
        if loose:
            first = loose[0].value
            fix = "write the commit behind @" if "://" in first else f"write {NAME.split(first)[0]}==VERSION"
            yield hit(call.command, f"no version is fixed for {names_of(loose)}", fix, word=loose[0])


def _is_loose(requirement: str) -> bool:
    if "://" in requirement:
        url = requirement.partition("://")[2].partition("/")[2]
        return requirement.startswith("git+") and "@" not in url
    if (
        requirement.startswith((".", "/", "-"))
        or requirement.endswith((".whl", ".tar.gz", ".zip"))
        or "/" in requirement
    ):
        return False
    return not FIXED.search(requirement.partition(";")[0])
