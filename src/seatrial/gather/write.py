"""Writing a user's own file anew: whole or not at all, as readable for others as it was, and through links."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def write_in_place(path: Path, data: bytes) -> None:
    """Replace what is in a file in one step.

    Raises:
        OSError: the disk refuses; the file is as it was.

    """
    target = path.resolve()
    mode = stat.S_IMODE(target.stat().st_mode)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
