"""Commands are written for the shell that runs them.

## What it does
Finds additions of bash in a `RUN` that `/bin/sh` runs: `source`, `[[ ]]`, `==` in `[ ]`, `&>`, `<( )`, `<<<`, `{a,b}`,
`${x/a/b}`, arrays, `pushd`, `popd`, `shopt`, `declare`, `set -o pipefail` and `echo -e`. Where SHELL names bash, or the
base image is one whose `/bin/sh` is known to be bash, all are fine; the shell of Alpine knows some of them.

## Why
The sh of Debian and Ubuntu is dash, which stops at some of them and silently does something else at the others.

## Bad
```dockerfile
FROM debian:12
RUN source /opt/env/bin/activate && python serve.py
```

## Good
```dockerfile
FROM debian:12
RUN . /opt/env/bin/activate && python serve.py
```

## Fix
Write it the POSIX way (`.`, `[ ]`, `=`, `> file 2>&1`), or `SHELL ["/bin/bash", "-c"]` above.

## References
- https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
- https://docs.docker.com/reference/dockerfile/#shell
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.shell import script_of
from seatrial.edit import Replacement
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile, Instruction
    from seatrial.dockerfile.words import Word

BASH_ONLY = frozenset(["pushd", "popd", "shopt", "declare", "typeset", "mapfile", "readarray", "let"])
FIX = 'write SHELL ["/bin/bash", "-c"] above'
SH_IS_BASH = re.compile(
    r"(?:centos|rocky|alma|fedora|redhat|ubi[0-9]|amazonlinux|oraclelinux|suse|archlinux)", re.IGNORECASE
)
ALPINE = re.compile(r"alpine|busybox")
SUBSTITUTION = re.compile(r"(?<!\\)\$\{(?:!\w|\w+(?:/|:[0-9]|\^|,|@))")
QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
BRACES = re.compile(r"(?<![$\\])\{[^\"'${}\s]*(?:,|\.\.)[^\"'${}\s]*\}")
PROCESS = re.compile(r"^[<>]\(")
ARRAY = re.compile(r"^[A-Za-z_]\w*\+?=\(|(?<!\\)\$\{!?\w+\[[@*0-9]")


@rule(
    "DOCK056",
    "posix-shell",
    Severity.WARNING,
    DOCKERFILES,
    aliases=(
        "SC2039 SC3001 SC3009 SC3010 SC3011 SC3014 SC3020 SC3024 "
        "SC3030 SC3037 SC3040 SC3044 SC3046 SC3051 SC3053 SC3054 SC3057 SC3059 SC3060"
    ),
    covers=(200,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        program = run.shell[0].rpartition("/")[2] if run.shell else ""
        base = (run.stage.root_image if run.stage else None) or ""
        if run.json is not None or program not in ("sh", "dash", "ash") or SH_IS_BASH.search(base):
            continue
        heredoc = script_of(run)
        if heredoc and (heredoc.content.startswith("#!") or "bash" in run.body):
            continue
        # An image that is not known may have any shell.
        lenient = not base or bool(ALPINE.search(base))
        inside = _inner(run)
        for command in run.commands:
            if command.start not in inside:
                yield from _of(command, lenient=lenient)


def _inner(run: Instruction) -> set[int]:
    """The commands that a `bash -c` inside the RUN runs."""
    spans = [
        (word.start, word.end)
        for command in run.commands
        if command.name in ("bash", "zsh", "ksh")
        for word in command.arguments
    ]
    return {command.start for command in run.commands if any(a < command.start < b for a, b in spans)}


def _of(command: Command, *, lenient: bool) -> Iterator[Hit]:
    program, *rest = command.words
    name = program.value
    if name in BASH_ONLY:
        yield hit(command, f"sh does not know {name}", FIX, word=program)
    elif not lenient:
        yield from _of_builtin(command, program, rest)
    for operator, target in command.redirections:
        if operator in ("&>", "&>>") or (operator == "<<<" and not lenient):
            fix = "write > file 2>&1" if "&" in operator else "write printf and a pipe"
            yield hit(command, f"sh does not know {operator}", fix, word=target)
    for word in (*command.words, *command.assignments):
        braces = "{" in word.text and BRACES.search(QUOTED.sub("", word.text))
        if braces or PROCESS.search(word.text) or ARRAY.search(word.text):
            yield hit(command, f"sh does not know {word.text[:20]}", FIX, word=word)


def _of_builtin(command: Command, program: Word, rest: list[Word]) -> Iterator[Hit]:
    """What the shell of BusyBox knows and dash does not."""
    name = program.value
    for word in (*rest, *command.assignments):
        if SUBSTITUTION.search(word.text) and not word.text.startswith("'"):
            yield hit(command, f"sh does not know {word.text[:20]}", FIX, word=word)
    if name == "[[":
        yield hit(command, "sh does not know [[", "write [ ]", word=program)
    elif name == "source":
        # Without a slash the file is looked for in other places.
        same = bool(rest) and "/" in rest[0].value
        replace = (Replacement(program.start, program.end, "."),) if same else ()
        yield hit(command, "sh does not know source", "write a dot", word=program, replace=replace)
    elif name in ("[", "test"):
        for word in rest:
            if word.text == "==":
                replace = (Replacement(word.start, word.end, "="),)
                yield hit(command, "sh compares with =, not with ==", "write =", word=word, replace=replace)
    elif name == "echo" and rest and rest[0].value in ("-e", "-ne", "-en"):
        yield hit(command, "echo of sh prints the option -e", "write printf", word=rest[0])
    elif name == "set" and any(word.value == "pipefail" for word in rest):
        yield hit(command, "sh may not know pipefail", 'write SHELL ["/bin/bash", "-o", "pipefail", "-c"] above')
