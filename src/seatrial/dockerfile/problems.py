"""What no builder accepts, beyond what the reading itself runs into.

Source of the instructions and their flags: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.dockerfile import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction, Problem

FLAGS: dict[str, frozenset[str]] = {
    "ADD": frozenset({"keep-git-dir", "checksum", "chown", "chmod", "link", "exclude", "unpack"}),
    "ARG": frozenset(),
    "CMD": frozenset(),
    "COPY": frozenset({"from", "chown", "chmod", "link", "parents", "exclude"}),
    "ENTRYPOINT": frozenset(),
    "ENV": frozenset(),
    "EXPOSE": frozenset(),
    "FROM": frozenset({"platform"}),
    "HEALTHCHECK": frozenset({"interval", "timeout", "start-period", "start-interval", "retries"}),
    "LABEL": frozenset(),
    "MAINTAINER": frozenset(),
    "ONBUILD": frozenset(),
    "RUN": frozenset({"mount", "network", "security", "device"}),
    "SHELL": frozenset(),
    "STOPSIGNAL": frozenset(),
    "USER": frozenset(),
    "VOLUME": frozenset(),
    "WORKDIR": frozenset(),
}
"""Every instruction, and the flags it takes."""
FROM_SHAPES = (1, 3)


def find_problems(file: Dockerfile) -> Iterator[Problem]:
    """The faults of each instruction, and a file that has no stage."""
    if not file.stages:
        at = file.instructions[0].start if file.instructions else 0
        yield view.Problem("there is no FROM", "begin with FROM and the image to build on", at)
    lost = not file.stages
    for instruction in file.with_triggers:
        if instruction.keyword in FLAGS:
            yield from _of(instruction)
        elif not lost:
            yield _unknown(instruction)
        # A run of such lines has one cause: a continuation that was forgotten, or a file that is no Dockerfile.
        lost = instruction.keyword not in FLAGS


def _unknown(instruction: Instruction) -> Problem:
    from difflib import get_close_matches

    nearest = get_close_matches(instruction.keyword, FLAGS, n=1, cutoff=0.6)
    fix = f"write {nearest[0]}" if nearest else "end the line before with a backslash if this line belongs to it"
    return view.Problem(f"there is no instruction {instruction.written[:40]}", fix, instruction.start)


def _of(instruction: Instruction) -> Iterator[Problem]:
    keyword = instruction.keyword
    for flag in instruction.flags:
        if flag.name not in FLAGS[keyword]:
            known = ", ".join(f"--{name}" for name in sorted(FLAGS[keyword]))
            fix = f"{keyword} takes {known}" if known else f"{keyword} takes no flags"
            yield view.Problem(f"{keyword} has no flag --{flag.name}", fix, flag.start)
    if not instruction.body.strip():
        yield view.Problem(f"{keyword} says nothing", f"write what {keyword} is to do, or remove it", instruction.start)
    elif keyword in SHAPES:
        yield from SHAPES[keyword](instruction)


def _from(instruction: Instruction) -> Iterator[Problem]:
    words = instruction.words
    if len(words) not in FROM_SHAPES or (len(words) > 1 and words[1].value.upper() != "AS"):
        yield view.Problem("FROM is not understood", "write FROM image or FROM image AS name", instruction.start)


def _copy(instruction: Instruction) -> Iterator[Problem]:
    if len(instruction.words) < 2:  # noqa: PLR2004  a source and a destination
        keyword = instruction.keyword
        yield view.Problem(f"{keyword} has no destination", f"write {keyword} source destination", instruction.start)


def _env(instruction: Instruction) -> Iterator[Problem]:
    keyword = instruction.keyword
    for name, value, word in instruction.pairs:
        if value is None or not name:
            text = "a value" if name else "a name"
            yield view.Problem(f"{keyword} has {word.text} without {text}", f"write {keyword} name=value", word.start)


def _shell(instruction: Instruction) -> Iterator[Problem]:
    if not instruction.json:
        fix = 'write a list such as SHELL ["/bin/bash", "-o", "pipefail", "-c"]'
        yield view.Problem("SHELL takes the JSON form only", fix, instruction.start)


def _healthcheck(instruction: Instruction) -> Iterator[Problem]:
    kind, *command = instruction.body.split(None, 1)
    if kind.upper() not in ("NONE", "CMD") or (kind.upper() == "CMD" and not command):
        fix = "write HEALTHCHECK CMD and a command, or HEALTHCHECK NONE"
        yield view.Problem("HEALTHCHECK is not understood", fix, instruction.start)


SHAPES: dict[str, Callable[[Instruction], Iterator[Problem]]] = {
    "FROM": _from,
    "ADD": _copy,
    "COPY": _copy,
    "ENV": _env,
    "LABEL": _env,
    "SHELL": _shell,
    "HEALTHCHECK": _healthcheck,
}
