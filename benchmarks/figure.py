"""What a benchmark measures, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = ("figure", "Seatrial", "instead", "which is", "Seatrial is", "aim")


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity, measured several times.

    Attributes:
        title: what was measured.
        samples: of Seatrial, one a repetition.
        unit: `s`, `MiB` or `objects/s`; of seconds and bytes less is better, of rates more.
        instead: samples of what one would use instead, taken in the same run; empty where there is nothing.
        which_is: what that is.
        at_most: the aim, in `unit`s.
        at_least: the aim of a rate, in `unit`s.
        times_better: the aim, as a multiple of `instead`.

    """

    title: str
    samples: Sequence[float]
    unit: str = "s"
    instead: Sequence[float] = ()
    which_is: str = ""
    at_most: float | None = None
    at_least: float | None = None
    times_better: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better Seatrial is; below 1 it is worse."""
        if not self.instead:
            return None
        ours, theirs = median(self.samples), median(self.instead)
        return ours / theirs if self.unit.endswith("/s") else theirs / ours

    @property
    def verdict(self) -> str:
        """The aim, and whether the median meets it."""
        if self.at_most is not None:
            return _verdict(f"at most {_number(self.at_most)} {self.unit}", median(self.samples) <= self.at_most)
        if self.at_least is not None:
            return _verdict(f"at least {_number(self.at_least)} {self.unit}", median(self.samples) >= self.at_least)
        if self.times_better is not None and self.ratio is not None:
            return _verdict(f"{self.times_better:g} times", self.ratio >= self.times_better)
        return ""

    @property
    def row(self) -> tuple[str, ...]:
        ratio = f"{self.ratio:.1f} times better" if self.ratio and self.ratio >= 1 else ""
        if self.ratio and self.ratio < 1:
            ratio = f"{1 / self.ratio:.1f} times worse"
        instead = spread(self.instead, self.unit)
        return (self.title, spread(self.samples, self.unit), instead, self.which_is, ratio, self.verdict)


def spread(samples: Sequence[float], unit: str) -> str:
    """Median, least, most and number of the samples."""
    if not samples:
        return ""
    least, most = _number(min(samples)), _number(max(samples))
    return f"{_number(median(samples))} {unit} ({least}–{most}, {len(samples)})"  # noqa: RUF001  a range


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table that is also readable as it stands."""
    rows = [HEADER, *(figure.row for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    cells = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _verdict(aim: str, met: bool) -> str:  # noqa: FBT001  one flag
    return f"{aim}: {'met' if met else 'MISSED'}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
