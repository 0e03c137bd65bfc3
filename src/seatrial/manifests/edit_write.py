"""Plain data as YAML text, written as people write manifests: plain where that is safe in YAML 1.1 and 1.2."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from seatrial.manifests.edit_change import CannotEditError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PLAIN = re.compile(r"-{0,2}[A-Za-z0-9_/.][A-Za-z0-9_/.+@=-]*(?:[: ][A-Za-z0-9_/.+@=-]+)*")
"""Text without a sign that means something in YAML, in block and in flow style."""
NUMBER_LIKE = re.compile(r"[-+.0-9][-+.:_0-9a-fA-FoOxXtTzZ ]*|[-+.]*(?:inf|nan)", re.IGNORECASE)
"""Every number, time and date of both versions, and some texts that are none."""
WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"})
ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
SINGLE_QUOTABLE = re.compile(r"[ -&(-~]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """How block style is indented: mappings by `step`, the dashes of lists by `offset` columns."""

    step: int
    offset: int


@dataclass(frozen=True, slots=True)
class Brackets:
    r"""How flow style is written.

    Attributes:
        json: texts and keys in double quotes.
        tight: no blank behind `:` and `,`.
        indent: what stands before the closing bracket where every entry has a line of its own, else None.
        unit: what stands before an entry in addition.
        newline: `\n` or `\r\n`.

    """

    json: bool = False
    tight: bool = False
    indent: str | None = None
    unit: str = "  "
    newline: str = "\n"


def scalar(value: Any, style: str = "") -> str:
    """A value that holds no others; a text keeps the quotes of `style`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if not isinstance(value, str):
        raise CannotEditError((), f"a {type(value).__name__} cannot be written as YAML")
    if style == "'" and SINGLE_QUOTABLE.fullmatch(value):
        return f"'{value}'"
    plain = style != '"' and PLAIN.fullmatch(value) and value.lower() not in WORDS and not NUMBER_LIKE.fullmatch(value)
    return value if plain else _quoted(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise CannotEditError((), "Kubernetes has no number for infinity")
    mantissa, e, exponent = repr(value).partition("e")
    # YAML 1.1 takes a number without a point for text.
    return mantissa + ("" if "." in mantissa else ".0") + e + exponent


def _quoted(value: str) -> str:
    # Only escapes that JSON has too.
    return '"' + ESCAPED.sub(lambda match: SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}", value) + '"'


def is_filled(value: Any) -> bool:
    """Whether it is a collection with something in it."""
    return isinstance(value, (dict, list)) and bool(cast("Sequence[Any]", value))


def atom(value: Any, style: str = "") -> str:
    """A value that needs one line in block style."""
    return "{}" if isinstance(value, dict) else "[]" if isinstance(value, list) else scalar(value, style)


def block_lines(value: Any, indent: int, layout: Layout) -> Iterator[str]:
    """The lines of a filled collection whose keys or dashes stand in the column `indent`, counted from 0."""
    pad = " " * indent
    if isinstance(value, dict):
        for key, inner in cast("Mapping[Any, Any]", value).items():
            if is_filled(inner):
                yield f"{pad}{scalar(key)}:"
                yield from block_lines(inner, value_indent(inner, indent, layout), layout)
            else:
                yield f"{pad}{scalar(key)}: {atom(inner)}"
        return
    for item in cast("Sequence[Any]", value):
        if is_filled(item):
            lines = block_lines(item, indent + 2, layout)
            yield f"{pad}- {next(lines)[indent + 2 :]}"
            yield from lines
        else:
            yield f"{pad}- {atom(item)}"


def value_indent(value: Any, indent: int, layout: Layout) -> int:
    """The column of a collection below a key in the column `indent`."""
    return indent + (layout.step if isinstance(value, dict) else layout.offset)


def flow_text(value: Any, look: Brackets, style: str = "") -> str:
    """Any value in flow style."""
    if not is_filled(value):
        return atom(value, '"' if look.json else style)
    deeper = look if look.indent is None else replace(look, indent=look.indent + look.unit)
    if isinstance(value, dict):
        entries = [flow_pair(key, inner, deeper) for key, inner in cast("Mapping[Any, Any]", value).items()]
        opening, closing = "{}"
    else:
        entries = [flow_text(item, deeper) for item in cast("Sequence[Any]", value)]
        opening, closing = "[]"
    if deeper.indent is None:
        return opening + ("," if look.tight else ", ").join(entries) + closing
    start = look.newline + deeper.indent
    return f"{opening}{start}{f',{start}'.join(entries)}{look.newline}{look.indent}{closing}"


def flow_pair(key: Any, value: Any, look: Brackets) -> str:
    """A key and its value in flow style; `look.indent` is where the key stands."""
    # Without a blank, only a quoted key ends at its colon.
    colon = ":" if look.tight and look.json else ": "
    return scalar(key, '"' if look.json else "") + colon + flow_text(value, look)
