"""Work on every core, by copies of this process: what was read before a copy is made, the copy has, too.

Parsing and the rules are both bound by the processor, and Python uses one. A copy hands back plain values, which
`marshal` writes and reads five times as fast as `pickle` does objects.
"""

from __future__ import annotations

import marshal
import os
import pickle
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.engine import find
from seatrial.gather.files import Kind
from seatrial.manifests.read import LITERAL, File, read_file
from seatrial.manifests.split import Slice
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.selection import Selection
    from seatrial.finding import Finding
    from seatrial.gather.files import Input
    from seatrial.location import Locates

WORTH_IT = 400
"""Files or objects below which one process is done before a second has started."""
SHARE_OF_READER = 0.6
"""Of all files, what copies read: this process has the rules to import meanwhile."""


class Copy(NamedTuple):
    """A copy of this process at work: its number, and the end of the pipe that its answer comes from."""

    pid: int
    reader: int


class Reading:
    """Files that are being read."""

    def __init__(self, inputs: Sequence[Input], processes: int) -> None:
        """Start the copies that read; `processes` is how many may work at once, this one among them."""
        self._inputs = [item for item in inputs if item.kind is Kind.MANIFESTS and not item.problem]
        count = len(self._inputs)
        copies = processes - 1 if count >= WORTH_IT and hasattr(os, "fork") else 0
        self._own = count - int(count * SHARE_OF_READER) if copies else count
        bounds = [self._own + (count - self._own) * part // max(copies, 1) for part in range(copies + 1)]
        self._copies = [_start(_read_plain(self._inputs[start:end])) for start, end in pairwise(bounds)]

    def finish(self) -> dict[str, File]:
        """Read the rest; all files by name."""
        files = [read_file(item.name, item.data) for item in self._inputs[: self._own]]
        for copy in self._copies:
            files.extend(map(_file_of, _collect(copy)))
        return {file.name: file for file in files}


def find_in_parts(inventory: Inventory, selection: Selection, locator: Locates, processes: int) -> list[Finding]:
    """What `find` finds, by up to `processes` processes."""
    count = len(inventory.objects)
    if processes < 2 or count < WORTH_IT or not hasattr(os, "fork"):  # noqa: PLR2004  one process is this one
        return list(find(inventory, selection, locator))
    bounds = [count * part // processes for part in range(processes + 1)]
    parts = [slice(start, end) for start, end in pairwise(bounds)]

    def finding(part: slice) -> Callable[[], bytes]:
        return lambda: pickle.dumps(list(find(inventory, selection, locator, part)), pickle.HIGHEST_PROTOCOL)

    copies = [_start(finding(part)) for part in parts[1:]]
    # The first part has the rules over the whole set on top.
    found = list(find(inventory, selection, locator, parts[0]))
    for copy in copies:
        found.extend(pickle.loads(_collect(copy)))  # noqa: S301  written by the copy of this process above
    return found


def _start(work: Callable[[], Any]) -> Copy:
    """Make a copy of this process that does some work and writes the answer to a pipe."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return Copy(pid, reader)
    status = 1
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(marshal.dumps(work()))
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is to be flushed or closed a second time


def _collect(copy: Copy) -> Any:
    """What a copy has written.

    Raises:
        ChildProcessError: it ended before it was done.

    """
    with os.fdopen(copy.reader, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(copy.pid, 0)
    if status:
        raise ChildProcessError(f"a part of the check ended with status {status}")
    return marshal.loads(data)  # noqa: S302  written by the copy of this process


def _read_plain(inputs: Sequence[Input]) -> Callable[[], list[Any]]:
    return lambda: [_plain(read_file(item.name, item.data)) for item in inputs]


def _plain(file: File) -> Any:
    resources = [(resource.source, resource.manifest) for resource in file.resources]
    findings = pickle.dumps(file.findings) if file.findings else b""
    return file.name, file.text, [tuple(part) for part in file.slices], resources, findings, file.others, file.unread


def _file_of(plain: Any) -> File:
    name, text, slices, resources, findings, others, unread = plain
    return File(
        name, text, tuple(Slice(*part) for part in slices),
        tuple(Resource(manifest, source, LITERAL) for source, manifest in resources),
        pickle.loads(findings) if findings else (), others, unread,  # noqa: S301  as above
    )  # fmt: skip
