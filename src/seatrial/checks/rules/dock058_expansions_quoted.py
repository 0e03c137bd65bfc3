"""Expansions are quoted.

## What it does
Finds variables and substitutions outside quotes that are an argument, or a part of one. Assignments, `[[ ]]`, numbers
such as `$?` and `$#`, and names that ENV or ARG sets to a value without blanks are left alone.

## Why
A value with a blank or a star becomes several arguments, or the names of files.

## Bad
```dockerfile
FROM debian:12
RUN cp $FILES /srv
```

## Good
```dockerfile
FROM debian:12
RUN cp "$FILES" /srv
```

## Fix
Write double quotes around it; leave it out where a list of arguments is meant.

## References
- https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
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


PART = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|\\.|\$\(\((?:[^)]|\)(?!\)))*\)\)|(?P<output>\$\(|`)|\$\{?(?P<name>[A-Za-z_]\w*|@)",
    re.DOTALL,
)
SPLITS = re.compile(r"[\s*?\[]")


@rule(
    "DOCK058",
    "expansions-quoted",
    Severity.INFO,
    DOCKERFILES,
    aliases="SC2086 SC2046 SC2068",
    covers=(200,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        values = {name: value for name, value in run.variables.items() if value}
        for command in run.commands:
            if run.json is not None or command.words[0].value in ("[[", "export", "local", "readonly"):
                continue
            for word in command.words[1:]:
                name = next((name for name in _bare(word.text) if SPLITS.search(values.get(name, "*"))), None)
                if name is not None:
                    what = f"${name}" if name else "the output"
                    yield hit(command, f"{what} may become several words", "write double quotes around it", word=word)


def _bare(text: str) -> Iterator[str]:
    """The names that are expanded outside quotes; empty for a substitution."""
    for match in PART.finditer(text):
        if match["name"]:
            yield match["name"]
        elif match["output"]:
            yield ""
