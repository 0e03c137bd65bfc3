"""What a RUN runs: simple commands with their words and places, as far as one can tell without running it.

A lexer for POSIX shell and the additions of bash, not an interpreter: pipes, lists, subshells, substitutions,
conditions, loops and here-documents end or begin commands; variables and globs stay as they are written.
Grammar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from seatrial.dockerfile.words import Word, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from seatrial.dockerfile.view import Heredoc, Instruction

SKIPPED = re.compile(r"[ \t\r]+|#[^\n]*")
OPERATOR = re.compile(r"&>>|;;&|<<<|<<-|&&|\|\||;;|;&|\|&|&>|<<|>>|>\||<>|<&|>&|[;&|()<>\n]")
PLAIN = re.compile(r"[^\s;&|()<>'\"\\$`]+")
QUOTING = frozenset("\\'\"`$")
NESTING = re.compile(r"[()]|(?<![\w$./-])(?:case|esac)(?![\w./=-])")
ENDS_WORD = frozenset(" \t\r\n;&|()<>")
REDIRECTIONS = frozenset({"<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "&>", "&>>", "<>", ">|"})
OPENING = frozenset({"if", "elif", "while", "until"})
"""Keywords that a condition follows."""
KEYWORDS = OPENING | {"then", "else", "fi", "do", "done", "{", "}", "!", "time", "esac"}
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
DEEPEST = 16
"""Nesting of substitutions that is followed; deeper ones are read as text."""


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


EMPTY = Script()


def _is_option(word: str, option: str) -> bool:
    if option.startswith("--"):
        return word == option or word.startswith(option + "=")
    return word == option or (
        len(option) == 2 and len(word) > 1 and word[0] == "-" and word[1] != "-" and option[1] in word[1:]  # noqa: PLR2004
    )


def read_run(instruction: Instruction) -> Script:
    """The script of a RUN; of its here-document too where a shell is what runs it."""
    if instruction.keyword != "RUN":
        return EMPTY
    if instruction.json is not None:
        return _of_json(instruction)
    if not instruction.posix:
        return EMPTY
    lexer = _Lexer(instruction.body, instruction.offset, instruction)
    lexer.read()
    heredoc = script_of(instruction)
    if heredoc:
        start = heredoc.start
        inner = _Lexer(heredoc.content, lambda index: start + index, instruction)
        inner.read()
        return Script((*lexer.commands, *inner.commands), (*lexer.faults, *inner.faults))
    return Script(tuple(lexer.commands), tuple(lexer.faults))


def script_of(instruction: Instruction) -> Heredoc | None:
    """The here-document that a shell runs: `RUN <<EOF` without another interpreter, or `RUN bash <<EOF`."""
    if len(instruction.heredocs) != 1:
        return None
    words = [word for word in instruction.body.split() if "<<" not in word]
    interpreter = words[0] if words else ""
    if not words:
        first = instruction.heredocs[0].content.partition("\n")[0]
        interpreter = first[2:].split()[-1] if first.startswith("#!") and first[2:].split() else "sh"
    shells = ("sh", "bash", "ash", "dash")
    return instruction.heredocs[0] if interpreter.rpartition("/")[2] in shells else None


def _of_json(instruction: Instruction) -> Script:
    words = instruction.json or ()
    if not words:
        return EMPTY
    lexer = _Lexer("", instruction.offset, instruction)
    lexer.add_command(words, (), (), "", "", condition=False, start=words[0].start)
    return Script(tuple(lexer.commands), tuple(lexer.faults))


class _Token(NamedTuple):
    operator: str
    """Empty for a word."""
    word: Word | None


class _Lexer:
    def __init__(
        self, text: str, offset: Callable[[int], int], instruction: Instruction, *, depth: int = 0, nested: bool = False
    ) -> None:
        self.text = text
        self.offset = offset
        self.instruction = instruction
        self.depth = depth
        self.nested = nested
        self.level = 0
        self.commands: list[Command] = []
        self.faults: list[Fault] = []
        self.inner: list[tuple[int, int]] = []
        """Where the substitutions of the words read last stand."""
        self.waiting: list[tuple[str, bool]] = []
        """Here-documents whose content begins at the next line end."""

    def read(self) -> None:
        _Statements(self).read()

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
        inner = _Lexer(text, offset, self.instruction, depth=self.depth + 1, nested=nested or self.nested)
        inner.read()
        self.commands.extend(inner.commands)
        self.faults.extend(inner.faults)

    def read_substitutions(self) -> None:
        """The commands inside `$(…)` and backticks of the words read so far."""
        spans, self.inner = self.inner, []
        for start, end in spans:
            self._nest(self.text[start:end], lambda index, at=start: self.offset(at + index), nested=True)

    def tokens(self) -> Iterator[_Token]:
        text, size, index = self.text, len(self.text), 0
        while index < size:
            skipped = SKIPPED.match(text, index)
            if skipped:
                index = skipped.end()
                continue
            if text.startswith("\\\n", index):
                index += 2
                continue
            operator = OPERATOR.match(text, index)
            if operator and not (operator[0] in "<>" and text.startswith("(", index + 1)):
                yield _Token(operator[0], None)
                index = operator.end()
                if operator[0] == "\n" and self.waiting:
                    index = self._skip_heredocs(index)
                continue
            end = self._word_end(index)
            yield _Token("", self._word(index, end))
            index = end

    def _word(self, start: int, end: int) -> Word:
        text = self.text[start:end]
        return Word(text, unquote(text), self.offset(start), self.offset(end - 1) + 1)

    def _skip_heredocs(self, index: int) -> int:
        for name, chomp in self.waiting:
            while index < len(self.text):
                end = self.text.find("\n", index)
                end = len(self.text) if end < 0 else end
                line = self.text[index:end]
                index = min(end + 1, len(self.text))
                if (line.lstrip("\t") if chomp else line) == name:
                    break
        self.waiting = []
        return index

    def _word_end(self, index: int) -> int:
        text, size = self.text, len(self.text)
        start = index
        while index < size:
            plain = PLAIN.match(text, index)
            if plain:
                index = plain.end()
                continue
            char = text[index]
            if char in QUOTING:
                index = self._quoted(index)
            elif char in "<>" and index == start and text.startswith("(", index + 1):
                index = self._parenthesised(index + 1, remember=True)
            elif char in ENDS_WORD:
                # `name=(…)` of bash
                if char == "(" and text[start:index].endswith("="):
                    index = self._parenthesised(index, remember=False)
                    continue
                break
            else:
                index += 1
        return index

    def _quoted(self, index: int) -> int:
        """Behind what an escape, a quote, a backtick or a dollar sign begins."""
        match self.text[index]:
            case "'":
                return self._single(index)
            case '"':
                return self._double(index)
            case "`":
                return self._backticks(index)
            case "$":
                return self._dollar(index)
            case _:
                return min(index + 2, len(self.text))

    def _single(self, index: int) -> int:
        end = self.text.find("'", index + 1)
        if end < 0:
            self._fault("a single quote is not closed", index)
            return len(self.text)
        return end + 1

    def _double(self, index: int) -> int:
        begin, text, size = index, self.text, len(self.text)
        index += 1
        while index < size:
            char = text[index]
            if char == '"':
                return index + 1
            if char == "\\":
                index += 2
            elif char == "$":
                index = self._dollar(index)
            elif char == "`":
                index = self._backticks(index)
            else:
                index += 1
        self._fault("a double quote is not closed", begin)
        return size

    def _backticks(self, index: int) -> int:
        text, size, end = self.text, len(self.text), index + 1
        while end < size and text[end] != "`":
            end += 2 if text[end] == "\\" else 1
        if end >= size:
            self._fault("a backtick is not closed", index)
            return size
        self.inner.append((index + 1, end))
        return end + 1

    def _dollar(self, index: int) -> int:
        if self.level >= DEEPEST:
            return index + 1
        self.level += 1
        end = self._expansion(index)
        self.level -= 1
        return end

    def _expansion(self, index: int) -> int:
        text = self.text
        if text.startswith("$((", index):
            return self._parenthesised(index + 1, remember=False)
        if text.startswith("$(", index):
            return self._parenthesised(index + 1, remember=True)
        if text.startswith("${", index):
            return self._braced(index + 1)
        if text.startswith("$'", index):
            end = index + 2
            while end < len(text) and text[end] != "'":
                end += 2 if text[end] == "\\" else 1
            return min(end + 1, len(text))
        return index + 1

    def _braced(self, index: int) -> int:
        begin, text, size = index, self.text, len(self.text)
        index += 1
        while index < size:
            char = text[index]
            if char == "}":
                return index + 1
            if char == "\\":
                index += 2
            elif char == "$":
                index = self._dollar(index)
            elif char == '"':
                index = self._double(index)
            else:
                index += 1
        self._fault("a brace is not closed", begin)
        return size

    def _parenthesised(self, index: int, *, remember: bool) -> int:
        """From the opening parenthesis to behind the one that closes it."""
        begin, text, size = index, self.text, len(self.text)
        known = len(self.inner)
        # Within a `case` a parenthesis ends a pattern.
        unclosed: list[str] = []
        while index < size:
            match = NESTING.match(text, index)
            if match is None:
                quoted = text[index] in QUOTING and not text.startswith("$(", index)
                index = self._quoted(index) if quoted else index + 1
                continue
            index = match.end()
            if match[0] in ("(", "case"):
                unclosed.append(match[0])
            elif unclosed[-1] == ("case" if match[0] == "esac" else "("):
                unclosed.pop()
            if not unclosed:
                if remember:
                    # What stands deeper is found again when this one is read.
                    self.inner[known:] = [(begin + 1, index - 1)]
                return index
        self._fault("a parenthesis is not closed", begin)
        return size

    def _fault(self, message: str, index: int) -> None:
        if not self.faults:
            self.faults.append(Fault(message, self.offset(index)))


class _Statements:
    """Tokens → commands: where each begins and ends, and which keywords stand around it."""

    def __init__(self, lexer: _Lexer) -> None:
        self.lexer = lexer
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
        for token in self.lexer.tokens():
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
                self.lexer.waiting.append((word.value, operator == "<<-"))
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
            self.lexer.read_substitutions()
            return
        if operator == "(" and len(self.words) == 1 and not self.assignments:
            # The name of a function that is being defined.
            self.words.clear()
        self._end(operator)
        if operator in (";;", ";&", ";;&") and self.cases:
            self.pattern = True

    def _end(self, operator: str) -> None:
        lexer = self.lexer
        if self.words:
            first = self.assignments[0] if self.assignments else self.words[0]
            lexer.add_command(
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
        lexer.read_substitutions()
