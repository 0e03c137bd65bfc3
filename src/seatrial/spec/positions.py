"""Positions that are made when they are asked for: a file has a hundred thousand, a finding needs one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seatrial.location import Position, SpecPath

Spot = tuple[str, int, int]
"""File, line and column from 1."""


@dataclass(frozen=True, slots=True)
class Positions(Mapping[SpecPath, Position]):
    """Path → position."""

    spots: dict[SpecPath, Spot] = field(default_factory=dict[SpecPath, Spot])

    def __getitem__(self, path: SpecPath) -> Position:
        return Position(*self.spots[path])

    def __contains__(self, path: object) -> bool:
        return path in self.spots

    def __iter__(self) -> Iterator[SpecPath]:
        return iter(self.spots)

    def __len__(self) -> int:
        return len(self.spots)
