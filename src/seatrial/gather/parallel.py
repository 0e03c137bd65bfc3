"""Work on every core, by copies of this process: what was read before a copy is made, the copy has, too.

Parsing and the rules are both bound by the processor, and Python uses one. A copy hands back plain values, which
`marshal` writes and reads five times as fast as `pickle` does objects.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import pickle
import signal
from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from seatrial.checks.engine import find
from seatrial.gather.files import Kind
from seatrial.manifests.read import LITERAL, File, read_file
from seatrial.manifests.split import Slice
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.selection import Selection
    from seatrial.finding import Finding
    from seatrial.gather.files import Input
    from seatrial.location import Locates

WORTH_IT = 400
"""Files or objects below which one process is done before a second has started."""
SHARE_OF_READER = 0.6
"""Of all files, what copies read: this process has the rules to import meanwhile."""

PIPE = 2**20
"""Bytes read at once."""


class Copy(NamedTuple):
    """A copy of this process at work: its number, the end of the pipe that its answer comes from, and the work."""

    pid: int
    reader: int
    work: Callable[[], Any]


class Copies:
    """Copies of this process, none of which outlives the block that they are used in."""

    def __init__(self) -> None:
        """Start none."""
        self._waiting: deque[Copy] = deque()

    def __enter__(self) -> Self:
        """Be used in a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End those whose answers nobody waits for any more."""
        while self._waiting:
            copy = self._waiting.popleft()
            if not copy.pid:
                continue
            # It has ended already where the interruption came between its end and our taking note of it.
            with contextlib.suppress(OSError):
                os.close(copy.reader)
                os.kill(copy.pid, signal.SIGKILL)
                os.waitpid(copy.pid, 0)

    def start(self, work: Callable[[], Any]) -> None:
        """Have a copy do some work whose answer `marshal` can write."""
        self._waiting.append(_start(work))

    def answers(self) -> Iterator[Any]:
        """What the copies say, in the order in which they were started.

        What a copy did not do, because it was killed or there was no room for it, is done by this process.
        """
        while self._waiting:
            copy = self._waiting[0]
            data = _wait(copy) if copy.pid else None
            self._waiting.popleft()
            yield copy.work() if data is None else marshal.loads(data)  # noqa: S302  written by the copy


class Reading:
    """Files that are being read, for use in a `with` block."""

    def __init__(self, inputs: Sequence[Input], processes: int) -> None:
        """Start the copies that read; `processes` is how many may work at once, this one among them."""
        self._inputs = [item for item in inputs if item.kind is Kind.MANIFESTS and not item.problem]
        count = len(self._inputs)
        copies = processes - 1 if count >= WORTH_IT and hasattr(os, "fork") else 0
        self._own = count - int(count * SHARE_OF_READER) if copies else count
        self._bounds = [self._own + (count - self._own) * part // max(copies, 1) for part in range(copies + 1)]
        self._copies = Copies()

    def __enter__(self) -> Self:
        """Start the copies."""
        for start, end in pairwise(self._bounds):
            self._copies.start(_read_plain(self._inputs[start:end]))
        return self

    def __exit__(self, *problem: object) -> None:
        """End what is still at work."""
        self._copies.__exit__(*problem)

    def finish(self) -> dict[str, File]:
        """Read the rest; all files by name."""
        files = [read_file(item.name, item.data) for item in self._inputs[: self._own]]
        for answer in self._copies.answers():
            files.extend(map(_file_of, answer))
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

    with Copies() as copies:
        for part in parts[1:]:
            copies.start(finding(part))
        # The first part has the rules over the whole set on top.
        found = list(find(inventory, selection, locator, parts[0]))
        for answer in copies.answers():
            found.extend(pickle.loads(answer))  # noqa: S301  written by the copy of this process above
    return found


def _start(work: Callable[[], Any]) -> Copy:
    """Make a copy of this process that does some work and writes the answer to a pipe; number 0 where none can be."""
    try:
        reader, writer = os.pipe()
    except OSError:
        return Copy(0, -1, work)
    try:
        pid = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return Copy(0, -1, work)
    if pid:
        os.close(writer)
        return Copy(pid, reader, work)
    status = 1
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(marshal.dumps(work()))
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is to be flushed or closed a second time


def _wait(copy: Copy) -> bytes | None:
    """What a copy has written; None where it ended before it was done."""
    data = bytearray()
    while part := os.read(copy.reader, PIPE):
        data += part
    os.close(copy.reader)
    _, status = os.waitpid(copy.pid, 0)
    return None if status else bytes(data)


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
