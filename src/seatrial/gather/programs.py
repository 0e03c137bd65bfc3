"""One run of a user's program (helm, kustomize, kubectl): no shell, a limit to its time and to what it prints."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 120.0
LARGEST_OUTPUT = 256 * 2**20
"""Bytes."""
LARGEST_WORDS = 64 * 2**10
"""Bytes of the error output that are kept: its end, where the reason stands."""


class ProgramFailedError(Exception):
    """A program did not do what it was asked; `str()` is its reason, of one line or more."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where programs are found, and how long each may take.

    Attributes:
        environment: variables that they inherit; `PATH` says where they are.
        seconds: after which a program is ended.
        largest: bytes of output after which it is ended.

    """

    environment: Mapping[str, str]
    seconds: float = SECONDS
    largest: int = LARGEST_OUTPUT

    def find(self, name: str) -> str:
        """The path of a program; empty when it is not installed."""
        return shutil.which(name, path=self.environment.get("PATH", "")) or ""

    def run(self, command: Sequence[str]) -> bytes:
        """What the program prints.

        Raises:
            ProgramFailedError: it cannot be started, fails, prints too much or takes too long.

        """
        with tempfile.TemporaryFile() as words:
            try:
                process = subprocess.Popen(  # noqa: S603  the user's own program, found on the PATH, without a shell
                    command,
                    env=dict(self.environment),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=words,
                    start_new_session=True,
                )
            except OSError as error:
                raise ProgramFailedError(f"it cannot be started: {(error.strerror or str(error)).lower()}") from error
            output, late = self._finish(process)
            words.seek(max(words.seek(0, os.SEEK_END) - LARGEST_WORDS, 0))
            reason = words.read().decode(errors="replace").strip()
        if late:
            raise ProgramFailedError(f"it took longer than {self.seconds:g} seconds")
        if len(output) > self.largest:
            raise ProgramFailedError(f"it prints more than {self.largest} bytes")
        if process.returncode:
            raise ProgramFailedError(reason or f"it ended with exit code {process.returncode}")
        return output

    def _finish(self, process: subprocess.Popen[bytes]) -> tuple[bytes, bool]:
        """What it printed, one byte more than the limit at most, and whether its time was up."""
        late = threading.Event()

        def time_is_up() -> None:
            late.set()
            _end(process)

        timer = threading.Timer(self.seconds, time_is_up)
        with process:
            timer.start()
            try:
                output = process.stdout.read(self.largest + 1) if process.stdout else b""
                if len(output) <= self.largest:
                    process.wait()
            finally:
                timer.cancel()
                if process.poll() is None:
                    _end(process)
        return output, late.is_set()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it has started: one of those may hold the output open when it is gone itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
