"""What a Dockerfile says, as values; offsets count the characters of the text from 0, lines and columns from 1."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from seatrial.dockerfile.settings import Settings
from seatrial.dockerfile.words import fields, json_words, pairs, quoted_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.dockerfile.command import Command, Script
    from seatrial.dockerfile.words import Pair, Word

POSIX_SHELLS = ("sh", "bash", "ash", "dash", "ksh", "zsh")
DEFAULT_SHELL = ("/bin/sh", "-c")
WINDOWS_SHELL = ("cmd", "/S", "/C")
WITH_JSON_FORM = frozenset({"ADD", "COPY", "CMD", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
QUOTED = frozenset({"ENV", "LABEL", "ARG"})
WHOLE = frozenset({"WORKDIR", "USER", "STOPSIGNAL", "MAINTAINER"})
"""Instructions whose argument is everything behind the keyword, blanks included."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a builder refuses, in our words; `at` is an offset."""

    message: str
    fix: str
    at: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment line: its text without the `#`, its offset, its line from 1."""

    text: str
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document: `content` as it is written, which starts at offset `start`; `expands` unless it is quoted."""

    name: str
    content: str
    start: int
    expands: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """`--name=value`; `value` is None where there is no `=`."""

    name: str
    value: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The folder that `docker build` sends.

    Attributes:
        dockerignore: the text of its `.dockerignore`, None if there is none.
        names: the names of the files and folders at its top.

    """

    dockerignore: str | None = None
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Instruction:
    """One instruction; that of an `ONBUILD` is its `trigger`.

    Attributes:
        keyword: in upper case.
        written: the keyword as written.
        start: offset of the keyword.
        end: offset behind the last character, here-documents included, without the line end.
        body: everything behind the flags, continuation lines joined and comments between them left out.
        origin: (offset in body, offset in the text) of every piece that `body` was joined from.
        flags: those between the keyword and the body.
        heredocs: in their order.
        stage: None before the first FROM.
        shell: what runs a RUN, CMD or ENTRYPOINT in shell form.
        file: the whole.

    """

    keyword: str
    written: str
    start: int
    end: int
    body: str
    origin: tuple[tuple[int, int], ...]
    flags: tuple[Flag, ...]
    heredocs: tuple[Heredoc, ...]
    stage: Stage | None
    shell: tuple[str, ...]
    file: Dockerfile = field(repr=False)
    parent: Instruction | None = field(default=None, repr=False)

    def offset(self, index: int) -> int:
        """The offset in the text of a character of the body."""
        joined_at, written_at = self.origin[max(bisect_right(self.origin, (index, 1 << 62)) - 1, 0)]
        return written_at + index - joined_at

    @property
    def at(self) -> tuple[int, int]:
        """Line and column of the keyword."""
        return self.file.position(self.start)

    @cached_property
    def json(self) -> tuple[Word, ...] | None:
        """The words of the JSON form, None where it is not written as such."""
        if self.keyword not in WITH_JSON_FORM or not self.body.lstrip().startswith("["):
            return None
        return json_words(self.body, self.offset)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The arguments: those of the JSON form, else split at blanks as the instruction splits them."""
        if self.json is not None:
            return self.json
        if self.keyword in QUOTED:
            return quoted_words(self.body, self.offset, self.file.escape)
        return fields(self.body, self.offset, whole=self.keyword in WHOLE)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The `name=value` pairs of ENV, LABEL and ARG; a value is None where there is no `=`."""
        return pairs(self.words, self.body, self.offset, legacy=self.keyword in ("ENV", "LABEL"))

    def flag(self, name: str) -> Flag | None:
        """The first flag of this name, written without dashes."""
        return next((flag for flag in self.flags if flag.name == name), None)

    @cached_property
    def mounts(self) -> tuple[Mapping[str, str], ...]:
        """The `--mount` flags as mappings, with `type` and `target` always there."""
        return tuple(_mount(flag.value or "") for flag in self.flags if flag.name == "mount")

    def caches(self, *folders: str) -> bool:
        """Whether a cache or tmpfs mount keeps one of these folders out of the image."""
        targets = [mount["target"] for mount in self.mounts if mount["type"] in ("cache", "tmpfs")]
        return any((folder + "/").startswith(target.rstrip("/") + "/") for folder in folders for target in targets)

    @property
    def posix(self) -> bool:
        """Whether its shell form is run by a POSIX shell."""
        return bool(self.shell) and self.shell[0].rpartition("/")[2] in POSIX_SHELLS

    @cached_property
    def script(self) -> Script:
        """What a RUN runs, as far as it is shell; empty for other instructions and other shells."""
        from seatrial.dockerfile.shell import read_run

        return read_run(self)

    @property
    def commands(self) -> Sequence[Command]:
        return self.script.commands

    @property
    def variables(self) -> Mapping[str, str | None]:
        """The values of ARG and ENV where it stands; None for what the build decides."""
        return self.stage.variables(self.parent or self) if self.stage else {}


@dataclass(frozen=True, eq=False)
class Stage:
    """What one FROM begins.

    Attributes:
        index: from 0.
        name: in lower case, `""` where it has none.
        name_word: where the name is written.
        base: what it is built from, as written; None where FROM says nothing.
        image: `base` with variables filled in from the defaults of ARG; None where that leaves one open.
        parent: the stage it is built from, None if that is an image.
        opening: the FROM.
        instructions: all behind the FROM, in order; the instruction of an ONBUILD is in none.

    """

    index: int
    name: str
    name_word: Word | None
    base: Word | None
    image: str | None
    parent: Stage | None = field(repr=False)
    windows: bool
    instructions: list[Instruction] = field(default_factory=list[Instruction], repr=False)
    openings: list[Instruction] = field(default_factory=list[Instruction], repr=False)

    @property
    def opening(self) -> Instruction:
        return self.openings[0]

    @property
    def line(self) -> Sequence[Stage]:
        """The stage and all it is built on, the nearest first."""
        stages: list[Stage] = [self]
        while stages[-1].parent:
            stages.append(stages[-1].parent)
        return stages

    @property
    def history(self) -> Iterator[Instruction]:
        """All instructions that make its filesystem and settings, those of the stages it is built on first."""
        for stage in reversed(self.line):
            yield from stage.instructions

    @property
    def root_image(self) -> str | None:
        """The image at the bottom, with variables filled in as far as defaults do."""
        return self.line[-1].image

    def variables(self, before: Instruction | None = None) -> Mapping[str, str | None]:
        """The values of ARG and ENV where the instruction stands, or at the end; None for what the build decides."""
        return self.settings.until(None if before is None or before.stage is not self else before.start)

    @cached_property
    def settings(self) -> Settings:
        """What ARG and ENV set, place by place."""
        # From the bottom up, so that a long chain of stages does not become a deep recursion.
        below = [stage.settings for stage in reversed(self.line[1:])]
        inherited: Mapping[str, str | None] = below[-1].until(None) if below else {}
        return Settings(inherited, self.opening.file.arguments, self.instructions)


@dataclass(eq=False)
class Dockerfile:
    """A Dockerfile that was read; nothing changes it after `parse` has made it.

    Attributes:
        name: the file's name for findings.
        text: all of it.
        escape: what continues a line, a backslash unless the `escape` directive says a backtick.
        directives: the parser directives at the top.
        instructions: all in order, the FROMs included.
        stages: in order.
        arguments: default values of the ARGs before the first FROM; None for those without one.
        comments: every comment line but the directives.
        problems: what no builder accepts.
        context: the folder it is built with, None if not known.
        registries: the host names images may come from; none means any.

    """

    name: str
    text: str
    escape: str = "\\"
    directives: dict[str, str] = field(default_factory=dict[str, str])
    instructions: list[Instruction] = field(default_factory=list[Instruction], repr=False)
    stages: list[Stage] = field(default_factory=list[Stage], repr=False)
    arguments: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
    comments: list[Comment] = field(default_factory=list[Comment], repr=False)
    problems: list[Problem] = field(default_factory=list[Problem], repr=False)
    context: BuildContext | None = None
    registries: frozenset[str] = frozenset()

    @cached_property
    def _line_starts(self) -> Sequence[int]:
        starts, start = [0], self.text.find("\n") + 1
        while start:
            starts.append(start)
            start = self.text.find("\n", start) + 1
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        row = bisect_right(self._line_starts, offset) - 1
        column = offset - self._line_starts[row] + 1
        return row + 1, column - (row == 0 and column > 1 and self.text.startswith("\ufeff"))

    def named(self, *keywords: str) -> Iterator[Instruction]:
        """All instructions of these kinds, those behind ONBUILD included."""
        for instruction in self.with_triggers:
            if instruction.keyword in keywords:
                yield instruction

    @cached_property
    def with_triggers(self) -> Sequence[Instruction]:
        """All instructions; behind each ONBUILD the one it holds."""
        from seatrial.dockerfile.parse import trigger_of

        found: list[Instruction] = []
        for instruction in self.instructions:
            found.append(instruction)
            if instruction.keyword == "ONBUILD":
                found.extend(trigger_of(instruction))
        return found

    @cached_property
    def commands(self) -> Sequence[Command]:
        """The shell commands of every RUN."""
        return [command for run in self.named("RUN") for command in run.commands]

    @property
    def final(self) -> Stage | None:
        """The stage that a build makes if no target is named."""
        return self.stages[-1] if self.stages else None

    def stage_named(self, name: str, before: Stage | None = None) -> Stage | None:
        """The stage of this name or number, among those before another."""
        earlier = self.stages[: before.index] if before else self.stages
        wanted = name.lower()
        if wanted.isdecimal() and int(wanted) < len(earlier):
            return earlier[int(wanted)]
        return next((stage for stage in reversed(earlier) if stage.name and stage.name == wanted), None)


def _mount(text: str) -> Mapping[str, str]:
    options = {key.strip().lower(): value for key, _, value in (part.partition("=") for part in text.split(","))}
    target = options.get("target") or options.get("dst") or options.get("destination") or ""
    return {**options, "type": options.get("type", "bind"), "target": target}
