"""What can go wrong with the cluster on this machine."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


class LocalError(SeatrialError):
    """The cluster on this machine cannot do what was asked."""


class BinariesUnavailableError(LocalError):
    """No source had a binary; the message lists every source that was tried and what it said."""


@contextmanager
def disk_errors(path: Path) -> Generator[None]:
    """Turn what the file system refuses below `path` into one sentence.

    Raises:
        LocalError: the disk is full, read-only, or not ours to write.

    """
    try:
        yield
    except OSError as error:
        raise LocalError(_sentence(error, path), fix=_fix(error, path)) from error


def _sentence(error: OSError, path: Path) -> str:
    where = error.filename or path
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {where} is full"
    if error.errno == errno.EROFS:
        return f"The disk that holds {where} is read-only"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{where} may not be written by this user"
    return f"{where} cannot be used: {error.strerror or error}"


def _fix(error: OSError, path: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space, or set XDG_STATE_HOME and XDG_CACHE_HOME to a disk that has some"
    return f"check the owner and the mode of {path}"
