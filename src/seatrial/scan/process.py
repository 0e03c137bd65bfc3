"""One run of a scanner: everything it prints, within its time, and never a child that outlives us."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

GRACE = 5.0
"""Seconds that a scanner has to delete the gigabytes it has unpacked, before it is killed."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a process ended: its exit code (-9: killed by signal 9), and both outputs."""

    code: int
    output: bytes
    words: str


def run(command: Sequence[str], environment: Mapping[str, str], *, seconds: float, grace: float = GRACE) -> Finished:
    """Run a program to its end.

    Raises:
        TimeoutError: it took longer than `seconds`; it is ended.
        OSError: it cannot be started.

    """
    with contextlib.ExitStack() as ending:
        with interrupts_wait():
            process = subprocess.Popen(  # noqa: S603  the scanner that is installed, arguments checked by its caller
                command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            ending.enter_context(process)
            ending.callback(stop, process, grace)
        try:
            output, words = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
    return Finished(process.returncode, output, words.decode(errors="replace"))


@contextlib.contextmanager
def interrupts_wait() -> Generator[None]:
    """An interrupt that comes while a process is started is raised once it can be ended, too."""
    numbers = [number for number in (signal.SIGINT, signal.SIGTERM) if callable(signal.getsignal(number))]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def stop(process: subprocess.Popen[bytes], grace: float) -> None:
    """End the process if it still runs: asked first, then made to."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)
        process.kill()
