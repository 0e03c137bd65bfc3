"""Find every binary of the control plane: the nearest source that has it wins."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from seatrial.local.binaries.build import Build
from seatrial.local.binaries.cache import Cache
from seatrial.local.binaries.download import Download
from seatrial.local.binaries.installed import Folder, SearchPath
from seatrial.local.binaries.source import Request, Source, SourceError
from seatrial.local.errors import BinariesUnavailableError
from seatrial.local.events import Report, ignore
from seatrial.local.lock import hold
from seatrial.local.versions import BINARIES, Platform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from seatrial.local.paths import Paths


def sources(paths: Paths, environment: Mapping[str, str]) -> tuple[Source, ...]:
    """The places to ask, in their order."""
    folder = (Folder(paths.binaries),) if paths.binaries else ()
    return (Cache(), *folder, SearchPath(environment), Download(), Build(environment))


def locate_binaries(
    paths: Paths, report: Report = ignore, *, places: Sequence[Source] | None = None
) -> dict[str, Path]:
    """The file of each binary, fetched or built if need be.

    Args:
        paths: the cache, and the folder the user prefers.
        report: told about progress for each binary.
        places: where to look instead of the usual sources.

    Raises:
        BinariesUnavailableError: no source has one of them; the message says what each of them answered.
        LocalError: the disk refuses, or there is no control plane for this platform.

    """
    asked = sources(paths, os.environ) if places is None else places
    platform = Platform.current()
    requests = [Request(binary, platform, paths.cache, report) for binary in BINARIES]
    cached = _cached(requests)
    if len(cached) == len(requests):
        return cached
    waiting = requests[0]
    # Two at once would fetch the same files: the second waits, then finds them in the cache.
    with hold(paths.cache / ".fetch.lock", "another command to fetch the binaries", waiting.tell, timeout_seconds=3600):
        return {request.binary.name: _first(request, asked) for request in requests}


def _cached(requests: Sequence[Request]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for request in requests:
        try:
            found[request.binary.name] = Cache().get(request)
        except SourceError:
            continue
    return found


def _first(request: Request, places: Sequence[Source]) -> Path:
    answers: list[str] = []
    for place in places:
        try:
            found = place.get(request)
        except SourceError as error:
            answers.append(f"{place.title}: {error}")
        else:
            request.tell(f"from {place.title}", finished=True)
            return found
    listed = "; ".join(answers)
    raise BinariesUnavailableError(
        f"{request.binary.name} {request.binary.version} is nowhere to be had ({listed})",
        fix="connect to a network that reaches one of them, or put the binary into a folder and set "
        "SEATRIAL_KUBERNETES_BIN to it",
    )
