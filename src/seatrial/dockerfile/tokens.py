"""The words and operators of a shell script, with their places.

A lexer for POSIX shell and the additions of bash, not an interpreter: variables, globs and substitutions stay in
their words as they are written, and where the substitutions stand is remembered.
Grammar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from seatrial.dockerfile.command import Fault
from seatrial.dockerfile.words import Word, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SKIPPED = re.compile(r"[ \t\r]+|#[^\n]*")
OPERATOR = re.compile(r"&>>|;;&|<<<|<<-|&&|\|\||;;|;&|\|&|&>|<<|>>|>\||<>|<&|>&|[;&|()<>\n]")
PLAIN = re.compile(r"[^\s;&|()<>'\"\\$`]+")
QUOTING = frozenset("\\'\"`$")
NESTING = re.compile(r"[()]|(?<![\w$./-])(?:case|esac)(?![\w./=-])")
ENDS_WORD = frozenset(" \t\r\n;&|()<>")
DEEPEST = 16
"""Nesting that is followed; what stands deeper is read as text."""


class Token(NamedTuple):
    operator: str
    """Empty for a word."""
    word: Word | None


class Tokens:
    """The tokens of a script.

    Attributes:
        inner: where the substitutions of the words read since it was emptied stand, without their parentheses.
        waiting: name and dash of the here-documents whose content begins at the next line end.
        faults: at most one: what is not closed swallows the rest.

    """

    def __init__(self, text: str, offset: Callable[[int], int]) -> None:
        """Prepare to read; `offset` gives the place in the file of a character of the text."""
        self.text = text
        self.offset = offset
        self.inner: list[tuple[int, int]] = []
        self.waiting: list[tuple[str, bool]] = []
        self.faults: list[Fault] = []
        self._level = 0

    def __iter__(self) -> Iterator[Token]:
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
                yield Token(operator[0], None)
                index = operator.end()
                if operator[0] == "\n" and self.waiting:
                    index = self._skip_heredocs(index)
                continue
            end = self._word_end(index)
            yield Token("", self._word(index, end))
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
        if self._level >= DEEPEST:
            return index + 1
        self._level += 1
        end = self._expansion(index)
        self._level -= 1
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
