"""Where a value stands: a position in a file and a path inside a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SpecPath = tuple[str | int, ...]
"""The keys that lead to a value of the file: `("services", "chat", "replicas")`."""


def format_path(path: SpecPath) -> str:
    """`("pools", "l4", "zones", 0)` as `pools.l4.zones[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


STEP = re.compile(r"\.?([^.\[\]]+)|\[([0-9]+)\]")


@lru_cache(maxsize=4096)
def split_path(text: str) -> SpecPath:
    """`pools.l4.zones[0]` as `("pools", "l4", "zones", 0)`; a dot always parts two keys."""
    return tuple(int(index) if index else key for key, index in STEP.findall(text))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; line and column count from 1, as editors do."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Locates(Protocol):
    """Whatever knows where values are written."""

    def locate(self, path: SpecPath) -> Position | None:
        """The position of the value, or of the nearest enclosing value that is written."""
        ...


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The position of every value of a file, by its path; `keys` holds the positions of the mapping keys."""

    values: Mapping[SpecPath, Position] = field(default_factory=dict[SpecPath, Position])
    keys: Mapping[SpecPath, Position] = field(default_factory=dict[SpecPath, Position])

    def locate(self, path: SpecPath) -> Position | None:
        """The position of the value, or of the nearest enclosing value that is written in the file."""
        for length in range(len(path), -1, -1):
            found = self.keys.get(path[:length]) or self.values.get(path[:length])
            if found:
                return found
        return None

    def __iter__(self) -> Iterator[SpecPath]:
        return iter(self.values)
