"""The download cache of pip and uv does not stay in the image.

## What it does
Finds `pip install`, `uv pip install` and `uv sync` in a stage that is shipped, without `--no-cache-dir` or
`--no-cache`, without `PIP_NO_CACHE_DIR` or `UV_NO_CACHE`, without a cache mount and without removing the cache.

## Why
Wheels of torch and CUDA are gigabytes, and the cache stores them in the layer a second time.

## Bad
```dockerfile
FROM python:3.12-slim
RUN pip install -r requirements.txt
```

## Good
```dockerfile
FROM python:3.12-slim
ENV PIP_CACHE_DIR=/var/cache/pip
RUN --mount=type=cache,target=/var/cache/pip pip install -r requirements.txt
```

## Fix
Write `pip install --no-cache-dir`, or mount a cache where `PIP_CACHE_DIR` is, which also makes the next build fast.

## References
- https://pip.pypa.io/en/stable/topics/caching/
- https://docs.astral.sh/uv/guides/integration/docker/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert, runs, shipped
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.packages import Invocation
    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK014",
    "pip-cache-not-kept",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3042 AI041",
    covers=(169,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in runs(shipped(file)):
        calls = [call for call in invocations(run.commands, "pip", "uv") if call.installs or _syncs(call)]
        if not calls or any("cache" in mount["target"] for mount in run.mounts) or any(map(_removes, run.commands)):
            continue
        known = run.variables
        for call in calls:
            uv = call.tool == "uv"
            named = {word.value.partition("=")[0] for word in call.command.assignments}
            variable, option = ("UV_NO_CACHE", "--no-cache") if uv else ("PIP_NO_CACHE_DIR", "--no-cache-dir")
            if call.has(option, "--no-cache") or (uv and call.has("-n")) or variable in named or known.get(variable):
                continue
            replace = insert(call.verb_word.end, f" {option}") if call.verb_word and run.json is None else ()
            yield hit(call.command, f"the cache of {call.tool} stays in the layer", f"write {option}", replace=replace)


def _syncs(call: Invocation) -> bool:
    return call.family == "uv" and call.verb == "sync"


def _removes(command: Command) -> bool:
    words = [word.value for word in command.arguments]
    return (command.name == "rm" and any(".cache" in word for word in words)) or words[:2] in (
        ["cache", "purge"],
        ["cache", "clean"],
    )
