"""Progress: a live region on a terminal, plain lines anywhere else.

A step is something the user waits for. On a terminal its line changes in place; otherwise a line is printed when it
starts, when what it says has changed, and when it ends, so that a log reads as a story.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.progress import Progress, TaskID

PATIENCE = 5.0
"""Seconds between two plain lines of one step."""
ALMOST = 0.999
"""How full a bar gets before its step is done."""


@dataclass(slots=True)
class Step:
    """One line of progress."""

    label: str
    started: float
    note: str = ""
    said: str = ""
    said_at: float | None = None
    task: TaskID | None = None


class Screen:
    """The progress of one command.

    Args:
        live: draw in place; default: when standard error is a terminal.
        clock: seconds, for the durations that are shown.

    """

    def __init__(self, *, live: bool | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._live = sys.stderr.isatty() if live is None else live
        self._clock = clock
        self._steps: dict[str, Step] = {}
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        if self._live:
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.table import Column

            from seatrial.cli.output import console

            # A note may be long; a live region that wraps cannot be redrawn in place.
            one_line = Column(no_wrap=True, overflow="ellipsis", ratio=1)

            self._progress = Progress(
                SpinnerColumn(finished_text="[green]✓"),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}", style="dim", markup=False, table_column=one_line),
                console=console(to_stderr=True),
                expand=True,
            )
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._progress:
            for step in self._steps.values():
                if step.task is not None and kind is not None:
                    self._progress.stop_task(step.task)
            self._progress.stop()

    def update(self, label: str, *, completed: float | None = None, total: float | None = None, note: str = "") -> None:
        """Start a step, or say where it is; `completed` of `total` draws a bar."""
        step = self._steps.get(label)
        if step is None:
            step = self._steps[label] = Step(label, self._clock())
            if self._progress:
                step.task = self._progress.add_task(label, total=total, note=note)
        step.note = note
        if self._progress and step.task is not None:
            # rich takes a full bar for finished, but only `done` knows that.
            reached = None if completed is None else min(completed, (total or completed) * ALMOST)
            self._progress.update(step.task, completed=reached, total=total, note=note)
            return
        shown = note or (f"{completed / total:.0%}" if completed is not None and total else "")
        now = self._clock()
        if step.said_at is None or (shown != step.said and now - step.said_at >= PATIENCE):
            self._line(f"{label}{': ' + shown if shown else ' …'}")
            step.said, step.said_at = shown, now

    def done(self, label: str, note: str = "") -> None:
        """End a step well."""
        step = self._steps.pop(label, None) or Step(label, self._clock())
        seconds = self._clock() - step.started
        if self._progress and step.task is not None:
            self._progress.update(step.task, completed=1, total=1, note=note)
        elif self._progress:
            self._progress.console.print(f"[green]✓[/green] {label} [dim]{note}[/dim]")
        else:
            self._line(f"{label}: {note or 'done'} ({seconds:.1f} s)")

    def line(self, text: str) -> None:
        """A line that stays."""
        if self._progress:
            from rich.text import Text

            self._progress.console.print(Text(text))
        else:
            self._line(text)

    @staticmethod
    def _line(text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201  the plain form of progress
