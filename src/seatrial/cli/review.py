"""What `check` looks at: paths become inputs, cluster files are compiled, and the rules see everything."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.cli.source import DEFAULT, UnreadableFileError, load_text
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seatrial.checks.inventory import Context
    from seatrial.checks.selection import Selection
    from seatrial.gather.files import Input
    from seatrial.gather.review import Compiled, Reviewed


class NothingToCheckError(SeatrialError):
    """No path holds anything that can be checked."""


def review_paths(
    paths: Sequence[str], choose: Callable[[], Selection], *, place: str | None, kubernetes: str | None = None
) -> Reviewed:
    """Read and check what the paths name.

    Raises:
        UnreadableFileError: a path that is not there.
        NothingToCheckError: nothing in the paths is a file of a kind that is checked.

    """
    from seatrial.gather.files import MissingFileError, gather
    from seatrial.gather.review import review

    chosen = list(paths) or [DEFAULT if Path(DEFAULT).is_file() else "."]
    data = sys.stdin.buffer.read() if "-" in chosen else b""

    def compiled(item: Input) -> Compiled:
        return compile_input(item, choose(), place)

    try:
        inputs = list(gather(chosen, standard_input=data))
    except MissingFileError as error:
        raise UnreadableFileError(str(error), fix=error.fix) from error
    if not inputs:
        where = " ".join(chosen)
        fix = "name the files, or write a cluster with: seatrial init"
        raise NothingToCheckError(f"there is nothing to check in {where}", fix=fix)
    return review(
        inputs, choose, manifest_context(kubernetes), compiled=compiled, rendered=lambda _: (), processes=processes()
    )


def compile_input(item: Input, selection: Selection, place: str | None) -> Compiled:
    """What is to be said about a cluster file, and how many resources it makes."""
    from seatrial.cli.prepare import examine_loaded
    from seatrial.gather.review import Compiled

    loaded = load_text(item.name, item.data, place=place)
    examined = examine_loaded(item.name, loaded, place=place, selection=selection)
    return Compiled(examined.findings, len(examined.prepared.resources) if examined.prepared else 0)


def manifest_context(kubernetes: str | None) -> Context:
    """What is known of manifests' cluster: the version, and that other objects may be there.

    Raises:
        SeatrialError: a version that is none, or that no schemas are known of.

    """
    from seatrial.catalog.kubernetes import KubernetesVersion
    from seatrial.checks.inventory import Context

    if kubernetes is None:
        return Context(complete=False)
    try:
        version = KubernetesVersion.parse(kubernetes)
    except ValueError as error:
        raise SeatrialError(str(error), fix="write a version such as 1.36") from error
    return Context(complete=False, kubernetes=f"1.{version.minor}")


def processes() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(affinity(0)) if affinity else 1
