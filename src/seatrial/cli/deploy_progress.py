"""What happens while a plan is carried out, as progress: one bar for writing, one for becoming ready."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from seatrial.live import events
from seatrial.planner.plan import ActionKind

if TYPE_CHECKING:
    from seatrial.cli.screen import Screen
    from seatrial.planner.plan import Plan

APPLYING, WAITING, PRUNING = "apply", "ready", "delete"
FEW = 3
"""Objects named while they are waited for; the others are counted."""


class DeployProgress:
    """Call it with each event."""

    def __init__(self, plan: Plan, screen: Screen) -> None:
        self._writes = plan.counts[ActionKind.CREATE] + plan.counts[ActionKind.CHANGE]
        self._prunes = plan.counts[ActionKind.PRUNE]
        self._written = self._gone = 0
        self._wave = ""
        self._waiting: dict[str, str] = {}
        self._screen = screen

    def __call__(self, event: events.Event) -> None:
        self._show(event)

    @singledispatchmethod
    def _show(self, event: object) -> None:
        """Events that need no line: the start of the apply, the start of a deletion."""

    @_show.register
    def _(self, event: events.WaveStarted) -> None:
        self._wave = f"wave {event.number} of {event.waves}"
        self._write()

    @_show.register
    def _(self, event: events.ObjectWritten) -> None:
        del event
        self._written += 1
        if self._written == self._writes:
            self._screen.done(APPLYING, f"{self._writes} objects written")
        else:
            self._write()

    @_show.register
    def _(self, event: events.ObjectFailed) -> None:
        failure = event.failure
        self._screen.line(f"failed: {failure.message}" + (f"; {failure.fix}" if failure.fix else ""))

    @_show.register
    def _(self, event: events.ObjectGone) -> None:
        del event
        self._gone += 1
        self._screen.update(PRUNING, completed=self._gone, total=self._prunes)
        if self._gone == self._prunes:
            self._screen.done(PRUNING, f"{self._prunes} objects")

    @_show.register
    def _(self, event: events.ObjectWaiting) -> None:
        self._waiting[str(event.key)] = event.reason
        if self._is_writing:
            self._write()
        else:
            self._screen.update(WAITING, note=self._waits())

    @_show.register
    def _(self, event: events.ObjectReady) -> None:
        self._waiting.pop(str(event.key), None)
        if self._is_writing:
            self._write()
        elif event.ready == event.total:
            self._screen.done(WAITING, "everything")
        else:
            self._screen.update(WAITING, completed=event.ready, total=event.total, note=self._waits())

    @_show.register
    def _(self, event: events.ServerWarning) -> None:
        self._screen.line(f"the API server warns: {event.message}")

    @property
    def _is_writing(self) -> bool:
        """Between two waves some objects must be ready before the next: that is part of the writing."""
        return self._written < self._writes

    def _write(self) -> None:
        waits = self._waits()
        note = f"{self._wave}; waits for {waits}" if waits else self._wave
        self._screen.update(APPLYING, completed=self._written, total=self._writes, note=note)

    def _waits(self) -> str:
        """Who is waited for and why: the first few, and how many more."""
        shown = [f"{key}: {reason}" for key, reason in list(self._waiting.items())[:FEW]]
        more = len(self._waiting) - len(shown)
        return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
