"""The words of an instruction: blanks, quotes, JSON lists, `name=value` pairs; each with its place in the text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    Offset = Callable[[int], int]

JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
JSON_SHAPE = re.compile(r'\s*\[\s*(?:"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")*)?\s*\]\s*\Z', re.DOTALL)
BLANKS_OR_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `text` as written, `value` without quotes and escapes but with its variables; offsets of both ends."""

    text: str
    value: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.value

    @property
    def expands(self) -> bool:
        """Whether a variable or a command's output is filled in; a quoted dollar sign may be taken for one."""
        return "$" in self.text or "`" in self.text


class Pair(NamedTuple):
    """`name=value`, with the word it was written as."""

    name: str
    value: Word | None
    word: Word


def fields(body: str, offset: Offset, *, whole: bool = False) -> tuple[Word, ...]:
    """The words between blanks, or all as one."""
    if whole:
        text = body.strip()
        start = body.find(text) if text else 0
        return (_word(text, start, start + len(text), offset),) if text else ()
    return tuple(_word(match[0], match.start(), match.end(), offset) for match in BLANKS_OR_WORD.finditer(body))


def quoted_words(body: str, offset: Offset, escape: str) -> tuple[Word, ...]:
    """The words between blanks that are neither quoted nor escaped."""
    pattern = _quoted(escape)
    return tuple(_word(match[0], match.start(), match.end(), offset, escape) for match in pattern.finditer(body))


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _quoted(escape: str) -> re.Pattern[str]:
    if escape not in _PATTERNS:
        escaped = re.escape(escape)
        part = rf"""(?:{escaped}.|"(?:{escaped}.|[^"{escaped}])*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s"'{escaped}]|{escaped}\Z)"""
        _PATTERNS[escape] = re.compile(part + "+", re.DOTALL)
    return _PATTERNS[escape]


def json_words(body: str, offset: Offset) -> tuple[Word, ...] | None:
    """The texts of a JSON list of texts, None if the body is none; builders then read the shell form."""
    if not JSON_SHAPE.match(body):
        return None
    words: list[Word] = []
    for match in JSON_TEXT.finditer(body):
        try:
            value: Any = json.loads(match[0], strict=False)
        except ValueError:
            return None
        words.append(Word(match[0], cast("str", value), offset(match.start()), offset(match.end() - 1) + 1))
    return tuple(words)


def pairs(words: tuple[Word, ...], body: str, offset: Offset, *, legacy: bool) -> tuple[Pair, ...]:
    """`name=value` of each word; in the old form `ENV NAME some words` everything behind the name is the value."""
    if legacy and words and "=" not in words[0].text:
        name = words[0]
        rest = body.lstrip()[len(name.text) :].strip()
        if not rest:
            return (Pair(name.value, None, name),)
        start = len(body.rstrip()) - len(rest)
        return (Pair(name.value, _word(rest, start, start + len(rest), offset), name),)
    return tuple(_pair(word) for word in words)


def _pair(word: Word) -> Pair:
    name, equals, text = word.text.partition("=")
    value = Word(text, unquote(text), word.start + len(name) + 1, word.end) if equals else None
    return Pair(unquote(name), value, word)


def _word(text: str, start: int, end: int, offset: Offset, escape: str = "\\") -> Word:
    return Word(text, unquote(text, escape), offset(start), offset(end - 1) + 1 if end > start else offset(start))


def unquote(text: str, escape: str = "\\") -> str:
    """The text without quotes and escapes as a shell takes them away; variables stay."""
    if '"' not in text and "'" not in text and escape not in text:
        return text
    out: list[str] = []
    quote, index, size = "", 0, len(text)
    while index < size:
        char = text[index]
        if quote == "'":
            if char == "'":
                quote = ""
            else:
                out.append(char)
        elif char == escape and index + 1 < size and (not quote or text[index + 1] in '"$`\n' + escape):
            index += 1
            out.append(text[index])
        elif char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        else:
            out.append(char)
        index += 1
    return "".join(out)
