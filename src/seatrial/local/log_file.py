"""Logs of processes that append to one open file for ever."""

from __future__ import annotations

import os
import shutil
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_BYTES = 16 * 1024**2


def keep_short(path: Path, limit_bytes: int = LIMIT_BYTES) -> None:
    """Move a log that grew too long to `<name>.1` and empty it.

    The writer appends, so it goes on at the new end; what it writes between copy and truncation is lost. A log
    that cannot be kept short is no reason to end a cluster.
    """
    try:
        if path.stat().st_size < limit_bytes:
            return
        shutil.copyfile(path, path.with_name(f"{path.name}.1"))
        os.truncate(path, 0)
    except OSError:
        return


def tail(path: Path, lines: int) -> tuple[str, ...]:
    """The last lines, oldest first; none if there is no log."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return tuple(line.rstrip("\n") for line in deque(file, maxlen=lines))
    except OSError:
        return ()
