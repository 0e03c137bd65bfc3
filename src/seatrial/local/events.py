"""What a long operation tells while it runs; the command line draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The parts of an `up`, in their order."""

    WAIT = "wait"
    BINARIES = "binaries"
    CONTROL_PLANE = "control-plane"
    NODES = "nodes"


@dataclass(frozen=True, slots=True)
class LocalEvent:
    """One piece of progress.

    Attributes:
        step: which part of the operation.
        subject: what it is about: a binary, a process, `nodes`.
        message: what happens now, a few words.
        done: how far, in `unit`s.
        total: how far it will go; 0 while that is not known.
        unit: what `done` and `total` count: `bytes`, `packages`, `nodes`; empty without a count.
        finished: this subject is complete.

    """

    step: Step
    subject: str
    message: str
    done: int = 0
    total: int = 0
    unit: str = ""
    finished: bool = False


Report = Callable[[LocalEvent], None]
"""Called from the thread that works; it must be quick and must not raise."""


def ignore(event: LocalEvent) -> None:
    """A report for callers who do not watch."""
