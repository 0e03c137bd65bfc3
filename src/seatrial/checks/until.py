"""`… until 2027-01-01`: the last day on which a decision holds, in the reason for it."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

UNTIL = re.compile(
    r"\buntil[ :=]+(?P<day>\d{4}(?:[-/.]\d+)*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?![\w/-])[.)]*", re.IGNORECASE
)
FORM = "write the year, the month and the day, as in until 2027-01-01"


class Dated(NamedTuple):
    """A reason, and until when it is one; a text in place of the date if it is none."""

    reason: str
    until: date | str | None


def read_until(text: str) -> Dated:
    """The reason without the date; `until the next release` is no date but a part of the reason."""
    match = UNTIL.search(text)
    if match is None:
        return Dated(text.strip(), None)
    rest = " ".join(
        part for part in (text[: match.start()].strip(" \t,;("), text[match.end() :].strip(" \t,;)")) if part
    )
    return Dated(rest, as_date(match["day"]) or match["day"])


def as_date(text: str) -> date | None:
    """`2027-01-01` as a date, None if it is written otherwise or no such day is."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
