"""What a plain YAML scalar is to kubectl: its YAML library reads YAML 1.1, in which `NO` is false and `0755` is 493.

The table is that of go.yaml.in/yaml/v2 (resolve.go), which sigs.k8s.io/yaml and so every Kubernetes tool reads with.
"""

from __future__ import annotations

import re

BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
LONGEST = 40
"""Characters of a number; none that Kubernetes reads has more."""

Scalar = str | int | float | bool | None


def resolve(text: str) -> Scalar:
    """The value of a plain scalar; a number that JSON cannot hold stays text."""
    first = text[:1]
    if not first:
        return None
    if first in "+-.0123456789":
        return _number(text)
    if text in BOOLEANS:
        return BOOLEANS[text]
    return None if text in NULLS else text


def _number(text: str) -> Scalar:
    plain = text.replace("_", "") if first_digit(text) else text
    if len(plain) > LONGEST:
        return text
    match = INTEGER.fullmatch(plain)
    if match:
        sign, *digits = match.groups()
        value = next(int(part, base) for part, base in zip(digits, (16, 2, 8, 10), strict=True) if part is not None)
        return -value if sign == "-" else value
    if FLOAT.fullmatch(plain):
        value = float(plain)
        return text if value in (float("inf"), float("-inf")) else value
    return text


def first_digit(text: str) -> bool:
    """Whether underscores between digits are dropped: not in numbers that start with a point."""
    return text[0] != "."
