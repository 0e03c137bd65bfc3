"""HTTP/1.1 as an API server speaks it: a request as bytes, and an answer read from a stream.

Why not a library: `docs/decisions/0002-kubernetes-client.md`.
"""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

MAX_HEAD = 64 * 1024
PIECE = 64 * 1024
BODILESS = frozenset({204, 304})


class ProtocolError(Exception):
    """The other side does not speak HTTP/1.1, or stopped in the middle; never leaves this package."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer; names in lower case, repeated ones in order."""

    status: int
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The first header of that name; empty when absent."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    @property
    def is_success(self) -> bool:
        """An API server does not redirect: what is not 2xx is an error."""
        return 200 <= self.status < 300  # noqa: PLR2004  the successful answers

    @property
    def keeps_open(self) -> bool:
        return not any("close" in value.lower() for value in self.all("connection"))


def encode_request(method: str, target: str, headers: tuple[tuple[str, str], ...], body: bytes | None) -> bytes:
    """The request, whole.

    Raises:
        ValueError: a line break in the target or a header, by which a value could become another request.

    """
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body is not None:
        lines.append(f"content-length: {len(body)}")
    if any("\r" in line or "\n" in line for line in lines) or " " in target:
        raise ValueError("a line break or blank in an HTTP header")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


async def read_head(stream: asyncio.StreamReader) -> Head:
    """The head of the final answer; interim ones (1xx) are passed over.

    Raises:
        ProtocolError: it is not the head of an HTTP/1.1 answer.
        EOFError: the connection ended before its first byte.

    """
    while True:
        try:
            head = parse_head(await stream.readuntil(b"\r\n\r\n"))
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                raise EOFError from error
            raise ProtocolError("the answer ended inside its headers") from error
        except asyncio.LimitOverrunError as error:
            raise ProtocolError("the headers are too long") from error
        if head.status >= 200:  # noqa: PLR2004  the interim answers
            return head


def parse_head(content: bytes) -> Head:
    first, *lines = content[:-4].decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if version not in {"HTTP/1.1", "HTTP/1.0"} or not rest[:3].isdigit() or rest[3:4] not in {"", " "}:
        raise ProtocolError("the answer is not HTTP/1.1")
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise ProtocolError("the answer has a broken header")
        headers.append((name.lower(), value.strip(" \t")))
    if version == "HTTP/1.0":
        headers.append(("connection", "close"))
    return Head(int(rest[:3]), tuple(headers))


async def iterate_body(stream: asyncio.StreamReader, head: Head) -> AsyncGenerator[bytes, None]:
    """The body piece by piece, as it comes in.

    Raises:
        ProtocolError: the body is cut off or not framed as HTTP/1.1 prescribes.

    """
    if head.status in BODILESS:
        return
    try:
        if "chunked" in head.get("transfer-encoding").lower():
            while size := chunk_size(await stream.readuntil(b"\r\n")):
                yield await stream.readexactly(size)
                if await stream.readexactly(2) != b"\r\n":
                    raise ProtocolError("a chunk is longer than it says")
            while await stream.readuntil(b"\r\n") != b"\r\n":
                pass  # trailers
        elif length := head.get("content-length"):
            rest = content_length(length)
            while rest:
                piece = await stream.readexactly(min(rest, PIECE))
                rest -= len(piece)
                yield piece
        else:  # up to the end of the connection: only proxies do this
            while piece := await stream.read(PIECE):
                yield piece
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ProtocolError("the answer was cut off") from error


def chunk_size(line: bytes) -> int:
    digits = line[:-2].partition(b";")[0].strip()
    try:
        if not digits.isalnum():
            raise ValueError
        return int(digits, 16)
    except ValueError as error:
        raise ProtocolError("a chunk has no size") from error


def content_length(text: str) -> int:
    if not text.isdecimal() or not text.isascii():
        raise ProtocolError("the answer has a broken content-length")
    return int(text)


def is_framed(head: Head) -> bool:
    """Whether the end of the body shows without the end of the connection."""
    return bool(
        head.status in BODILESS or head.get("content-length") or "chunked" in head.get("transfer-encoding").lower()
    )


def decompress(head: Head, body: bytes) -> bytes:
    """The body as it was before `content-encoding: gzip`.

    Raises:
        ProtocolError: it is not gzip.

    """
    if head.get("content-encoding") != "gzip":
        return body
    try:
        return zlib.decompress(body, wbits=31)
    except zlib.error as error:
        raise ProtocolError("the answer is not the gzip it says") from error
