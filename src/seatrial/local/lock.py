"""One operation at a time on one thing: a lock that tells whom it waits for and dies with its holder."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from seatrial.local.errors import LocalError, disk_errors

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterator
    from pathlib import Path

POLL_SECONDS = 0.05


@contextmanager
def hold(path: Path, purpose: str, waiting: Callable[[str], None], timeout_seconds: float = 900) -> Generator[None]:
    """Hold the lock on `path` during the block.

    Args:
        path: the lock file; created if missing, never removed, since a waiter may hold it open.
        purpose: what a waiter is told we do.
        waiting: called once with what we wait for, if there is a wait.
        timeout_seconds: how long to wait; the default outlasts a build of the binaries.

    Raises:
        LocalError: the holder did not finish in time, or the disk refuses.

    """
    with _opened(path) as descriptor:
        for _ in _attempts(descriptor, path, waiting, timeout_seconds):
            time.sleep(POLL_SECONDS)
        _sign(descriptor, path, purpose)
        yield


@asynccontextmanager
async def hold_async(
    path: Path, purpose: str, waiting: Callable[[str], None], timeout_seconds: float = 900
) -> AsyncGenerator[None]:
    """As `hold`, letting other tasks run while it waits: the holder may be one of them."""
    with _opened(path) as descriptor:
        for _ in _attempts(descriptor, path, waiting, timeout_seconds):
            await asyncio.sleep(POLL_SECONDS)
        _sign(descriptor, path, purpose)
        yield


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # A shared lock: two who ask at the same moment do not mistake each other for a holder.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def try_lock(descriptor: int) -> bool:
    """Take the lock if nobody has it. The kernel releases it when the last descriptor of the file closes."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _opened(path: Path) -> Generator[int]:
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _attempts(descriptor: int, path: Path, waiting: Callable[[str], None], timeout_seconds: float) -> Iterator[None]:
    """One turn for each failed attempt; ends when the lock is ours."""
    holder = ""
    deadline = time.monotonic() + timeout_seconds
    while not try_lock(descriptor):
        if not holder and (holder := os.pread(descriptor, 200, 0).decode(errors="replace")):
            waiting(f"waiting for {holder}")
        if time.monotonic() > deadline:
            raise LocalError(
                f"{holder or 'Another command'} did not finish within {timeout_seconds:.0f} seconds",
                fix=f"end it, then try again ({path})",
            )
        yield


def _sign(descriptor: int, path: Path, purpose: str) -> None:
    with disk_errors(path):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{purpose} (process {os.getpid()})".encode(), 0)
