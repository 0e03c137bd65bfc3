"""A process as something that outlives the program that started it: pid and start time, since pids come back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """One process and no later one with the same number.

    Attributes:
        pid: its number.
        started: when it started, in the words of the operating system; only compared.

    """

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity | None:
        """The identity of a process that runs now; None if it does not, or has ended and waits for its parent."""
        started = _linux_start(pid) if sys.platform == "linux" else _ps_start(pid)
        return cls(pid, started) if started else None

    @property
    def is_alive(self) -> bool:
        return ProcessIdentity.of(self.pid) == self

    def send(self, number: signal.Signals) -> None:
        """Signal the process if it is still the same."""
        if self.is_alive:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def end(self, grace_seconds: float) -> None:
        """Ask it to end, then make it end; returns when it has."""
        self.send(signal.SIGTERM)
        if not self.wait(grace_seconds):
            self.send(signal.SIGKILL)
            self.wait(grace_seconds)

    def wait(self, timeout_seconds: float) -> bool:
        """Whether the process ended within the time."""
        deadline = time.monotonic() + timeout_seconds
        while self.is_alive:
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)
        return True


def _linux_start(pid: int) -> str:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    # proc(5): the command name in parentheses may hold spaces; the state is field 3, the start in ticks field 22.
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else f"{boot}:{fields[19]}"


def _ps_start(pid: int) -> str:
    done = subprocess.run(  # noqa: S603  fixed program, one number
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = done.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else started.strip()
