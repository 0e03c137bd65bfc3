"""Binaries fetched before. A file is there only when it is complete: it arrives by one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local.binaries.source import Request, SourceError
from seatrial.local.errors import disk_errors

if TYPE_CHECKING:
    from collections.abc import Generator


class Cache:
    """`<cache>/kubernetes/v1.37.2/<os>-<arch>/`, and the same for etcd and KWOK."""

    title = "the cache"

    def get(self, request: Request) -> Path:
        """The file, if it was put there; not asked for its version again, which would cost every `up` its speed."""
        if os.access(request.target, os.X_OK) and request.target.is_file():
            return request.target
        raise SourceError("not there yet")


@contextmanager
def arriving(target: Path) -> Generator[Path]:
    """A place beside `target` to put the file together; it takes its name, executable, when the block ends well.

    Raises:
        LocalError: the disk refuses.

    """
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=".arriving-"))
        try:
            part = folder / target.name
            yield part
            part.chmod(0o755)
            part.replace(target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def keep(file: Path, target: Path) -> Path:
    """Put an existing file into the cache, by a hard link or else by copying it."""
    with arriving(target) as part:
        try:
            part.hardlink_to(file)
        except OSError:
            shutil.copyfile(file, part)
    return target
