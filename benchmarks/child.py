"""Run a command as a user would, and measure it from outside."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Child:
    """A process that has ended.

    Attributes:
        wall: seconds from its start to its end.
        cpu: seconds of processor time that it and its threads took.
        output: its standard output.

    """

    wall: float
    cpu: float
    output: str


def measure(command: Sequence[str]) -> Child:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; the message has its standard error.

    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=installed())
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} failed: {errors.read().decode()[-2000:]}")
        return Child(wall, usage.ru_utime + usage.ru_stime, output.read().decode())


@cache
def installed() -> dict[str, str]:
    """The environment, with Python files compiled as in an installation, though the shell forbids to write any."""
    folder = tempfile.mkdtemp(prefix="pycache-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": folder}


def kubectl() -> str:
    """The kubectl of this version of Seatrial, from its cache or wherever else it finds binaries."""
    from control_plane import user_paths
    from seatrial.local.binaries.locate import locate_binaries

    return str(locate_binaries(user_paths())["kubectl"])


def seatrial(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "seatrial", *arguments]
