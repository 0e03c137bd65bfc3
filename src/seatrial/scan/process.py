"""One run of a scanner: everything it prints, within its time, and never a child that outlives us."""

from __future__ import annotations

import contextlib
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    with subprocess.Popen(  # noqa: S603  the scanner that is installed, arguments checked by its caller
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            output, words = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        finally:
            stop(process, grace)
    return Finished(process.returncode, output, words.decode(errors="replace"))


def stop(process: subprocess.Popen[bytes], grace: float) -> None:
    """End the process if it still runs: asked first, then made to."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)
        process.kill()
