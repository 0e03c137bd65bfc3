"""What a watcher knows is what the server has, whatever lists, events, gaps and repetitions it went through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from seatrial.kube.errors import Expired, ServerFailed
from seatrial.kube.watch import Change, WatchEvent, WatchState


def thing(name: str, version: int, uid: str = "u") -> dict[str, Any]:
    return {"kind": "Thing", "metadata": {"name": name, "namespace": "n", "uid": uid, "resourceVersion": str(version)}}


def line(kind: str, item: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "object": item}).encode()


class Watching(RuleBasedStateMachine):
    """A server's objects and history on one side, a follower that only sees the emitted events on the other."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.version = WatchState(), 0
        self.server: dict[str, dict[str, Any]] = {}
        self.history: list[bytes] = []
        self.followed: dict[str, dict[str, Any]] = {}
        self.synced = False

    def follow(self, events: list[WatchEvent]) -> None:
        for event in events:
            if event.change is Change.SYNCED:
                self.synced = True
                continue
            name = event.object["metadata"]["name"]
            if event.change is Change.DELETED:
                del self.followed[name]  # never of something unknown
                continue
            assert (name in self.followed) == (event.change is Change.MODIFIED)
            assert self.followed.get(name) != event.object
            self.followed[name] = event.object

    def change(self, kind: str, item: dict[str, Any]) -> None:
        self.history.append(line(kind, item))

    @rule(name=st.sampled_from("abc"))
    def put(self, name: str) -> None:
        self.version += 1
        old = self.server.get(name)
        self.server[name] = thing(name, self.version, old["metadata"]["uid"] if old else f"u{self.version}")
        self.change("MODIFIED" if old else "ADDED", self.server[name])

    @rule(name=st.sampled_from("abc"))
    def remove(self, name: str) -> None:
        if name in self.server:
            self.version += 1
            gone = self.server.pop(name)
            self.change("DELETED", thing(name, self.version, gone["metadata"]["uid"]))

    @rule()
    def bookmark(self) -> None:
        item = {"kind": "Thing", "metadata": {"resourceVersion": str(self.version)}}
        self.follow(self.state.received(line("BOOKMARK", item)) if self.synced and not self.history else [])

    @rule()
    def stream(self) -> None:
        """All that happened since the last place arrives."""
        if self.synced and self.state.resource_version:
            for each in self.history:
                self.follow(self.state.received(each))
            self.history.clear()

    @rule(lost=st.booleans())
    def relist(self, *, lost: bool) -> None:
        """410: the server has forgotten what happened meanwhile."""
        if lost:
            self.state.expired()
        self.follow(self.state.listed(list(self.server.values()), str(self.version)))
        self.history.clear()

    @invariant()
    def nothing_is_missing_once_all_has_arrived(self) -> None:
        if self.synced and not self.history:
            assert self.followed == self.server
            assert self.state.resource_version in {str(self.version), ""}


TestWatching = Watching.TestCase
TestWatching.settings = settings(deadline=None, max_examples=60, stateful_step_count=25)


def test_one_deleted_and_made_anew_during_a_gap_is_both() -> None:
    state = WatchState()
    state.listed([thing("a", 1, "old")], "1")
    events = state.listed([thing("a", 5, "new")], "5")
    assert [(event.change, event.object["metadata"]["uid"]) for event in events[:-1]] == [
        (Change.DELETED, "old"),
        (Change.ADDED, "new"),
    ]


def test_an_error_in_the_stream_is_raised_as_what_it_is() -> None:
    state = WatchState()
    with pytest.raises(Expired):
        state.received(line("ERROR", {"kind": "Status", "code": 410, "reason": "Expired", "message": "too old"}))
    with pytest.raises(ServerFailed):
        state.received(line("ERROR", {"kind": "Status", "code": 500, "message": "oh"}))


def test_what_was_seen_already_is_not_told_again() -> None:
    state = WatchState()
    state.listed([thing("a", 3)], "3")
    assert state.received(line("ADDED", thing("a", 3))) == []
    assert state.received(line("DELETED", thing("never-seen", 4))) == []
    assert state.resource_version == "4"
