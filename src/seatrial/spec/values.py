"""The small languages of the file: ranges, percentages, GPU requests, images, budgets.

Each is an immutable value that parses from what people write and prints back to the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from seatrial.quantity import Quantity

RANGE = re.compile(r"([0-9]{1,9})(?:\.\.([0-9]{1,9}))?")
GPU = re.compile(
    r"(?P<count>[0-9]{1,4}(?:\.[0-9]{1,4})?) (?P<model>[a-z0-9][a-z0-9-]*)(?:/(?P<profile>[0-9]g\.[0-9]{1,3}gb))?"
)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
IMAGE_NAME = re.compile(r"(?:(?P<registry>[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*")
TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
BUDGET = re.compile(r"(?P<amount>[0-9]{1,12}(?:\.[0-9]{1,2})?)/(?P<period>hour|day|month)")
HOURS = {"hour": 1, "day": 24, "month": 730}
"""Hours of a period; a month is 730 hours (8,760 / 12), as the clouds' price lists count."""


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A whole number or a range of them: `3`, `3..10`."""

    minimum: int
    maximum: int

    @classmethod
    def parse(cls, text: str | int) -> Range:
        match = RANGE.fullmatch(str(text)) if not isinstance(text, bool) else None
        if not match:
            raise ValueError(f"{str(text)[:40]!r} is not a number such as 3 or a range such as 3..10")
        low = int(match[1])
        high = int(match[2]) if match[2] else low
        if low > high:
            raise ValueError(f"{text}: the minimum {low} is above the maximum {high}; write {high}..{low}")
        return cls(low, high)

    @property
    def varies(self) -> bool:
        return self.minimum != self.maximum

    def __str__(self) -> str:
        return f"{self.minimum}..{self.maximum}" if self.varies else str(self.minimum)


@dataclass(frozen=True, slots=True)
class QuantityRange:
    """A request and a limit: `500m..1`; a single quantity is both.

    `limit` is None when only a request was given (`500m..`): the container may use what is free.
    """

    request: Quantity
    limit: Quantity | None

    @classmethod
    def parse(cls, text: str | float) -> QuantityRange:
        if isinstance(text, bool):
            raise ValueError(f"{text} is not a quantity such as 500m or 500m..1")  # noqa: TRY004  pydantic collects ValueErrors
        low, dots, high = str(text).partition("..")
        request = Quantity.parse(low)
        limit = (Quantity.parse(high) if high else None) if dots else request
        if request.nanos < 0 or (limit and limit.nanos < 0):
            raise ValueError(f"{text} is negative; a resource is zero or more")
        if limit is not None and request > limit:
            raise ValueError(f"{text}: the request {request} is above the limit {limit}; write {limit}..{request}")
        return cls(request, limit)

    def __str__(self) -> str:
        if self.limit is None:
            return f"{self.request}.."
        return str(self.request) if self.request == self.limit else f"{self.request}..{self.limit}"


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """A percentage, `70%` or `99.9%`, exact to a hundredth."""

    hundredths: int

    @classmethod
    def parse(cls, text: str) -> Percent:
        match = re.fullmatch(r"([0-9]{1,4})(?:\.([0-9]{1,2}))?%", str(text))
        if not match:
            raise ValueError(f"{str(text)[:40]!r} is not a percentage such as 70%")
        return cls(int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")))

    @property
    def whole(self) -> int:
        """Rounded down to whole percent."""
        return self.hundredths // 100

    def __str__(self) -> str:
        whole, part = divmod(self.hundredths, 100)
        return f"{whole}.{part:02d}".rstrip("0") + "%" if part else f"{whole}%"


@dataclass(frozen=True, slots=True)
class GpuRequest:
    """GPUs of one model: `1 l4`, `8 h100`, `0.5 l4` (a share), `2 a100-80gb/1g.10gb` (MIG slices)."""

    count: Fraction
    model: str
    profile: str = ""

    @classmethod
    def parse(cls, text: str) -> GpuRequest:
        match = GPU.fullmatch(str(text))
        if not match:
            raise ValueError(
                f"{str(text)[:40]!r} is not a GPU request such as 1 l4, 8 h100, 0.5 l4 or 2 a100-80gb/1g.10gb"
            )
        count = Fraction(match["count"])
        if not count:
            raise ValueError(f"{text} asks for no GPU; leave `gpu` out")
        if count.denominator != 1 and (count > 1 or match["profile"]):
            raise ValueError(f"{text}: a share is below one GPU (0.5 l4); above one, ask for whole GPUs")
        return cls(count, match["model"], match["profile"] or "")

    @property
    def is_share(self) -> bool:
        """Less than one whole GPU: the pool must share its GPUs."""
        return self.count < 1 or bool(self.profile)

    def __str__(self) -> str:
        count = str(self.count.numerator) if self.count.denominator == 1 else f"{float(self.count):g}"
        return f"{count} {self.model}" + (f"/{self.profile}" if self.profile else "")


@dataclass(frozen=True, slots=True)
class Image:
    """A container image reference: name, tag and digest."""

    name: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> Image:
        rest, at, digest = str(text).partition("@")
        if at and not DIGEST.fullmatch(digest):
            raise ValueError(f"{text[:120]!r}: the digest after @ must be sha256: and 64 hexadecimal digits")
        head, colon, tag = rest.rpartition(":")
        if colon and "/" not in tag:
            name = head
        else:
            name, tag = rest, ""
        if (
            not IMAGE_NAME.fullmatch(name)
            or (colon and tag and not TAG.fullmatch(tag))
            or (colon and not tag and rest.endswith(":"))
        ):
            raise ValueError(f"{text[:120]!r} is not an image such as registry.example.com/chat:1.4.2")
        return cls(name, tag, digest)

    @property
    def is_fixed(self) -> bool:
        """By digest: the same bytes on every node, always."""
        return bool(self.digest)

    def __str__(self) -> str:
        return self.name + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


@dataclass(frozen=True, slots=True)
class Budget:
    """US dollars per period: `40000/month`."""

    amount: Decimal
    period: str

    @classmethod
    def parse(cls, text: str) -> Budget:
        match = BUDGET.fullmatch(str(text))
        if not match:
            raise ValueError(
                f"{str(text)[:40]!r} is not a budget such as 40000/month, 1300/day or 55/hour (US dollars)"
            )
        return cls(Decimal(match["amount"]), match["period"])

    @property
    def per_hour(self) -> Decimal:
        return self.amount / HOURS[self.period]

    def __str__(self) -> str:
        return f"{self.amount}/{self.period}"


def parse_price(value: str | float) -> Decimal:
    """US dollars per hour from a YAML number; through its text, so that 3.2 stays 3.2."""
    try:
        price = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a price in US dollars per hour such as 3.2") from error
    if isinstance(value, bool) or not price.is_finite() or price < 0:
        raise ValueError(f"{value!r} is not a price in US dollars per hour such as 3.2")
    if not price:
        raise ValueError("a price of 0 would make every total wrong; leave `price` out if it is unknown")
    return price
