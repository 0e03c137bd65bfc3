"""What someone may have meant who wrote a name that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 64
"""Characters: no name in an API is longer."""


def nearest(written: str, names: Iterable[str]) -> str:
    """The one likely name, or an empty string."""
    import difflib

    if len(written) > LONGEST:
        return ""
    by_lower = {name.lower(): name for name in names}
    asked = written.lower()
    if asked in by_lower:
        return by_lower[asked]
    close = difflib.get_close_matches(asked, by_lower, n=1, cutoff=0.75)
    return by_lower[close[0]] if close else ""
