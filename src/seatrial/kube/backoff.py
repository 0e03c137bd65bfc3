"""How long to wait before a request is tried again."""

from __future__ import annotations

FIRST_SECONDS = 0.1
LONGEST_SECONDS = 30.0


def backoff_seconds(attempt: int, jitter: float, retry_after: float | None = None) -> float:
    """The pause after a failed attempt, in seconds.

    Doubles from 0.1 s to 30 s; the jitter takes away up to half, so that many clients do not come back together.
    What the server asks for in Retry-After is a lower bound, up to 30 s: it spreads by jitter above it.

    Args:
        attempt: failures so far in a row, from 1.
        jitter: a random number from 0 to 1.
        retry_after: the seconds that the server asked for.

    """
    pause = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempt - 1, 16)) * (1 - jitter / 2)
    if retry_after is None:
        return pause
    return min(LONGEST_SECONDS, max(retry_after, 0.0)) + min(pause, 1.0)
