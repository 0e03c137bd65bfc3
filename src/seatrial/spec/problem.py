"""A problem at a path of the file, before it is known where the path stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.finding import Finding, Severity
from seatrial.location import SourceMap, SpecPath, format_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.location import Position


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check of the file yields.

    Attributes:
        code: one of `codes.CODES`.
        path: the value concerned; for a missing key the mapping that misses it.
        message: what is wrong, without the path, which is put before it.
        fix: what to write instead.
        severity: how bad.
        at_key: the position is that of the key, not of its value.

    """

    code: str
    path: SpecPath
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR
    at_key: bool = False

    def locate(self, sources: SourceMap) -> Finding:
        """The finding, at the value of the file or at the nearest one around it that is written."""
        where = format_path(self.path)
        return Finding(
            code=self.code,
            severity=self.severity,
            message=f"{where}: {self.message}" if where else self.message,
            fix=self.fix,
            position=position_of(sources, self.path, at_key=self.at_key),
            field=where,
        )


def position_of(sources: SourceMap, path: SpecPath, *, at_key: bool = False) -> Position | None:
    """Where a value starts; where only an enclosing one is written, that one's key."""
    if not at_key and path in sources.values:
        return sources.values[path]
    return sources.locate(path)


def nearest(name: str, names: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """The likeliest of `names` for a mistyped one, the best first."""
    from difflib import get_close_matches

    lower: Mapping[str, str] = {known.lower(): known for known in sorted(names)}
    return tuple(lower[match] for match in get_close_matches(name.lower(), lower, n=limit, cutoff=0.6))


def suggestion(name: str, names: Iterable[str], what: str) -> str:
    """The fix for a name that does not exist: the nearest one, else all of them, else how to add one.

    Args:
        name: as written.
        names: those that exist.
        what: what they are, in the singular.

    """
    known = sorted(names)
    found = nearest(name, known)
    if found:
        return f"did you mean {' or '.join(found)}?"
    if not known:
        return f"add the {what} {name}, the file has none"
    shown = ", ".join(known[:12])
    return f"write one of {shown}" + (f" and {len(known) - 12} more" if len(known) > 12 else "")  # noqa: PLR2004  a readable line
