"""Requests over a pool of kept-open connections, each request bounded in time."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.kube.connection import Connection, close_quietly, open_connection
from seatrial.kube.errors import Disconnected
from seatrial.kube.http1 import Head, ProtocolError, decompress, encode_request, is_framed, iterate_body, read_head

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator

    from seatrial.kube.access import ClusterAccess

KEEP_SECONDS = 60.0
"""Load balancers forget idle connections without a word, the strictest after little more than a minute."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask; `replayable` if doing it twice does no more than doing it once."""

    method: str
    target: str
    headers: Headers
    body: bytes | None = None
    replayable: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    head: Head
    body: bytes


class Transport:
    """The connections to one API server.

    Args:
        access: the cluster.
        size: requests under way at once; more wait. Streams do not count, since a watch lasts for minutes.
        connect_seconds: for making a connection.
        read_seconds: silence after which a connection counts as dead.

    """

    def __init__(
        self, access: ClusterAccess, *, size: int = 32, connect_seconds: float = 5.0, read_seconds: float = 30.0
    ) -> None:
        self._access = access
        self._size = size
        self._slots = asyncio.Semaphore(size)
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._idle: list[Connection] = []

    async def exchange(self, request: Request, tls: ssl.SSLContext | None) -> Answer:
        """Send the request and read the whole answer.

        Raises:
            Unreachable: no connection.
            Disconnected: the connection broke or fell silent.

        """
        content = encode_request(request.method, request.target, request.headers, request.body)
        async with self._slots:
            # The server may close a kept connection while a request is on its way: then it is sent again, and a
            # request that must not be done twice gets a connection of its own.
            if request.replayable and (kept := self._take(tls)):
                with contextlib.suppress(EOFError, ConnectionError):
                    return await self._exchange_on(kept, content)
            connection = await open_connection(self._access, tls, self._connect_seconds)
            try:
                return await self._exchange_on(connection, content)
            except (EOFError, ConnectionError) as error:
                raise self._disconnected("closed the connection without an answer") from error

    async def _exchange_on(self, connection: Connection, content: bytes) -> Answer:
        try:
            async with asyncio.timeout(self._read_seconds) as patience:
                connection.writer.write(content)
                await connection.writer.drain()
                head = await read_head(connection.reader)
                pieces: list[bytes] = []
                async for piece in iterate_body(connection.reader, head):
                    pieces.append(piece)
                    patience.reschedule(asyncio.get_running_loop().time() + self._read_seconds)
                answer = Answer(head, decompress(head, b"".join(pieces)))
        except TimeoutError as error:
            connection.abort()
            raise self._disconnected(f"was silent for {self._read_seconds:g} seconds") from error
        except (ProtocolError, ssl.SSLError) as error:
            connection.abort()
            raise self._disconnected(f"broke off: {error}") from error
        except BaseException:
            connection.abort()
            raise
        self._keep(connection, head)
        return answer

    @contextlib.asynccontextmanager
    async def stream(
        self, request: Request, tls: ssl.SSLContext | None, *, silence_seconds: float
    ) -> AsyncGenerator[tuple[Head, AsyncIterator[bytes]], None]:
        """Send the request and hand over the answer while it comes in, over a connection of its own.

        Raises:
            Unreachable: no connection.
            Disconnected: the connection broke, or brought nothing for `silence_seconds`.

        """
        connection = await open_connection(self._access, tls, self._connect_seconds)
        try:
            with self._broken_as_disconnected():
                async with asyncio.timeout(self._read_seconds):
                    connection.writer.write(
                        encode_request(request.method, request.target, request.headers, request.body)
                    )
                    head = await read_head(connection.reader)
            yield head, self._pieces(connection, head, silence_seconds)
        finally:
            connection.abort()

    async def _pieces(self, connection: Connection, head: Head, silence_seconds: float) -> AsyncIterator[bytes]:
        async with contextlib.aclosing(iterate_body(connection.reader, head)) as pieces:
            while True:
                with self._broken_as_disconnected():
                    async with asyncio.timeout(silence_seconds):
                        piece = await anext(pieces, b"")
                if not piece:
                    return
                yield piece

    @contextlib.contextmanager
    def _broken_as_disconnected(self) -> Generator[None, None, None]:
        try:
            yield
        except (EOFError, ProtocolError, OSError) as error:  # TimeoutError and SSLError are OSErrors
            raise self._disconnected("broke off or fell silent") from error

    def _take(self, tls: ssl.SSLContext | None) -> Connection | None:
        oldest = asyncio.get_running_loop().time() - KEEP_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable and connection.tls is tls and (connection.idle_since or 0) > oldest:
                return connection
            connection.abort()
        return None

    def _keep(self, connection: Connection, head: Head) -> None:
        if head.keeps_open and is_framed(head) and len(self._idle) < self._size:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.abort()

    def _disconnected(self, what: str) -> Disconnected:
        return Disconnected(
            f"{self._access.server} (context {self._access.context}) {what}.",
            fix="Run the command again; what it asked for may have taken effect.",
        )

    async def close(self) -> None:
        """Close the connections that wait; those in use end with their requests."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(close_quietly(connection) for connection in idle))
