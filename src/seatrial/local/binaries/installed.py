"""Binaries that are on this machine already, if they are of exactly the version wanted.

They go into the cache, as a second name of the same file where that is possible: the next `up` need not run each of
them to learn its version, and an upgrade of the program there does not change a cluster here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local.binaries.cache import keep
from seatrial.local.binaries.source import Request, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder that SEATRIAL_KUBERNETES_BIN names."""

    path: Path

    @property
    def title(self) -> str:
        return f"SEATRIAL_KUBERNETES_BIN ({self.path})"

    def get(self, request: Request) -> Path:
        """The file of that name, checked by running it."""
        file = self.path / request.binary.name
        if not file.is_file():
            raise SourceError("not there")
        return _kept(file.resolve(), request)


@dataclass(frozen=True, slots=True)
class SearchPath:
    """The folders of PATH."""

    environment: Mapping[str, str]
    title: str = "PATH"

    def get(self, request: Request) -> Path:
        """The first program of that name, checked by running it."""
        found = shutil.which(request.binary.name, path=self.environment.get("PATH", ""))
        if not found:
            raise SourceError("not there")
        return _kept(Path(found).resolve(), request)


def _kept(file: Path, request: Request) -> Path:
    if not os.access(file, os.X_OK):
        raise SourceError(f"{file} is not executable")
    try:
        done = subprocess.run(  # noqa: S603  a program of the user's own choice, asked for its version
            [file, *request.binary.version_arguments],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"{file} does not run: {error}") from error
    said = re.search(r"\bv?(\d+\.\d+\.\d+[-+.\w]*)", done.stdout)
    version = said[1] if said else "an unknown version"
    if version != request.binary.version:
        raise SourceError(f"{file} is {version}, not {request.binary.version}")
    return keep(file, request.target)
