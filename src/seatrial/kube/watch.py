"""Follow all objects of a kind: what there is, then every change, with nothing lost when the stream breaks."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from seatrial.kube.backoff import backoff_seconds
from seatrial.kube.errors import (
    ClusterError,
    Disconnected,
    Expired,
    ServerFailed,
    Throttled,
    Unreachable,
    error_from_answer,
)
from seatrial.kube.listing import Selection, read_list

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from seatrial.kube.session import Session
    from seatrial.resource import Manifest

PASSING: tuple[type[ClusterError], ...] = (Disconnected, Unreachable, Throttled, ServerFailed)


class Change(StrEnum):
    """`SYNCED` comes once after each complete list: from then on the follower knows the present state."""

    ADDED = "ADDED"
    MODIFIED = "MODIFIED"
    DELETED = "DELETED"
    SYNCED = "SYNCED"


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One change; `object` is the object after it, or for DELETED its last known state, and empty for SYNCED."""

    change: Change
    object: Manifest


class WatchState:
    """What a watcher knows, without any input or output: lists and stream events in, changes out.

    Replaying the changes always gives the objects of the last list and the events since, whatever broke in between.

    Attributes:
        resource_version: from where to go on; empty when only a new list can tell.

    """

    def __init__(self) -> None:
        self.resource_version = ""
        self._known: dict[tuple[str, str], Manifest] = {}

    def listed(self, items: Iterable[Manifest], resource_version: str) -> list[WatchEvent]:
        """Take a complete list; gives the difference to what was known, deletions included, and SYNCED."""
        present = {identity(item): item for item in items}
        gone = [key for key in self._known if key not in present]
        events = [WatchEvent(Change.DELETED, self._known.pop(key)) for key in gone]
        for item in present.values():
            events += self._seen(item)
        self.resource_version = resource_version
        return [*events, WatchEvent(Change.SYNCED, {})]

    def received(self, line: bytes) -> list[WatchEvent]:
        """Take a line of the stream.

        Raises:
            Expired: the server has forgotten where we were: list again.
            ClusterError: the server ends the stream with another error.
            msgspec.DecodeError: the line is not JSON, which only a broken connection leaves behind.

        """
        event = msgspec.json.decode(line)
        kind, item = event["type"], event["object"]
        if kind == "ERROR":
            self._refused(item)
        self.resource_version = item["metadata"]["resourceVersion"]
        if kind == "BOOKMARK":
            return []
        if kind == "DELETED":
            known = self._known.pop(identity(item), None)
            return [WatchEvent(Change.DELETED, item)] if known else []
        return self._seen(item)

    def expired(self) -> None:
        """Forget the place in the stream, not the objects: the next list is compared with them."""
        self.resource_version = ""

    def _seen(self, item: Manifest) -> list[WatchEvent]:
        key, metadata = identity(item), item["metadata"]
        known = self._known.get(key)
        self._known[key] = item
        if known is None:
            return [WatchEvent(Change.ADDED, item)]
        if known["metadata"].get("uid") != metadata.get("uid"):  # deleted and made anew while we were away
            return [WatchEvent(Change.DELETED, known), WatchEvent(Change.ADDED, item)]
        if known["metadata"].get("resourceVersion") == metadata.get("resourceVersion"):
            return []
        return [WatchEvent(Change.MODIFIED, item)]

    def _refused(self, status: dict[str, Any]) -> None:
        raise error_from_answer(int(status.get("code") or 500), msgspec.json.encode(status), "go on watching")


def identity(item: Manifest) -> tuple[str, str]:
    metadata = item["metadata"]
    return metadata.get("namespace", ""), metadata["name"]


@dataclass(frozen=True, slots=True)
class WatchTimes:
    """When a watch is renewed, in seconds.

    Attributes:
        server: after which the server ends the stream; it is then resumed where it ended.
        silence: without event or bookmark, after which the connection counts as dead. Bookmarks come every minute.

    """

    server: int = 300
    silence: float = 90.0


async def watch(
    session: Session, selection: Selection, *, times: WatchTimes | None = None
) -> AsyncGenerator[WatchEvent, None]:
    """Events without end: first all objects as ADDED, then SYNCED, then changes as they happen.

    Broken streams are resumed from the last event or bookmark; where the server has forgotten that (410), the kind is
    listed again and the difference emitted. Close the generator (`contextlib.aclosing`) to stop.

    Args:
        session: the way to the server.
        selection: what to watch.
        times: when to renew.

    Raises:
        ClusterError: what waiting does not mend: no permission, no such kind, unreachable at the very first list.

    """
    state, times, failures, reached = WatchState(), times or WatchTimes(), 0, False
    while True:
        retry_after = None
        try:
            if not state.resource_version:
                listing = await read_list(session, selection)
                for event in state.listed(listing.items, listing.resource_version):
                    yield event
                reached = True
            async with contextlib.aclosing(stream_lines(session, selection, state.resource_version, times)) as lines:
                async for line in lines:
                    for event in state.received(line):
                        yield event
                    failures = 0
        except Expired:
            state.expired()
        except (*PASSING, msgspec.DecodeError) as error:
            if not reached:
                raise
            retry_after = error.retry_after if isinstance(error, ClusterError) else None
        # Also after a stream that ended in order: a proxy that ends each at once must not make us hammer the server.
        failures += 1
        await session.sleep(backoff_seconds(failures, session.jitter(), retry_after))


async def stream_lines(
    session: Session, selection: Selection, resource_version: str, times: WatchTimes
) -> AsyncGenerator[bytes, None]:
    """The lines of one watch request, each an event."""
    query = {
        **selection.query,
        "watch": True,
        "allowWatchBookmarks": True,
        "resourceVersion": resource_version,
        "timeoutSeconds": times.server,
    }
    what = f"watch {selection.type.plural}"
    async with session.stream(selection.path, what=what, query=query, silence_seconds=times.silence) as pieces:
        rest = b""
        async for piece in pieces:
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                if line.strip():
                    yield line
