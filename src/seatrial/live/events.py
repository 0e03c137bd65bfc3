"""What happens while a plan is carried out, as values: whoever shows them decides how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.planner.plan import Action, Plan
    from seatrial.resource import ResourceKey


@dataclass(frozen=True, slots=True)
class ApplyStarted:
    """Reported once, before the first write."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class WaveStarted:
    """Objects that do not depend on each other are about to be written."""

    number: int
    waves: int
    actions: int


@dataclass(frozen=True, slots=True)
class ObjectWritten:
    """The API server has taken a create or a change."""

    action: Action


@dataclass(frozen=True, slots=True)
class ObjectFailed:
    """The API server refused a write or a deletion."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class PruneStarted:
    """An object is asked to go."""

    action: Action


@dataclass(frozen=True, slots=True)
class ObjectGone:
    """It has gone, with whatever its finalizers waited for."""

    key: ResourceKey


@dataclass(frozen=True, slots=True)
class ObjectReady:
    """It has become what its manifest asks for."""

    key: ResourceKey
    ready: int
    total: int


@dataclass(frozen=True, slots=True)
class ObjectWaiting:
    """It is not ready, and this is why; reported once per reason."""

    key: ResourceKey
    reason: str


@dataclass(frozen=True, slots=True)
class ServerWarning:
    """The API server has something to say: a deprecated version, a Pod Security violation."""

    message: str


Event = (
    ApplyStarted
    | WaveStarted
    | ObjectWritten
    | ObjectFailed
    | PruneStarted
    | ObjectGone
    | ObjectReady
    | ObjectWaiting
    | ServerWarning
)
Report = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An object that could not be written, deleted or made ready.

    Attributes:
        key: the object.
        message: why, one sentence.
        fix: what to do.

    """

    key: ResourceKey
    message: str
    fix: str = ""


def ignore(event: Event) -> None:
    """Report to nobody."""
    del event
