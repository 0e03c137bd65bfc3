"""CMD and ENTRYPOINT are in the JSON form.

## What it does
Finds a `CMD` or `ENTRYPOINT` in shell form, and a list that is no JSON, which builders take for shell. A shell form
that begins with `exec` is left alone, because the program takes the place of the shell.

## Why
The shell is process 1 and does not pass SIGTERM on, so the program is killed in the middle of a request or a
checkpoint.

## Bad
```dockerfile
FROM python:3.12-slim
CMD python serve.py
```

## Good
```dockerfile
FROM python:3.12-slim
CMD ["python", "serve.py"]
```

## Fix
Write a JSON list of the words, in double quotes; where the shell is needed, `CMD exec program "$VARIABLE"`.

## References
- https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.edit import Replacement
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction

PLAIN = re.compile(r"[\w./:@%+,-]+(?: +[\w./:@%+,=-]+)*\Z", re.ASCII)
"""Words that mean to a shell what they mean without one."""
SINGLE_QUOTED = re.compile(r"\[\s*'[\w./:@%+=-]+'(?:\s*,\s*'[\w./:@%+=-]+')*\s*\]\Z", re.ASCII)


@rule(
    "DOCK026",
    "exec-form",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3025",
    covers=(179,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("CMD", "ENTRYPOINT"):
        body = instruction.body.strip()
        if instruction.json is not None or not body or body.startswith("exec ") or instruction.heredocs:
            continue
        listed = SINGLE_QUOTED.match(body)
        message = "this is no JSON, so a shell runs it" if body.startswith("[") else "a shell runs it and keeps signals"
        words = body[1:-1].replace("'", " ").replace(",", " ").split() if listed else body.split()
        plain = (listed or PLAIN.match(body)) and instruction.posix and not _meets_the_other(instruction)
        start, end = instruction.offset(0), instruction.end
        text = json.dumps(words, ensure_ascii=False)
        replace = (Replacement(start, end, text),) if plain and "\n" not in file.text[start:end] else ()
        yield hit(instruction, message, "write a JSON list of the words", replace=replace)


def _meets_the_other(instruction: Instruction) -> bool:
    """Whether the stage has both CMD and ENTRYPOINT: then the form decides whether the one reaches the other."""
    stage = instruction.stage
    return stage is None or len({each.keyword for each in stage.history} & {"CMD", "ENTRYPOINT"}) > 1
