"""What a RUN runs: simple commands with their words and places, as far as one can tell without running it.

Pipes, lists, subshells, substitutions, conditions, loops and here-documents end or begin commands.
Grammar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from seatrial.dockerfile.command import ASSIGNMENT, Command, Fault, Script
from seatrial.dockerfile.tokens import DEEPEST, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seatrial.dockerfile.view import Heredoc, Instruction
    from seatrial.dockerfile.words import Word

REDIRECTIONS = frozenset({"<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "&>", "&>>", "<>", ">|"})
OPENING = frozenset({"if", "elif", "while", "until"})
"""Keywords that a condition follows."""
KEYWORDS = OPENING | {"then", "else", "fi", "do", "done", "{", "}", "!", "time", "esac"}
EMPTY = Script()


def read_run(instruction: Instruction) -> Script:
    """The script of a RUN; of its here-document too where a shell is what runs it."""
    if instruction.keyword != "RUN":
        return EMPTY
    if instruction.json is not None:
        return _of_json(instruction)
    if not instruction.posix:
        return EMPTY
    reader = _Reader(instruction.body, instruction.offset, instruction)
    reader.read()
    heredoc = script_of(instruction)
    if heredoc:
        start = heredoc.start
        inner = _Reader(heredoc.content, lambda index: start + index, instruction)
        inner.read()
        return Script((*reader.commands, *inner.commands), (*reader.faults, *inner.faults))
    return Script(tuple(reader.commands), tuple(reader.faults))


def script_of(instruction: Instruction) -> Heredoc | None:
    """The here-document that a shell runs: `RUN <<EOF` without another interpreter, or `RUN bash <<EOF`."""
    if len(instruction.heredocs) != 1:
        return None
    words = [word for word in instruction.body.split() if "<<" not in word]
    interpreter = words[0] if words else ""
    if not words:
        interpreter = _interpreter(instruction.heredocs[0].content)
    shells = ("sh", "bash", "ash", "dash")
    return instruction.heredocs[0] if interpreter.rpartition("/")[2] in shells else None


def _interpreter(content: str) -> str:
    """The program in the first line, `bash` of `#!/usr/bin/env -S bash -e`; a shell where there is none."""
    first = content.partition("\n")[0]
    words = [word for word in first[2:].split() if not word.startswith("-")] if first.startswith("#!") else []
    if len(words) > 1 and words[0].endswith("/env"):
        return words[1]
    return words[0] if words else "sh"


def _of_json(instruction: Instruction) -> Script:
    words = instruction.json or ()
    if not words:
        return EMPTY
    reader = _Reader("", instruction.offset, instruction)
    reader.add_command(words, (), (), "", "", condition=False, start=words[0].start)
    return Script(tuple(reader.commands), tuple(reader.faults))


class _Reader:
    """Collects the commands of a script and of the scripts inside it."""

    def __init__(
        self, text: str, offset: Callable[[int], int], instruction: Instruction, *, depth: int = 0, nested: bool = False
    ) -> None:
        self.tokens = Tokens(text, offset)
        self.instruction = instruction
        self.depth = depth
        self.nested = nested
        self.commands: list[Command] = []
        self.faults: list[Fault] = []

    def read(self) -> None:
        _Statements(self).read()
        self.faults.extend(self.tokens.faults)

    def add_command(
        self,
        words: Sequence[Word],
        assignments: tuple[Word, ...],
        redirections: tuple[tuple[str, Word], ...],
        before: str,
        after: str,
        *,
        condition: bool,
        start: int,
    ) -> None:
        made = Command(
            tuple(words), assignments, redirections, before, after, condition, self.nested, start, self.instruction
        )
        self.commands.append(made)
        if made.name in ("sh", "bash", "ash", "dash") and self.depth < DEEPEST:
            self._read_argument(made)

    def _read_argument(self, command: Command) -> None:
        """The script in `sh -c 'script'`, where it is written as one piece without escapes."""
        words = command.arguments
        for flag, script in pairwise(words):
            value = flag.value
            if not value.startswith("-") or value.startswith("--") or not value.endswith("c"):
                continue
            text, length = script.text, script.end - script.start
            if (
                len(text) > 1
                and text[0] == text[-1]
                and text[0] in "\"'"
                and script.value == text[1:-1]
                and length == len(text)
            ):
                self._nest(script.value, lambda index, at=script.start + 1: at + index)
            return

    def _nest(self, text: str, offset: Callable[[int], int], *, nested: bool = False) -> None:
        if self.depth >= DEEPEST:
            return
        inner = _Reader(text, offset, self.instruction, depth=self.depth + 1, nested=nested or self.nested)
        inner.read()
        self.commands.extend(inner.commands)
        self.faults.extend(inner.faults)

    def read_substitutions(self) -> None:
        """The commands inside `$(…)` and backticks of the words read so far."""
        spans, self.tokens.inner = self.tokens.inner, []
        for start, end in spans:
            self._nest(self.tokens.text[start:end], lambda index, at=start: self.tokens.offset(at + index), nested=True)


class _Statements:
    """Tokens → commands: where each begins and ends, and which keywords stand around it."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.words: list[Word] = []
        self.assignments: list[Word] = []
        self.redirections: list[tuple[str, Word]] = []
        self.before = ""
        self.condition = False
        self.redirecting = ""
        self.header = ""
        """The `for` or `case` whose head is being read."""
        self.cases = 0
        self.pattern = False
        """Whether what follows is the pattern of a `case`, up to its parenthesis."""

    def read(self) -> None:
        for token in self.reader.tokens:
            if token.word is not None:
                self._word(token.word)
            elif self.words and self.words[0].text == "[[" and self.words[-1].text != "]]" and token.operator != "\n":
                # Inside [[ ]] these compare and group.
                continue
            elif token.operator in REDIRECTIONS:
                self._redirect(token.operator)
            else:
                self._operator(token.operator)
        self._end("")

    def _word(self, word: Word) -> None:
        if self.redirecting:
            operator, self.redirecting = self.redirecting, ""
            self.redirections.append((operator, word))
            if operator in ("<<", "<<-"):
                self.reader.tokens.waiting.append((word.value, operator == "<<-"))
        elif self.header:
            if self.header == "case" and word.text == "in":
                self.header, self.pattern = "", True
            elif self.header == "for" and word.text == "do":
                self.header = ""
        elif self.pattern:
            if word.text == "esac":
                self._close_case()
        elif self.words:
            self.words.append(word)
        else:
            self._first(word)

    def _first(self, word: Word) -> None:
        text = word.text
        if text in ("for", "select"):
            self.header = "for"
        elif text == "case":
            self.header = "case"
            self.cases += 1
        elif text == "esac":
            self._close_case()
        elif text in KEYWORDS:
            if text in OPENING:
                self.condition = True
            elif text in ("then", "do", "else"):
                self.condition = False
        elif ASSIGNMENT.match(text):
            self.assignments.append(word)
        elif text != "function":
            self.words.append(word)

    def _close_case(self) -> None:
        self.cases = max(self.cases - 1, 0)
        self.pattern = False

    def _redirect(self, operator: str) -> None:
        self.redirecting = operator
        if self.words and self.words[-1].text.isdigit() and operator not in ("&>", "&>>") and len(self.words) > 1:
            # The number in `2>/dev/null`; `echo 2 > file` is taken for one too.
            self.words.pop()

    def _operator(self, operator: str) -> None:
        if self.pattern:
            if operator == ")":
                self.pattern, self.before = False, ";"
            return
        if self.header == "for" and operator in (";", "\n"):
            self.header = ""
            self.reader.read_substitutions()
            return
        if operator == "(" and len(self.words) == 1 and not self.assignments:
            # The name of a function that is being defined.
            self.words.clear()
        self._end(operator)
        if operator in (";;", ";&", ";;&") and self.cases:
            self.pattern = True

    def _end(self, operator: str) -> None:
        reader = self.reader
        if self.words:
            first = self.assignments[0] if self.assignments else self.words[0]
            reader.add_command(
                self.words,
                tuple(self.assignments),
                tuple(self.redirections),
                self.before,
                operator,
                condition=self.condition,
                start=first.start,
            )
        if self.words or operator not in ("\n", ""):
            self.before = operator
        self.words, self.assignments, self.redirections, self.redirecting = [], [], [], ""
        reader.read_substitutions()
