"""How an apply ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.live.events import Failure
    from seatrial.planner.readiness import Readiness
    from seatrial.resource import ResourceKey


class Result(StrEnum):
    """The end of an apply."""

    READY = "ready"
    APPLIED = "applied"
    """Everything is written; nobody asked to wait."""
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    """Everything is written, not everything became ready in time."""
    REFUSED = "refused"
    """Nothing was written: the plan has errors or conflicts that nobody has allowed."""

    @property
    def exit_code(self) -> int:
        """0 applied (and ready), 1 failed, 3 timed out, 4 needs a decision."""
        return {"ready": 0, "applied": 0, "failed": 1, "timed-out": 3, "refused": 4}[self.value]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The pod to look at when something does not become ready.

    Attributes:
        pod: `namespace/name`.
        trouble: what is wrong with it, one clause.
        events: its latest events, oldest first.
        log: the last lines of its failing container.

    """

    pod: str
    trouble: str
    events: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an apply ended.

    Attributes:
        result: in one word.
        written: how many objects were created or changed.
        pruned: how many were deleted.
        failures: what the API server refused, and what failed to become ready.
        unready: what was not ready at the end, and why.
        diagnosis: of the worst pod, where there is one.

    """

    result: Result
    written: int = 0
    pruned: int = 0
    failures: tuple[Failure, ...] = ()
    unready: dict[ResourceKey, Readiness] = field(default_factory=dict["ResourceKey", "Readiness"])
    diagnosis: Diagnosis | None = None
