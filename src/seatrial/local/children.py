"""Starting one component, so that it cannot outlive its supervisor."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seatrial.local.files import append_private
from seatrial.local.process import ProcessIdentity

if TYPE_CHECKING:
    from seatrial.local.layout import ClusterDirectory

PR_SET_PDEATHSIG = 1
FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A process that ran this long has recovered: its next restart is immediate again."""
GARBAGE_COLLECTION = {"GOGC": "400", "GOMEMLIMIT": "2GiB"}
"""Go's default collects whenever the heap has doubled, and a small heap doubles all the time: with this, 1,000 pods
took the five processes 20 s of processor time to become Ready instead of 32 s, for 0.2 GB more. The limit is soft."""


@dataclass(slots=True)
class Child:
    """One component and its restarts.

    Attributes:
        name: the component.
        argv: its command line.
        identity: the process while it runs.
        restarts: how often it was started again.
        last_exit: its latest exit status, as `exit 1` or `SIGKILL`; empty if it never ended.
        due: the monotonic time of the next start while it does not run.

    """

    name: str
    argv: list[str]
    process: subprocess.Popen[bytes] | None = None
    identity: ProcessIdentity | None = None
    restarts: int = -1
    last_exit: str = ""
    due: float = 0.0
    started: float = 0.0
    delay: float = field(default=FIRST_DELAY_SECONDS)

    def start(self, directory: ClusterDirectory) -> None:
        """Start it with its output at the end of its log.

        Raises:
            OSError: the program or the log cannot be opened.

        """
        with append_private(directory.log(self.name)) as log:
            self.process = subprocess.Popen(  # noqa: S603  our own command lines
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=directory.root,
                env=_environment(directory),
                # A terminal's Ctrl-C must not reach the control plane.
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  no threads here
            )
        self.identity = ProcessIdentity.of(self.process.pid)
        self.started = time.monotonic()
        self.restarts += 1

    def reap(self) -> bool:
        """Whether it has ended since the last call; then `due` says when to start it again."""
        if self.process is None or self.process.poll() is None:
            return False
        code = self.process.returncode
        self.last_exit = signal.Signals(-code).name if code < 0 else f"exit {code}"
        self.process = self.identity = None
        now = time.monotonic()
        if now - self.started > STEADY_SECONDS:
            self.delay = FIRST_DELAY_SECONDS
        self.due = now + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY_SECONDS)
        return True

    def ask_to_end(self) -> None:
        if self.process:
            self.process.terminate()

    def end(self, grace_seconds: float) -> None:
        """Wait for it to end; after a while, make it end."""
        if self.process is None:
            return
        try:
            self.process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = self.identity = None


def _environment(directory: ClusterDirectory) -> dict[str, str]:
    """Next to nothing: a proxy variable would send loopback traffic away, and secrets have no business there."""
    return {"HOME": str(directory.root), "PATH": os.defpath, "TMPDIR": str(directory.root), **GARBAGE_COLLECTION}


def _die_with_parent() -> None:
    """Runs in the child between fork and exec."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
