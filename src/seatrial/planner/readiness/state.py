"""The answer to "is it ready?", and what the question may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.resource import Manifest


class State(StrEnum):
    """The four states of kstatus that a live object can be in."""

    CURRENT = "current"
    IN_PROGRESS = "in-progress"
    FAILED = "failed"
    TERMINATING = "terminating"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far an object is.

    Attributes:
        state: one of four.
        reason: what it waits for or why it failed; for `current`, only what is worth knowing.
        gating: whether a wait waits for it; false for what may stay unready without harm.

    """

    state: State
    reason: str = ""
    gating: bool = True

    @property
    def is_settled(self) -> bool:
        """Whether a wait need not look at this object any longer."""
        return not self.gating or self.state is State.CURRENT


def current(reason: str = "", *, gating: bool = True) -> Readiness:
    return Readiness(State.CURRENT, reason, gating)


def in_progress(reason: str, *, gating: bool = True) -> Readiness:
    return Readiness(State.IN_PROGRESS, reason, gating)


def failed(reason: str) -> Readiness:
    return Readiness(State.FAILED, reason)


@dataclass(frozen=True, slots=True)
class ReadinessContext:
    """What the rules may know besides the object.

    Attributes:
        now: the time, with a time zone; None switches off the rules that measure how long something lasts.
        pods: the pods that the object runs, for the reason of a workload that is not ready.
        late_binding_classes: storage classes that bind a claim only when a pod uses it; the empty name stands for
            the default class.
        status_kinds: `Kind.group` of custom kinds whose definition has a status subresource.
        has_load_balancers: whether anything in the cluster gives addresses to Services and Ingresses.
        unschedulable_grace: how long a bare pod may wait for a node. kstatus fails it after 15 s, sooner than any
            autoscaler adds one.
        status_grace: how long a new custom object may go without a status before it is taken to have none.

    """

    now: datetime | None = None
    pods: tuple[Manifest, ...] = ()
    late_binding_classes: frozenset[str] = frozenset()
    status_kinds: frozenset[str] = frozenset()
    has_load_balancers: bool = True
    unschedulable_grace: timedelta = timedelta(minutes=10)
    status_grace: timedelta = timedelta(seconds=30)

    def age(self, since: str) -> timedelta | None:
        """How long ago an RFC 3339 time of the API server was; None when that cannot be told."""
        if self.now is None:
            return None
        try:
            return self.now - datetime.fromisoformat(since)
        except (TypeError, ValueError):
            return None
