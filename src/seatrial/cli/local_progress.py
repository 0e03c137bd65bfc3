"""What happens while the local cluster starts, as progress: a bar for each thing that has an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.local.events import Step

if TYPE_CHECKING:
    from seatrial.cli.screen import Screen
    from seatrial.local.events import LocalEvent


class LocalProgress:
    """Call it with each event."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._begun: set[str] = set()

    def __call__(self, event: LocalEvent) -> None:
        label = event.subject if event.step is Step.BINARIES else event.step.value.replace("-", " ")
        if event.finished:
            # A binary that was there already needs no line of its own.
            if event.step is not Step.BINARIES or label in self._begun:
                self._screen.done(label, event.message)
            return
        self._begun.add(label)
        note = event.message
        if event.total:
            self._screen.update(label, completed=event.done, total=event.total, note=f"{note} {amount(event)}".strip())
        else:
            self._screen.update(label, note=f"{note} {amount(event)}".strip() if event.done else note)


def amount(event: LocalEvent) -> str:
    """`12.3 of 83.1 MB`, `204 packages`, `3 of 60 nodes`."""
    of = f" of {event.total}" if event.total else ""
    if event.unit == "bytes":
        total = f" of {event.total / 1e6:.1f}" if event.total else ""
        return f"{event.done / 1e6:.1f}{total} MB"
    return f"{event.done}{of} {event.unit}".rstrip()
