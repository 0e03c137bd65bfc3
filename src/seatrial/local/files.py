"""Files that are whole or absent, and closed to other users."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from seatrial.local.errors import disk_errors


def write_private(path: Path, content: str | bytes) -> None:
    """Replace `path` in one step with a file of mode 0600; a crash leaves the old file or the new one.

    Raises:
        LocalError: the disk refuses.

    """
    data = content.encode() if isinstance(content, str) else content
    with disk_errors(path):
        # The temporary file is created with mode 0600, so the content is never readable by others.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)  # noqa: PTH105  the name comes from mkstemp as text
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def append_private(path: Path) -> BinaryIO:
    """Open `path` for writing at its end, created with mode 0600."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600), "ab")
