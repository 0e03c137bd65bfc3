"""The client against the real API server over a network with faults, which the relay puts in."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from seatrial.kube.access import ClusterAccess, User
from seatrial.kube.auth import Authenticator
from seatrial.kube.client import Client
from seatrial.kube.errors import Disconnected, Forbidden, ServerFailed, Throttled, Unauthorized, Unreachable
from seatrial.kube.session import Session
from seatrial.kube.transport import Transport
from seatrial.kube.watch import Change, WatchEvent, WatchTimes
from seatrial.resource import ResourceKey

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("api-server")]

BUSY = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\n{}"
DOWN = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"
UNKNOWN = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"
TOKEN = "static-token-of-the-tests"


def through(relay, scenario: Callable[[Client, list[float]], Awaitable[None]], **transport: float) -> list[float]:
    """Run the scenario; gives the pauses that the client made, none of which is really waited for."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    async def run() -> None:
        async with relay as url:
            access = ClusterAccess("relay", url, user=User(token=TOKEN))
            carrier = Transport(access, **transport)
            identity = Authenticator(access, environment={}, terminal=False)
            session = Session(access, identity, carrier, user_agent="test", jitter=lambda: 0.0, sleep=pause)
            await scenario(Client(session), pauses)
            await session.close()

    asyncio.run(run())
    return pauses


def settings(namespace: str, name: str) -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}}


def key(namespace: str, name: str) -> ResourceKey:
    return ResourceKey("", "ConfigMap", namespace, name)


async def make_namespace(client: Client, name: str) -> None:
    await client.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})


def test_a_busy_server_is_asked_again_when_it_wants(relay) -> None:
    async def scenario(client: Client, pauses: list[float]) -> None:
        relay.script = [BUSY, DOWN, None]
        assert await client.raw("/readyz") == b"ok"

    assert through(relay, scenario) == [3.1, 0.2]
    assert relay.requests == ["GET /readyz"] * 3


def test_a_server_that_stays_busy_is_reported(relay) -> None:
    async def scenario(client: Client, pauses: list[float]) -> None:
        relay.script = [BUSY] * 5 + [DOWN]
        with pytest.raises(ServerFailed):
            await client.raw("/readyz")

    assert len(through(relay, scenario)) == 5


def test_what_must_not_happen_twice_is_not_tried_twice(relay, namespace: str) -> None:
    async def scenario(client: Client, pauses: list[float]) -> None:
        await make_namespace(client, namespace)
        relay.script = [BUSY]
        with pytest.raises(Throttled):
            await client.create(settings(namespace, "a"))
        relay.script = [1]
        with pytest.raises(Disconnected):
            await client.create(settings(namespace, "a"))
        assert await client.find(key(namespace, "a"))  # and indeed it had taken effect

    assert through(relay, scenario) == []


def test_an_answer_that_is_cut_off_is_asked_for_again(relay, namespace: str) -> None:
    async def scenario(client: Client, pauses: list[float]) -> None:
        await make_namespace(client, namespace)
        relay.script = [1, 30, 400]
        assert (await client.apply(settings(namespace, "a")))["metadata"]["name"] == "a"

    assert len(through(relay, scenario)) == 3


def test_401_is_tried_again_only_with_new_credentials_and_403_never(relay, tmp_path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)

    async def ask(user: User, script: list) -> bytes:
        async with relay as url:
            relay.script, relay.requests = script, []
            access = ClusterAccess("relay", url, user=user)
            identity = Authenticator(access, environment={}, terminal=False)
            session = Session(access, identity, Transport(access), user_agent="test", jitter=lambda: 0.0)
            try:
                return await Client(session).raw("/readyz")
            finally:
                await session.close()

    assert asyncio.run(ask(User(token_file=token), [UNKNOWN])) == b"ok"
    with pytest.raises(Unauthorized):
        asyncio.run(ask(User(token_file=token), [UNKNOWN, UNKNOWN]))
    assert len(relay.requests) == 2
    with pytest.raises(Unauthorized):
        asyncio.run(ask(User(token=TOKEN), [UNKNOWN]))
    with pytest.raises(Forbidden):
        asyncio.run(ask(User(token_file=token), [UNKNOWN.replace(b"401", b"403")]))
    assert len(relay.requests) == 1


def test_a_silent_server_is_given_up_on(relay) -> None:
    async def scenario(client: Client, pauses: list[float]) -> None:
        relay.silent = True
        with pytest.raises(Disconnected, match="silent"):
            await client.raw("/readyz")

    assert len(through(relay, scenario, read_seconds=0.01)) == 5


def test_nobody_there_is_said_at_once() -> None:
    async def ask() -> None:
        access = ClusterAccess("gone", "http://127.0.0.1:1")
        session = Session(
            access,
            Authenticator(access, environment={}, terminal=False),
            Transport(access),
            user_agent="test",
            jitter=lambda: 0.0,
        )
        await Client(session).raw("/readyz")

    with pytest.raises(Unreachable, match=r"Nothing listens at http://127.0.0.1:1 \(context gone\)"):
        asyncio.run(ask())


