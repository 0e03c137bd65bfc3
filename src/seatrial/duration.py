"""Durations as people write them: `30s`, `5m`, `1h30m`, `7d`, `250ms`; exact, in milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

MILLISECONDS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
GRAMMAR = re.compile(r"(?:[0-9]{1,9}(?:ms|s|m|h|d|w))+")
PART = re.compile(r"([0-9]+)(ms|s|m|h|d|w)")


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of time."""

    milliseconds: int

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read a duration.

        Raises:
            ValueError: not a duration; a bare number is refused, because its unit is a guess.

        """
        source = str(text)
        if source == "0":
            return cls(0)
        if not GRAMMAR.fullmatch(source):
            raise ValueError(f"{source[:40]!r} is not a duration such as 30s, 5m, 1h30m, 7d or 250ms")
        return cls(sum(int(number) * MILLISECONDS[unit] for number, unit in PART.findall(source)))

    @property
    def seconds(self) -> int:
        """Whole seconds, rounded up: what Kubernetes' `…Seconds` fields take."""
        return -(-self.milliseconds // 1000)

    def __str__(self) -> str:
        rest, text = self.milliseconds, ""
        for unit in ("d", "h", "m", "s", "ms"):
            count, rest = divmod(rest, MILLISECONDS[unit])
            text += f"{count}{unit}" if count else ""
        return text or "0s"
