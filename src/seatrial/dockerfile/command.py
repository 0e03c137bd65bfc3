"""A simple command of a shell, as it is written in a RUN."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.dockerfile.view import Instruction
    from seatrial.dockerfile.words import Word

ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-r", "-t", "--user", "--group"}),
    "env": frozenset({"-u", "-C", "-S", "--unset", "--chdir"}),
    "exec": frozenset({"-a"}),
    "command": frozenset(),
    "nohup": frozenset(),
    "eatmydata": frozenset(),
    "nice": frozenset({"-n"}),
    "timeout": frozenset({"-k", "-s"}),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d", "-a", "-s"}),
}
"""Programs that run the command behind them, and their options that take a value."""


@dataclass(frozen=True, eq=False)
class Command:
    """A simple command.

    Attributes:
        words: the program and its arguments, without assignments and redirections; never empty.
        assignments: `NAME=value` before the program.
        redirections: (operator, target) in order.
        before: the operator in front, `""` for the first: `&&`, `||`, `;`, `|`, `&`, a line end, `(`.
        after: the operator behind.
        condition: whether it decides an `if` or a loop.
        nested: whether it stands in a substitution.
        start: offset of its first character, assignments included.
        instruction: the RUN.

    """

    words: tuple[Word, ...]
    assignments: tuple[Word, ...]
    redirections: tuple[tuple[str, Word], ...]
    before: str
    after: str
    condition: bool
    nested: bool
    start: int
    instruction: Instruction = field(repr=False)

    @property
    def at(self) -> tuple[int, int]:
        """Line and column of the program's name."""
        return self.instruction.file.position(self.words[0].start)

    @cached_property
    def name(self) -> str:
        """The program without its folder, whatever wraps it taken away: `apt-get` of `sudo /usr/bin/apt-get`."""
        return self.unwrapped[0].value.rpartition("/")[2]

    @property
    def arguments(self) -> Sequence[Word]:
        """The words behind the program."""
        return self.unwrapped[1:]

    @cached_property
    def unwrapped(self) -> Sequence[Word]:
        """The words from the program that does the work: `pip install x` of `env A=1 nice -n 5 pip install x`."""
        words: Sequence[Word] = self.words
        while len(words) > 1 and (options := WRAPPERS.get(words[0].value.rpartition("/")[2])) is not None:
            wrapper, index = words[0].value, 1
            while index < len(words) and (words[index].value.startswith("-") or ASSIGNMENT.match(words[index].value)):
                index += 2 if words[index].value in options else 1
            index += wrapper == "timeout"
            if index >= len(words):
                break
            words = words[index:]
        return words

    def has(self, *options: str) -> bool:
        """Whether one of the options is given: `-y` also within `-qy`, `--yes` also as `--yes=…`."""
        return any(_is_option(word.value, option) for word in self.arguments for option in options)


class Fault(NamedTuple):
    """What no shell can read; `at` is an offset."""

    message: str
    at: int


@dataclass(frozen=True, slots=True)
class Script:
    """The commands in the order they are written, and the faults."""

    commands: tuple[Command, ...] = ()
    faults: tuple[Fault, ...] = ()


def _is_option(word: str, option: str) -> bool:
    if option.startswith("--"):
        return word == option or word.startswith(option + "=")
    return word == option or (
        len(option) == 2 and len(word) > 1 and word[0] == "-" and word[1] != "-" and option[1] in word[1:]  # noqa: PLR2004
    )
