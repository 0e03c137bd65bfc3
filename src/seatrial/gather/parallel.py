"""The rules over all objects, on every core: objects are read once, and processes that start after that share them."""

from __future__ import annotations

import os
import pickle
from itertools import pairwise
from typing import TYPE_CHECKING

from seatrial.checks.engine import find

if TYPE_CHECKING:
    from seatrial.checks.inventory import Inventory
    from seatrial.checks.selection import Selection
    from seatrial.finding import Finding
    from seatrial.location import Locates

WORTH_IT = 400
"""Objects below which one process is done before a second has started."""


def find_in_parts(inventory: Inventory, selection: Selection, locator: Locates, processes: int) -> list[Finding]:
    """What `find` finds, by up to `processes` processes."""
    count = len(inventory.objects)
    if processes < 2 or count < WORTH_IT or not hasattr(os, "fork"):  # noqa: PLR2004  one process is this one
        return list(find(inventory, selection, locator))
    bounds = [count * part // processes for part in range(processes + 1)]
    parts = [slice(start, end) for start, end in pairwise(bounds)]
    # The first part has the rules over the whole set on top, which start while the others are on their way.
    children = [_start(inventory, selection, locator, part) for part in parts[1:]]
    found = list(find(inventory, selection, locator, parts[0]))
    for pid, reader in children:
        found.extend(_collect(pid, reader))
    return found


def _start(inventory: Inventory, selection: Selection, locator: Locates, part: slice) -> tuple[int, int]:
    """A copy of this process that looks at one part and writes what it finds to a pipe; pid and the end to read."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    status = 1
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(list(find(inventory, selection, locator, part)), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is to be flushed or closed a second time


def _collect(pid: int, reader: int) -> list[Finding]:
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise ChildProcessError(f"a part of the check ended with status {status}")
    return pickle.loads(data)  # noqa: S301  written by the copy of this process above
