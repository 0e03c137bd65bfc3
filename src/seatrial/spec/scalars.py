"""What a plain YAML scalar is: the core schema of YAML 1.2, in which `NO` and `on` are text and `012` is twelve."""

from __future__ import annotations

import re

LONGEST_INTEGER = 18
"""Digits; longer whole numbers are written as text, because JSON readers and Kubernetes keep 64 bits."""
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
OLD_BOOLEANS = {"y": True, "yes": True, "on": True, "n": False, "no": False, "off": False}
"""YAML 1.1's other words for booleans, in lower case: text in YAML 1.2."""
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
NUMERIC = frozenset("+-.0123456789")
OTHER = frozenset("~nNtTfF")

Scalar = str | int | float | bool | None


def resolve(text: str) -> Scalar:
    """The value of a plain scalar.

    Raises:
        ValueError: a number that the file cannot hold; the message says what to write.

    """
    first = text[:1]
    if not first:
        return None
    if first in NUMERIC:
        return _number(text)
    if first in OTHER:
        if text in BOOLEANS:
            return BOOLEANS[text]
        if text in NULLS:
            return None
    return text


def _number(text: str) -> Scalar:
    if INTEGER.fullmatch(text):
        if len(text.lstrip("+-0ox")) > LONGEST_INTEGER:
            raise ValueError(
                f"the number has more than {LONGEST_INTEGER} digits; write a quantity such as 16Gi, or quote it"
            )
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if FLOAT.fullmatch(text):
        if len(text) > 4 * LONGEST_INTEGER:
            raise ValueError("the number is too long; round it, or quote it")
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise ValueError("the number is too large; write a quantity such as 16Gi, or quote it")
        return value
    if NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a number that anything here can be; write a finite number, or quote it")
    return text