def test_something_else_that_listens_there_is_said(relay) -> None:
    async def scenario(client: Client, pauses: list[float]) -> None:
        relay.script = [b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"] * 2
        with pytest.raises(ServerFailed, match="no Kubernetes object"):
            await client.discover()

    through(relay, scenario)


def test_a_list_whose_continuation_has_expired_is_read_again_whole(relay, namespace: str) -> None:
    gone = b'{"kind":"Status","code":410,"reason":"Expired","message":"old","metadata":{"continue":"x"}}'

    async def scenario(client: Client, pauses: list[float]) -> None:
        await make_namespace(client, namespace)
        for name in "abc":
            await client.apply(settings(namespace, name))
        resource = await client.type_of("", "ConfigMap")
        relay.script = [None, b"HTTP/1.1 410 Gone\r\nContent-Length: %d\r\n\r\n%s" % (len(gone), gone)]
        listing = await client.list(resource, namespace=namespace, page_size=1)
        assert [item["metadata"]["name"] for item in listing.items] == ["a", "b", "c"]

    through(relay, scenario)


class Follower:
    """Replays events and waits for a state, as a user of the watch would."""

    def __init__(self, events) -> None:
        self.events = events
        self.names: set[str] = set()
        self.changes: list[tuple[Change, str]] = []

    async def until(self, names: str | None = None, change: Change | None = None) -> None:
        async with asyncio.timeout(20):
            while True:
                event: WatchEvent = await anext(self.events)
                name = event.object["metadata"]["name"] if event.object else ""
                self.changes.append((event.change, name))
                if event.change is Change.DELETED:
                    self.names.remove(name)
                elif name:
                    self.names.add(name)
                if event.change is change or (names is not None and self.names == set(names)):
                    return


def watching(
    relay, namespace: str, scenario, *, times: WatchTimes | None = None, kind: str = "ConfigMap"
) -> list[float]:
    async def run(client: Client, pauses: list[float]) -> None:
        await make_namespace(client, namespace)
        resource = await client.type_of("", kind)
        async with contextlib.aclosing(client.watch(resource, namespace=namespace, times=times)) as events:
            await scenario(client, Follower(events))

    return through(relay, run)


def test_a_watch_tells_what_is_there_then_what_changes(relay, namespace: str) -> None:
    async def scenario(client: Client, follower: Follower) -> None:
        await client.apply(settings(namespace, "a"))
        await follower.until(change=Change.SYNCED)
        await client.apply(settings(namespace, "a") | {"data": {"x": "1"}})
        await client.apply(settings(namespace, "b"))
        await client.delete(key(namespace, "a"))
        await follower.until("b")
        assert follower.changes == [
            (Change.ADDED, "a"),
            (Change.SYNCED, ""),
            (Change.MODIFIED, "a"),
            (Change.ADDED, "b"),
            (Change.DELETED, "a"),
        ]

    assert watching(relay, namespace, scenario) == []


def test_a_broken_watch_goes_on_where_it_was(relay, namespace: str) -> None:
    async def scenario(client: Client, follower: Follower) -> None:
        await follower.until(change=Change.SYNCED)
        for name in "abcdef":
            await client.apply(settings(namespace, name))
        relay.break_watches = 3
        await follower.until("abcdef")
        assert [change for change, _ in follower.changes].count(Change.SYNCED) == 1
        assert relay.watches >= 3

    assert watching(relay, namespace, scenario)


def template(namespace: str, name: str, **labels: str) -> dict:
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "a", "image": "a"}]}}
    return settings(namespace, name) | {"kind": "PodTemplate", "template": pod}


def test_after_410_the_kind_is_listed_again_and_the_difference_told_deletions_included(
    api_server, relay, namespace: str
) -> None:
    async def scenario(client: Client, follower: Follower) -> None:
        for name in "abc":
            await client.apply(template(namespace, name))
        await follower.until(change=Change.SYNCED)
        await client.delete(ResourceKey("", "PodTemplate", namespace, "a"))
        await client.apply(template(namespace, "b", x="1"))
        newest = await client.apply(template(namespace, "d"))
        api_server.forget_before(int(newest["metadata"]["resourceVersion"]))
        await follower.until(change=Change.SYNCED)
        assert follower.changes[4:] == [
            (Change.DELETED, "a"),
            (Change.MODIFIED, "b"),
            (Change.ADDED, "d"),
            (Change.SYNCED, ""),
        ]
        await client.apply(template(namespace, "e"))
        await follower.until("bcde")

    assert watching(relay, namespace, scenario, kind="PodTemplate") == [0.1]


def test_a_watch_that_the_server_ends_is_resumed(relay, namespace: str) -> None:
    async def scenario(client: Client, follower: Follower) -> None:
        await client.apply(settings(namespace, "a"))
        await follower.until(change=Change.SYNCED)
        following = asyncio.create_task(follower.until("ab"))
        await relay.watched(2)
        await client.apply(settings(namespace, "b"))
        await following
        assert follower.changes[-1] == (Change.ADDED, "b")
        assert [change for change, _ in follower.changes].count(Change.SYNCED) == 1

    assert watching(relay, namespace, scenario, times=WatchTimes(server=1))


def test_a_silent_watch_is_renewed(relay, namespace: str) -> None:
    async def scenario(client: Client, follower: Follower) -> None:
        await follower.until(change=Change.SYNCED)
        following = asyncio.create_task(follower.until("a"))
        await relay.watched(3)
        await client.apply(settings(namespace, "a"))
        await following

    pauses = watching(relay, namespace, scenario, times=WatchTimes(silence=0.05))
    assert pauses[:2] == [0.1, 0.2]


def test_a_watch_that_is_not_allowed_ends_with_the_reason(relay, namespace: str) -> None:
    async def scenario(client: Client, follower: Follower) -> None:
        relay.script = [UNKNOWN.replace(b"401", b"403")]
        with pytest.raises(Forbidden):
            await follower.until(change=Change.SYNCED)

    watching(relay, namespace, scenario)
