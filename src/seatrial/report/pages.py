"""Where a reader goes on."""

from __future__ import annotations

HOME = "https://seatrial.dev"
RULES = f"{HOME}/reference/rules"
"""Where docs/reference/rules is served."""


def page_url(code: str) -> str:
    """The page of a rule."""
    return f"{RULES}/{code}"
