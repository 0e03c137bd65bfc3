"""Requests to one API server: authenticated, tried again where that is safe, answers decoded, errors in plain words."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from seatrial.kube.backoff import backoff_seconds
from seatrial.kube.connection import bracketed
from seatrial.kube.errors import ClusterError, Disconnected, ServerFailed, error_from_answer
from seatrial.kube.transport import Answer, Headers, Request, Transport

if TYPE_CHECKING:
    from seatrial.kube.access import ClusterAccess
    from seatrial.kube.auth import Authenticator, Ticket
    from seatrial.kube.http1 import Head
    from seatrial.resource import Manifest

JSON = "application/json"
ATTEMPTS = 6
TRIED_AGAIN = frozenset({429, 503})
Query = Mapping[str, str | int | bool]


def path_of(*segments: str) -> str:
    """`/api/v1/namespaces/demo` of its parts; nothing in a name can leave its segment."""
    return "".join("/" + quote(segment, safe="") for segment in segments)


class Session:
    """The way to one API server; made by `connect`.

    Args:
        access: the cluster and who we are.
        authenticator: gives the credentials.
        transport: carries the requests.
        user_agent: how the server's audit log names us.
        jitter: a random number from 0 to 1 at each call.
        sleep: waits that many seconds.

    Attributes:
        warnings: the server's warnings (deprecated versions, Pod Security …), each once, in order of arrival.

    """

    def __init__(
        self,
        access: ClusterAccess,
        authenticator: Authenticator,
        transport: Transport,
        *,
        user_agent: str,
        jitter: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.access = access
        self.warnings: dict[str, None] = {}
        self.jitter = jitter
        self.sleep = sleep
        self._authenticator = authenticator
        self._transport = transport
        server = urlsplit(access.server)
        self._prefix = server.path.rstrip("/")
        host = bracketed(server.hostname or "") + (f":{server.port}" if server.port else "")
        self._fixed: Headers = (("host", host), ("user-agent", user_agent), *access.user.impersonate)
        self._compressed = not is_loopback(server.hostname or "")

    async def request(
        self,
        method: str,
        path: str,
        *,
        what: str,
        query: Query | None = None,
        body: bytes | None = None,
        content_type: str = JSON,
        accept: str = JSON,
        replayable: bool = True,
        secret: bool = False,
    ) -> bytes:
        """Ask, and give the body of a successful answer.

        429, 503 and a broken connection are tried again, up to six times in all, if the request is replayable;
        401 once with new credentials; 403 never.

        Args:
            method: HTTP method.
            path: from `path_of`.
            what: what is tried, for the error: `read Node worker-1`.
            query: parameters of the request.
            body: what to send.
            content_type: of the body.
            accept: of the answer.
            replayable: doing it twice does no more than doing it once.
            secret: the body holds secret values, which errors must not show.

        Raises:
            ClusterError: the class tells the reason.

        """
        headers: Headers = (("accept", accept),)
        headers += (("content-type", content_type),) if body is not None else ()
        headers += (("accept-encoding", "gzip"),) if self._compressed else ()
        failures = 0
        while True:
            try:
                answer = await self._authenticated(method, self._target(path, query), headers, body, replayable)
                if answer.head.is_success:
                    return answer.body
                error = self._error(answer.head, answer.body, what, secret=secret)
            except Disconnected as broken:
                error = broken
            failures += 1
            again = isinstance(error, Disconnected) or error.status in TRIED_AGAIN
            if not (replayable and again and failures < ATTEMPTS):
                raise error
            await self.sleep(backoff_seconds(failures, self.jitter(), error.retry_after))

    async def read(self, path: str, *, what: str, query: Query | None = None, accept: str = JSON) -> Manifest:
        """GET, decoded, with unknown fields and all."""
        return decode(await self.request("GET", path, what=what, query=query, accept=accept), what)

    @contextlib.asynccontextmanager
    async def stream(
        self, path: str, *, what: str, query: Query | None = None, silence_seconds: float
    ) -> AsyncGenerator[AsyncIterator[bytes], None]:
        """GET whose answer comes in pieces over minutes: watches and followed logs.

        Raises:
            ClusterError: as for `request`, but nothing is tried again but a 401.

        """
        ticket = await self._authenticator.ticket()
        for last in (False, True):
            request = Request("GET", self._target(path, query), self._headers(ticket, (("accept", JSON),)))
            async with self._transport.stream(request, ticket.tls, silence_seconds=silence_seconds) as (head, pieces):
                self._collect_warnings(head)
                if head.is_success:
                    yield pieces
                    return
                if head.status != 401 or last or not self._authenticator.can_renew:  # noqa: PLR2004  unauthorized
                    body = b"".join([piece async for piece in pieces])
                    raise self._error(head, body, what)
            ticket = await self._authenticator.renew(ticket)

    async def close(self) -> None:
        await self._transport.close()

    async def _authenticated(
        self,
        method: str,
        target: str,
        headers: Headers,
        body: bytes | None,
        replayable: bool,  # noqa: FBT001  passed on
    ) -> Answer:
        ticket = await self._authenticator.ticket()
        answer = await self._send(ticket, Request(method, target, self._headers(ticket, headers), body, replayable))
        if answer.head.status == 401 and self._authenticator.can_renew:  # noqa: PLR2004  unauthorized
            ticket = await self._authenticator.renew(ticket)
            answer = await self._send(ticket, Request(method, target, self._headers(ticket, headers), body, replayable))
        self._collect_warnings(answer.head)
        return answer

    async def _send(self, ticket: Ticket, request: Request) -> Answer:
        return await self._transport.exchange(request, ticket.tls)

    def _headers(self, ticket: Ticket, headers: Headers) -> Headers:
        identity: Headers = (("authorization", ticket.authorization),) if ticket.authorization else ()
        return self._fixed + identity + headers

    def _target(self, path: str, query: Query | None) -> str:
        given = {key: value for key, value in (query or {}).items() if value is not False and value != ""}
        parameters = {key: "true" if value is True else value for key, value in given.items()}
        return self._prefix + path + (f"?{urlencode(parameters)}" if parameters else "")

    def _error(self, head: Head, body: bytes, what: str, *, secret: bool = False) -> ClusterError:
        wait = head.get("retry-after")
        return error_from_answer(
            head.status, body, what, secret=secret, retry_after=float(wait) if wait.isdecimal() else None
        )

    def _collect_warnings(self, head: Head) -> None:
        for warning in head.all("warning"):
            # `299 - "text"`, with an optional date in quotes behind it (RFC 7234, 5.5).
            _, _, text = warning.partition('"')
            self.warnings.setdefault(text.rpartition('"')[0].replace('\\"', '"') or warning)


def decode(body: bytes, what: str) -> Manifest:
    """The object in a successful answer.

    Raises:
        ServerFailed: it is none, which happens when something else than an API server listens there.

    """
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ServerFailed(
            f"Cannot {what}: the answer is no Kubernetes object.", fix="Check the server in the kubeconfig."
        ) from error


def is_loopback(host: str) -> bool:
    """Whether compressing answers would only cost time."""
    return host in {"localhost", "::1"} or host.startswith("127.")
