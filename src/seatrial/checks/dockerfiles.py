"""What rules about Dockerfiles share: hits at an instruction, a command or a word, and which stages are shipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit
from seatrial.dockerfile.view import Instruction
from seatrial.edit import Replacement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile, Stage
    from seatrial.dockerfile.words import Word
    from seatrial.finding import Severity

JOINED = frozenset({"", "&&"})
NAMED = 3
VARIABLE = re.compile(r"\$\w+|\$\{[^}]*\}")


def hit(
    where: Instruction | Command,
    message: str,
    fix: str,
    *,
    word: Word | None = None,
    replace: tuple[Replacement, ...] = (),
    severity: Severity | None = None,
) -> Hit:
    """A hit at the word, else at the keyword of the instruction or the program of the command."""
    instruction = where if isinstance(where, Instruction) else where.instruction
    at = instruction.file.position(word.start) if word else where.at
    return Hit(instruction.keyword, message, fix, severity=severity, at=at, replace=replace)


def names_of(words: Sequence[Word]) -> str:
    """The first words, for a message."""
    return ", ".join(word.value for word in words[:NAMED]) + (", …" if len(words) > NAMED else "")


def insert(at: int, text: str) -> tuple[Replacement, ...]:
    """The change that writes a text at an offset."""
    return (Replacement(at, at, text),)


def append_command(run: Instruction, command: str) -> tuple[Replacement, ...]:
    """The change that runs one more command at the end of a RUN; none where its commands are more than a `&&` list."""
    simple = all(each.before in JOINED and each.after in JOINED and not each.condition for each in run.commands)
    if run.json is not None or run.heredocs or not run.commands or not simple or "#" in run.body:
        return ()
    return insert(run.end, f" && {command}")


def shipped(file: Dockerfile) -> Sequence[Stage]:
    """The stages that end up in an image: the last one, other targets, and what they are built on.

    Another target is a stage that says what it runs and that nobody takes anything from.
    """
    taken = {other.index for stage in file.stages for other in (*bases_of(file, stage), *sources_of(file, stage))}
    wanted = [stage for stage in file.stages if stage is file.final or (stage.index not in taken and _runs(stage))]
    indexes: set[int] = set()
    while wanted:
        stage = wanted.pop()
        if stage.index not in indexes:
            indexes.add(stage.index)
            wanted.extend(bases_of(file, stage))
    return [stage for stage in file.stages if stage.index in indexes]


def _runs(stage: Stage) -> bool:
    return any(instruction.keyword in ("CMD", "ENTRYPOINT") for instruction in stage.instructions)


def bases_of(file: Dockerfile, stage: Stage) -> Sequence[Stage]:
    """The stage it is built on; all that it may be where the name hangs on the build, as in `base-${TARGETARCH}`."""
    if stage.parent:
        return (stage.parent,)
    if stage.image or not stage.base:
        return ()
    parts = VARIABLE.split(stage.base.value.lower())
    template = re.compile(".+".join(map(re.escape, parts)))
    # A name that is nothing but a variable may be anything.
    earlier = file.stages[: stage.index] if any(parts) else ()
    return [other for other in earlier if other.name and template.fullmatch(other.name)]


def sources_of(file: Dockerfile, stage: Stage) -> Iterator[Stage]:
    """The stages it takes files from."""
    for instruction in stage.instructions:
        named = [flag.value for flag in instruction.flags if flag.name == "from"]
        named += [mount.get("from") for mount in instruction.mounts]
        for name in named:
            found = file.stage_named(name, stage) if name else None
            if found:
                yield found


def runs(stages: Sequence[Stage]) -> Iterator[Instruction]:
    """The RUNs of the stages."""
    for stage in stages:
        for instruction in stage.instructions:
            if instruction.keyword == "RUN":
                yield instruction


def images(file: Dockerfile) -> Iterator[tuple[Instruction, Word | None, str]]:
    """Every image that a build pulls, where it is named, and its reference with variables filled in.

    Images whose name hangs on an argument without a default are left out: they are the caller's choice.
    """
    for stage in file.stages:
        if stage.parent is None and stage.image and stage.image != "scratch":
            yield stage.opening, stage.base, stage.image
        for instruction in stage.instructions:
            named = [flag.value for flag in instruction.flags if flag.name == "from"]
            named += [mount.get("from") for mount in instruction.mounts]
            for name in named:
                if name and is_image(name) and not file.stage_named(name, stage):
                    yield instruction, None, name


def is_image(name: str) -> bool:
    """Whether the source of a COPY is spelt as only images are: with a registry, folder, tag or digest."""
    return any(mark in name for mark in "/:@") and "$" not in name
