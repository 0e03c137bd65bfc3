"""Variables in the words of an instruction, as builders replace them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = re.compile(
    r"\\(?P<escaped>\$)"
    r"|\$(?P<plain>[A-Za-z_][A-Za-z0-9_]*)"
    r"|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<operator>:?[-+?])(?P<word>[^{}]*(?:\$\{[^{}]*\}[^{}]*)*))?\}"
)


def expand(text: str, variables: Mapping[str, str | None]) -> str | None:
    """The text with its variables filled in, or None if it hangs on one whose value is not known.

    `${name:-word}` and `${name:+word}` are understood, with and without the colon; patterns (`${name#…}`) are not.
    """
    if "$" not in text:
        return text
    out: list[str] = []
    end = 0
    for match in VARIABLE.finditer(text):
        value = "$" if match["escaped"] else _value(match, variables)
        if value is None or "$" in text[end : match.start()]:
            return None
        out += text[end : match.start()], value
        end = match.end()
    return None if "$" in text[end:] else "".join(out) + text[end:]


def names_in(text: str) -> set[str]:
    """The names of the variables that the text mentions."""
    return {match["plain"] or match["name"] for match in VARIABLE.finditer(text) if not match["escaped"]}


def _value(match: re.Match[str], variables: Mapping[str, str | None]) -> str | None:
    value = variables.get(match["plain"] or match["name"])
    word, operator = match["word"], match["operator"]
    if not operator:
        return value
    if operator.endswith("-"):
        return value or expand(word, variables)
    if operator.endswith("+"):
        return expand(word, variables) if value else ""
    return value
