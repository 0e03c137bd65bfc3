"""What all tests share: one control plane for the session, and hypothesis without a clock."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

from hypothesis import settings

from tests.control_plane import control_plane

__all__ = ["control_plane"]

# The machines that run these tests are shared: how long an example takes says nothing about the code.
settings.register_profile("seatrial", deadline=None)
settings.load_profile("seatrial")

# Commands are tested as they are used once installed: with `seatrial` on the PATH.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# A shell starts what it puts in the background with SIGINT ignored, and every process started from there inherits that:
# the commands that the tests interrupt would not hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)
