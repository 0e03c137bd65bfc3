"""What rules about Dockerfiles share: hits at an instruction, a command or a word, and which stages are shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit
from seatrial.dockerfile.view import Instruction
from seatrial.edit import Replacement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seatrial.dockerfile.shell import Command
    from seatrial.dockerfile.view import Dockerfile, Stage
    from seatrial.dockerfile.words import Word
    from seatrial.finding import Severity

JOINED = frozenset({"", "&&"})


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
    """The stages that end up in an image: the last one, those nobody takes anything from, and what they build on."""
    taken: set[int] = set()
    for stage in file.stages:
        taken.update(other.index for other in sources_of(file, stage))
    leaves = [stage for stage in file.stages if stage.index not in taken or stage is file.final]
    indexes = {member.index for leaf in leaves for member in leaf.line}
    return [stage for stage in file.stages if stage.index in indexes]


def sources_of(file: Dockerfile, stage: Stage) -> Iterator[Stage]:
    """The stages it is built on or takes files from."""
    if stage.parent:
        yield stage.parent
    for instruction in stage.instructions:
        for name in (flag.value for flag in instruction.flags if flag.name == "from"):
            found = file.stage_named(name or "", stage)
            if found:
                yield found
        for mount in instruction.mounts:
            found = file.stage_named(mount.get("from", ""), stage)
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
