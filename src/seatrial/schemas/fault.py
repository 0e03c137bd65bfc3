"""What is wrong in a manifest, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.edit import Edit
    from seatrial.location import SpecPath


class Problem(StrEnum):
    """The kind of a fault, for whoever treats some of them apart."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TYPE = "type"
    VALUE = "value"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a schema does not allow.

    Attributes:
        path: the value at fault; of an unknown field the field, of a missing one where it should be.
        problem: its kind.
        message: one sentence without full stop.
        fix: what to write instead, one sentence; empty where the message says it.
        edit: the change that `fix` describes where there is exactly one likely change, else None.

    """

    path: SpecPath
    problem: Problem
    message: str
    fix: str = ""
    edit: Edit | None = None
