"""Text → Dockerfile, by the rules of BuildKit's parser; whatever the text is, nothing is raised.

Grammar: https://docs.docker.com/reference/dockerfile/ and the parser that defines it,
https://github.com/moby/buildkit/tree/master/frontend/dockerfile/parser.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from seatrial.dockerfile.expand import expand
from seatrial.dockerfile.problems import find_problems
from seatrial.dockerfile.view import (
    DEFAULT_SHELL,
    WINDOWS_SHELL,
    BuildContext,
    Comment,
    Dockerfile,
    Flag,
    Heredoc,
    Instruction,
    Problem,
    Stage,
)
from seatrial.dockerfile.words import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*\Z")
DIRECTIVES = ("syntax", "escape", "check")
CONTINUED = {
    "\\": re.compile(r"(?<!\\)\\[ \t]*\Z"),
    "`": re.compile(r"(?<!`)`[ \t]*\Z"),
}
KEYWORD = re.compile(r"\S+")
FLAG = re.compile(r"""\s*--([A-Za-z][\w.-]*)(=((?:"[^"]*"|'[^']*'|\\.|[^\s"'])*))?(?=\s|\Z)""", re.DOTALL)
HEREDOC = re.compile(r"""(?:^|(?<=\s))\d*<<(-?)("[^"<]+"|'[^'<]+'|[^\s<"']+)(?=\s|\Z)""")
QUOTED_PART = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'")
WITH_HEREDOCS = frozenset({"ADD", "COPY", "RUN"})
WINDOWS = re.compile(r"/windows[/:]|nanoserver|servercore")


class _Line(NamedTuple):
    text: str
    """Without its line end."""
    start: int
    number: int


class _Logical(NamedTuple):
    """An instruction's lines, joined; `origin` as in `Instruction`."""

    text: str
    origin: tuple[tuple[int, int], ...]
    end: int


def parse(
    text: str,
    name: str = "Dockerfile",
    *,
    context: BuildContext | None = None,
    registries: frozenset[str] = frozenset(),
) -> Dockerfile:
    """Read a Dockerfile.

    Args:
        text: all of it; a byte order mark at its start is passed over.
        name: the file's name for findings.
        context: the folder that is sent to the builder, None if it is not known.
        registries: the host names of the registries that images may come from; none means any.

    """
    file = Dockerfile(name, text, context=context, registries=registries)
    reader = _Reader(file)
    reader.read()
    file.problems.extend(find_problems(file))
    file.problems.sort(key=lambda problem: problem.at)
    return file


class _Reader:
    def __init__(self, file: Dockerfile) -> None:
        self.file = file
        self.lines = _split(file.text)
        self.row = 0
        self.shell: tuple[str, ...] = DEFAULT_SHELL
        self.last_shells: list[tuple[str, ...]] = []
        """What each finished stage leaves to those that are built on it."""

    def read(self) -> None:
        self._directives()
        while self.row < len(self.lines):
            line = self.lines[self.row]
            stripped = line.text.strip()
            if not stripped:
                self.row += 1
            elif stripped.startswith("#"):
                self._comment(line)
                self.row += 1
            else:
                self._add(self._logical())

    def _directives(self) -> None:
        seen: set[str] = set()
        for line in self.lines:
            match = DIRECTIVE.match(line.text.strip())
            if not match or match[1].lower() not in DIRECTIVES:
                if line.number == 1 and line.text.startswith("#!"):
                    self.row += 1
                    continue
                return
            key, value = match[1].lower(), match[2]
            if key in seen:
                self._problem(f"the directive {key} is written twice", "remove one of them", line.start)
            seen.add(key)
            self.file.directives.setdefault(key, value)
            self.row += 1
            if key == "escape" and value in CONTINUED:
                self.file.escape = value
            elif key == "escape":
                self._problem(f"{value} cannot be the escape character", r"write # escape=\ or # escape=`", line.start)

    def _comment(self, line: _Line) -> None:
        indent = len(line.text) - len(line.text.lstrip())
        start = line.start + indent
        self.file.comments.append(Comment(line.text.strip()[1:].strip(), start, line.number))

    def _problem(self, message: str, fix: str, at: int) -> None:
        self.file.problems.append(Problem(message, fix, at))

    def _logical(self) -> _Logical:
        """Join a line with those that continue it; `row` then stands behind them."""
        continued = CONTINUED[self.file.escape]
        first = self.lines[self.row]
        self.row += 1
        indent = len(first.text) - len(first.text.lstrip())
        match = continued.search(first.text)
        if not match:
            return _Logical(first.text[indent:], ((0, first.start + indent),), first.start + len(first.text.rstrip()))
        pieces = [first.text[indent : match.start()]]
        origin = [(0, first.start + indent)]
        size, end = len(pieces[0]), first.start + len(first.text.rstrip())
        while match and self.row < len(self.lines):
            line = self.lines[self.row]
            self.row += 1
            stripped = line.text.strip()
            if stripped.startswith("#"):
                self._comment(line)
                continue
            if not stripped:
                continue
            match = continued.search(line.text)
            piece = line.text[: match.start()] if match else line.text
            if piece:
                origin.append((size, line.start))
            pieces.append(piece)
            size += len(piece)
            end = line.start + len(line.text.rstrip())
        return _Logical("".join(pieces), tuple(origin), end)

    def _heredocs(self, text: str) -> tuple[tuple[Heredoc, ...], int]:
        """The here-documents that a joined line announces, and where the last one ends."""
        found: list[Heredoc] = []
        end = 0
        for chomp, written in _announced(text):
            name, expands = unquote(written), written[0] not in "\"'"
            begin = self.lines[self.row].start if self.row < len(self.lines) else len(self.file.text)
            while self.row < len(self.lines):
                line = self.lines[self.row]
                self.row += 1
                if (line.text.lstrip("\t") if chomp else line.text) == name:
                    found.append(Heredoc(name, self.file.text[begin : line.start], begin, expands))
                    end = line.start + len(line.text)
                    break
            else:
                found.append(Heredoc(name, self.file.text[begin:], begin, expands))
                end = len(self.file.text)
                self._problem(
                    f"the here-document {name} does not end", f"write {name} alone on a line", max(begin - 1, 0)
                )
        return tuple(found), end

    def _add(self, logical: _Logical) -> None:
        match = KEYWORD.search(logical.text)
        if not match:
            # A line that holds nothing but the escape character.
            return
        keyword = match[0].upper()
        flags, body_at = _flags(logical, match.end())
        heredocs: tuple[Heredoc, ...] = ()
        end = logical.end
        if "<<" in logical.text and _takes_heredocs(keyword, logical.text[body_at:]):
            heredocs, heredoc_end = self._heredocs(logical.text[body_at:])
            end = max(end, heredoc_end)
        stage = self.file.stages[-1] if self.file.stages else None
        body, origin = logical.text[body_at:].rstrip(), _shift(logical, body_at)
        start = _written(logical, match.start())
        shell = self.shell
        instruction = Instruction(keyword, match[0], start, end, body, origin, flags, heredocs, stage, shell, self.file)
        if keyword == "FROM":
            stage = self._open(instruction)
            instruction = replace(instruction, stage=stage, shell=self.shell)
            stage.openings.append(instruction)
        elif stage:
            stage.instructions.append(instruction)
        elif keyword == "ARG":
            for name, value, _ in instruction.pairs:
                self.file.arguments[name] = expand(value.value, self.file.arguments) if value else None
        if keyword == "SHELL" and instruction.json:
            self.shell = tuple(word.value for word in instruction.json)
        self.file.instructions.append(instruction)

    def _open(self, instruction: Instruction) -> Stage:
        words = instruction.words
        base = words[0] if words else None
        name = words[2] if len(words) > 2 and words[1].value.upper() == "AS" else None  # noqa: PLR2004  FROM base AS name
        image = expand(base.value, self.file.arguments) if base else None
        parent = self.file.stage_named(image) if image and not image.isdecimal() else None
        if self.file.stages:
            self.last_shells.append(self.shell)
        if parent:
            self.shell, windows = self.last_shells[parent.index], parent.windows
        else:
            platform = instruction.flag("platform")
            windows = bool(image and WINDOWS.search(image.lower()))
            windows = windows or bool(platform and (platform.value or "").lower().startswith("windows"))
            self.shell = WINDOWS_SHELL if windows else DEFAULT_SHELL
        spoken = name.value.lower() if name else ""
        stage = Stage(len(self.file.stages), spoken, name, base, image or None, parent, windows)
        self.file.stages.append(stage)
        return stage


def trigger_of(instruction: Instruction) -> Sequence[Instruction]:
    """The instruction behind an ONBUILD, none if there is no more than the keyword."""
    match = KEYWORD.match(instruction.body)
    if not match:
        return ()
    logical = _Logical(instruction.body, instruction.origin, instruction.end)
    flags, body_at = _flags(logical, match.end())
    return (
        Instruction(
            match[0].upper(),
            match[0],
            instruction.offset(0),
            instruction.end,
            instruction.body[body_at:],
            _shift(logical, body_at),
            flags,
            instruction.heredocs,
            instruction.stage,
            instruction.shell,
            instruction.file,
            instruction,
        ),
    )


def _split(text: str) -> Sequence[_Line]:
    lines: list[_Line] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        skipped = 1 if number == 1 and line.startswith("\ufeff") else 0
        content = line[skipped:-1] if line.endswith("\r") and len(line) > skipped else line[skipped:]
        lines.append(_Line(content, start + skipped, number))
        start += len(line) + 1
    return lines


def _takes_heredocs(keyword: str, body: str) -> bool:
    if keyword == "ONBUILD":
        inner = KEYWORD.match(body)
        return bool(inner) and inner[0].upper() in WITH_HEREDOCS
    return keyword in WITH_HEREDOCS and not body.startswith("[")


def _announced(text: str) -> Iterator[tuple[str, str]]:
    """The dash and the name of every `<<NAME` that stands as a word of its own outside quotes."""
    quoted = [match.span() for match in QUOTED_PART.finditer(text)]
    for match in HEREDOC.finditer(text):
        if not any(start < match.start() < end for start, end in quoted):
            yield match[1], match[2]


def _flags(logical: _Logical, index: int) -> tuple[tuple[Flag, ...], int]:
    """The flags behind the keyword, and where the body begins."""
    found: list[Flag] = []
    while match := FLAG.match(logical.text, index):
        start = match.start(1) - 2
        first, last = _written(logical, start), _written(logical, match.end() - 1)
        found.append(Flag(match[1], unquote(match[3]) if match[2] else None, first, last + 1))
        index = match.end()
    text = logical.text
    while index < len(text) and text[index] in " \t":
        index += 1
    return tuple(found), index


def _written(logical: _Logical, index: int) -> int:
    return next(written + index - joined for joined, written in reversed(logical.origin) if joined <= index)


def _shift(logical: _Logical, by: int) -> tuple[tuple[int, int], ...]:
    """The origin of what is left when the first characters are taken away."""
    if by == 0:
        return logical.origin
    first = (0, _written(logical, by))
    return (first, *((joined - by, written) for joined, written in logical.origin if joined > by))
