"""The scalar types: which values the API server takes for each, and how we name them to people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

QUANTITY = re.compile(
    r"\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?\s*", re.ASCII
)
"""What apimachinery's resource.ParseQuantity reads, and the spaces that its JSON decoder drops."""
TIME = re.compile(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[zZ]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII)
INT32 = 2**31
INT64 = 2**63


QUANTITY_PHRASE = "a quantity such as 500m or 2Gi"


class NoPlainValue:
    """No value of a manifest is one: the plain type of a scalar that has to be looked at."""


class Word(NamedTuple):
    """A scalar type.

    Attributes:
        phrase: how a message names it, behind "must be".
        plain: the class all of whose values are right.
        accepts: whether a value is right.

    """

    phrase: str
    plain: type
    accepts: Callable[[Any], bool]


def is_integer(value: Any) -> bool:
    """Whether it is one in JSON as kubectl writes it: without the fraction that a float does not have."""
    return value.__class__ is int or (value.__class__ is float and value.is_integer())


def is_number(value: Any) -> bool:
    return value.__class__ is int or value.__class__ is float


def _is_text(value: Any) -> bool:
    return value.__class__ is str


def _is_boolean(value: Any) -> bool:
    return value.__class__ is bool


def _is_integer_or_text(value: Any) -> bool:
    return value.__class__ is str or is_integer(value)


def _is_anything(value: Any) -> bool:  # noqa: ARG001  # it has the shape of the others
    return True


def _integer_below(limit: int) -> Callable[[Any], bool]:
    return lambda value: is_integer(value) and -limit <= value < limit


def _text_like(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: value.__class__ is str and pattern.fullmatch(value) is not None


def _is_quantity(value: Any) -> bool:
    return is_number(value) or (value.__class__ is str and QUANTITY.fullmatch(value) is not None)


def _is_base64(value: Any) -> bool:
    # Go's decoder passes over line ends.
    return value.__class__ is str and BASE64.fullmatch(value.replace("\n", "").replace("\r", "")) is not None


def _is_address(version: int) -> Callable[[Any], bool]:
    def accepts(value: Any) -> bool:
        import ipaddress

        try:
            return value.__class__ is str and ipaddress.ip_address(value).version == version
        except ValueError:
            return False

    return accepts


WORDS = {
    "any": Word("anything", NoPlainValue, _is_anything),
    "string": Word("text", str, _is_text),
    "boolean": Word("true or false", bool, _is_boolean),
    "number": Word("a number", float, is_number),
    "integer": Word("an integer", int, is_integer),
    "int32": Word("an integer", NoPlainValue, _integer_below(INT32)),
    "int64": Word("an integer", NoPlainValue, _integer_below(INT64)),
    "int-or-string": Word("an integer or text", int, _is_integer_or_text),
    "quantity": Word(QUANTITY_PHRASE, int, _is_quantity),
    "time": Word("a time such as 2026-01-31T12:00:00Z", NoPlainValue, _text_like(TIME)),
    "bytes": Word("text in base64", NoPlainValue, _is_base64),
    "ipv4": Word("an IPv4 address", NoPlainValue, _is_address(4)),
    "ipv6": Word("an IPv6 address", NoPlainValue, _is_address(6)),
}
"""Every scalar type of the short form."""


TYPES: dict[type, str] = {
    dict: "a mapping",
    list: "a list",
    str: "this text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}
"""JSON's types but null, and what messages call them; bool before int, which it is to Python."""


def show(value: Any) -> str:
    """A value as a message names it: its type, and the value where that is short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {shorten(repr(value))}"
    return f'the text "{shorten(value)}"' if isinstance(value, str) else show_type(value)


def show_type(value: Any) -> str:
    """The type of a value as a message names it."""
    for types, name in TYPES.items():
        if isinstance(value, types):
            return name
    return "nothing"


def shorten(text: str, limit: int = 60) -> str:
    """At most `limit` characters on one line."""
    # Cut first: a text may have a megabyte.
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
