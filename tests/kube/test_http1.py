"""Our HTTP/1.1 against h11, which serves as the oracle."""

from __future__ import annotations

import asyncio
import contextlib
import gzip

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.kube.http1 import Head, ProtocolError, decompress, encode_request, is_framed, iterate_body, read_head


def receive(content: bytes) -> tuple[Head, bytes, bytes]:
    """Head, body and what is left over of an answer that arrives before the connection ends."""

    async def scenario() -> tuple[Head, bytes, bytes]:
        stream = asyncio.StreamReader()
        stream.feed_data(content)
        stream.feed_eof()
        head = await read_head(stream)
        body = b"".join([piece async for piece in iterate_body(stream, head)])
        return head, body, await stream.read()

    return asyncio.run(scenario())


def serve(status: int, body: list[bytes], *, chunked: bool) -> bytes:
    """An answer as h11 writes it."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    server.next_event()
    length = [] if chunked else [("content-length", str(sum(map(len, body))))]
    sent = server.send(h11.Response(status_code=status, headers=[("x-a", "b"), *length]))
    for piece in body:
        sent += server.send(h11.Data(data=piece))
    return sent + server.send(h11.EndOfMessage())


names = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True).filter(
    lambda name: name not in {"content-length", "transfer-encoding", "host", "connection", "expect", "upgrade"}
)
texts = st.from_regex(r"([!-~]([ -~]{0,20}[!-~])?)?", fullmatch=True)


@settings(deadline=None)
@given(
    status=st.sampled_from([200, 201, 404, 500]),
    body=st.lists(st.binary(max_size=300), max_size=4),
    chunked=st.booleans(),
)
def test_answers_are_read_as_they_were_sent(status: int, body: list[bytes], *, chunked: bool) -> None:
    head, received, rest = receive(serve(status, body, chunked=chunked) + b"next")
    assert (head.status, head.get("x-a"), received, rest) == (status, "b", b"".join(body), b"next")
    assert is_framed(head)
    assert head.keeps_open


@settings(deadline=None)
@given(
    method=st.sampled_from(["GET", "PATCH", "DELETE"]),
    target=st.from_regex(r"/[!-~]{0,30}", fullmatch=True),
    headers=st.lists(st.tuples(names, texts), max_size=4),
    body=st.none() | st.binary(max_size=200),
)
def test_requests_are_understood(method: str, target: str, headers: list[tuple[str, str]], body: bytes | None) -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(encode_request(method, target, (("host", "a"), *headers), body))
    request = server.next_event()
    assert (request.method.decode(), request.target.decode()) == (method, target)
    seen = [
        (name.decode(), value.decode()) for name, value in request.headers if name not in {b"host", b"content-length"}
    ]
    assert seen == headers
    received = b""
    while isinstance(event := server.next_event(), h11.Data):
        received += event.data
    assert received == (body or b"")


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nb", "a\rb"])
def test_no_value_becomes_another_header(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        encode_request("GET", "/", (("authorization", value),), None)
    with pytest.raises(ValueError, match="line break"):
        encode_request("GET", f"/{value}", (), None)


@settings(deadline=None)
@given(body=st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=3), chunked=st.booleans(), data=st.data())
def test_an_answer_that_is_cut_off_is_never_taken_for_whole(
    body: list[bytes], *, chunked: bool, data: st.DataObject
) -> None:
    whole = serve(200, body, chunked=chunked)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(EOFError if cut == 0 else ProtocolError):
        receive(whole[:cut])


@settings(deadline=None)
@given(st.binary(max_size=200) | st.from_regex(rb"HTTP/1.1 200 OK\r\n.{0,20}\r\n\r\n.{0,20}", fullmatch=True))
def test_noise_gives_an_answer_or_a_protocol_error(noise: bytes) -> None:
    with contextlib.suppress(ProtocolError, EOFError):
        assert receive(noise)[0].status >= 200


def test_interim_answers_are_passed_over() -> None:
    assert receive(b"HTTP/1.1 100 Continue\r\n\r\n" + serve(201, [], chunked=False))[0].status == 201


def test_an_answer_without_length_ends_with_the_connection_and_keeps_none_open() -> None:
    head, body, _ = receive(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it")
    assert body == b"all of it"
    assert not is_framed(head)
    assert not head.keeps_open


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_gzip_is_undone(body: bytes) -> None:
    assert decompress(Head(200, (("content-encoding", "gzip"),)), gzip.compress(body)) == body
    assert decompress(Head(200, ()), body) == body


def test_what_is_not_gzip_is_refused() -> None:
    with pytest.raises(ProtocolError):
        decompress(Head(200, (("content-encoding", "gzip"),)), b"plain")
