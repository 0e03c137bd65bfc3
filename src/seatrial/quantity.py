"""Kubernetes resource quantities, exact.

The grammar is that of `k8s.io/apimachinery/pkg/api/resource`: a signed decimal number and one suffix of
`n u m k M G T P E`, `Ki Mi Gi Ti Pi Ei`, or a decimal exponent `e3`/`E3`. The API server rounds a value finer than a
nano unit up, away from zero, and caps one with a binary suffix at 2^63-1; so do we. It also reads a text without
digits (`Ki`, `-`) as 0; we refuse that, and exponents beyond 64, as slips of the pen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

NANO = 10**9
MAXIMUM = (2**63 - 1) * NANO
BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60}
DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
GRAMMAR = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?(?P<suffix>[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?"
)
LONGEST = 64
"""Longer texts are refused before any arithmetic: `1e999999999` must not cost memory."""
LARGEST_EXPONENT = 64
DECIMAL_STEPS = tuple(sorted(((10 ** (exponent + 9), suffix) for suffix, exponent in DECIMAL.items()), reverse=True))
BINARY_STEPS = tuple(sorted(((factor * NANO, suffix) for suffix, factor in BINARY.items()), reverse=True))
"""Nano units of one of each suffix, the largest first."""


@lru_cache(maxsize=4096)
def _parse_nanos(source: str) -> int:
    """Nano units of a text; cached, because a cluster writes the same few quantities thousands of times."""
    match = GRAMMAR.fullmatch(source) if len(source) <= LONGEST else None
    if not match or not (match["whole"] or match["fraction"]):
        raise ValueError(f"{source[:LONGEST]!r} is not a quantity such as 500m, 2, 1.5, 16Gi or 200M")
    fraction, suffix = match["fraction"] or "", match["suffix"] or ""
    digits = int(match["whole"] + fraction)
    if suffix in BINARY:
        nanos = min(-(-digits * BINARY[suffix] * NANO // 10 ** len(fraction)), MAXIMUM)
    else:
        exponent = DECIMAL[suffix] if suffix in DECIMAL else int(suffix[1:])
        if abs(exponent) > LARGEST_EXPONENT:
            raise ValueError(f"{source!r} has an exponent outside -{LARGEST_EXPONENT}..{LARGEST_EXPONENT}")
        power = exponent + 9 - len(fraction)
        nanos = digits * 10**power if power >= 0 else -(-digits // 10**-power)
    return -nanos if match["sign"] == "-" else nanos


@lru_cache(maxsize=4096)
def _decimal_text(nanos: int) -> str:
    if not nanos:
        return "0"
    step, suffix = next(each for each in DECIMAL_STEPS if nanos % each[0] == 0)
    return f"{nanos // step}{suffix}"


@lru_cache(maxsize=4096)
def _binary_text(nanos: int) -> str:
    for step, suffix in BINARY_STEPS if nanos else ():
        if nanos % step == 0:
            return f"{nanos // step}{suffix}"
    return _decimal_text(nanos)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """An exact amount in nano units: `Quantity.parse("500m").nanos == 500_000_000`."""

    nanos: int

    @classmethod
    def parse(cls, text: str | float) -> Quantity:
        """Read a quantity as Kubernetes does.

        Raises:
            ValueError: not a quantity; the message says what one looks like.

        """
        return cls(_parse_nanos(str(text)))

    @classmethod
    def of(cls, units: int) -> Quantity:
        """A whole number of units: bytes, cores, GPUs."""
        return cls(units * NANO)

    @property
    def units(self) -> int:
        """Whole units, rounded up as the scheduler does for memory and extended resources."""
        return -(-self.nanos // NANO)

    @property
    def milli(self) -> int:
        """Thousandths, rounded up as the scheduler does for CPU."""
        return -(-self.nanos // 10**6)

    @property
    def decimal(self) -> str:
        """In decimal form with the largest suffix that stays exact: `1500m`, `2`, `250k`; what CPU is written in."""
        return _decimal_text(self.nanos)

    @property
    def binary(self) -> str:
        """With a binary suffix where that is exact (`16Gi`), else in decimal form; what memory is written in."""
        return _binary_text(self.nanos)

    def __str__(self) -> str:
        """The shorter of both forms that reads back to the same amount; binary on a tie of meaning (`1Gi`)."""
        return min(self.binary, self.decimal, key=len)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.nanos + other.nanos)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.nanos - other.nanos)

    def __mul__(self, factor: int) -> Quantity:
        return Quantity(self.nanos * factor)

    def __bool__(self) -> bool:
        return self.nanos != 0
