"""Connections to a server on loopback that does what the test says, byte for byte."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from seatrial.kube.access import ClusterAccess
from seatrial.kube.auth import tls_context
from seatrial.kube.errors import ClusterError, Disconnected, KubeconfigError, Unreachable
from seatrial.kube.transport import Request, Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
GET = Request("GET", "/", (("host", "a"),))
POST = Request("POST", "/", (("host", "a"),), b"{}", replayable=False)
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, int], Awaitable[None]]


def with_server(serve: Serve, scenario: Callable[[str], Awaitable[None]], *, tls=None) -> int:
    """Run the scenario with the server's address; `serve` gets the connection's number. Gives how many there were."""
    connections = 0

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            await serve(reader, writer, connections)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def run() -> None:
        async with await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls) as server:
            await scenario(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")

    asyncio.run(run())
    return connections


async def receive(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
    while await receive(reader):
        writer.write(OK)


def test_a_connection_is_used_again() -> None:
    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"))
        for _ in range(5):
            assert (await transport.exchange(GET, None)).body == b"ok"
        await transport.close()

    assert with_server(answer_all, scenario) == 1


def test_never_more_requests_at_once_than_agreed() -> None:
    running, most = 0, 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        nonlocal running, most
        while await receive(reader):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            writer.write(OK)

    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"), size=3)
        await asyncio.gather(*(transport.exchange(GET, None) for _ in range(20)))
        await transport.close()

    assert with_server(serve, scenario) <= 3
    assert most <= 3


def test_a_kept_connection_that_the_server_closed_costs_nothing() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await receive(reader)
        writer.write(OK)
        if number == 1:
            await receive(reader)  # the second request is on its way when the server closes
            writer.transport.abort()

    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"))
        for _ in range(2):
            assert (await transport.exchange(GET, None)).body == b"ok"
        await transport.close()

    assert with_server(serve, scenario) == 2


def test_what_must_not_be_done_twice_gets_a_connection_of_its_own() -> None:
    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"))
        await transport.exchange(GET, None)
        await transport.exchange(POST, None)
        await transport.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        while b"POST" not in await receive(reader):
            writer.write(OK)
        await reader.readexactly(2)
        writer.write(OK)

    assert with_server(serve, scenario) == 2


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200", OK[:-1], b"SSH-2.0-x\r\n\r\n"])
def test_a_connection_that_ends_early_is_said(sent: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await receive(reader)
        writer.write(sent)

    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"))
        with pytest.raises(Disconnected):
            await transport.exchange(GET, None)
        await transport.close()

    assert with_server(serve, scenario) == 1


def test_a_slow_answer_that_goes_on_is_waited_for() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await receive(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(4):
            await asyncio.sleep(0.05)
            writer.write(b"1\r\nx\r\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"), read_seconds=0.15)
        assert (await transport.exchange(GET, None)).body == b"xxxx"
        await transport.close()

    with_server(serve, scenario)


def test_a_request_that_is_cancelled_does_not_leave_its_answer_for_the_next() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await receive(reader)
        if number == 1:
            await asyncio.sleep(0.05)
        writer.write(OK.replace(b"ok", b"%02d" % number))
        await writer.drain()

    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", f"http://{address}"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(transport.exchange(GET, None), 0.01)
        assert (await transport.exchange(GET, None)).body == b"02"
        await transport.close()

    with_server(serve, scenario)


@pytest.mark.parametrize("secured", [False, True])
def test_a_proxy_is_asked_for_a_tunnel_in_which_tls_is_end_to_end(authority, tmp_path, *, secured: bool) -> None:
    heads: list[bytes] = []
    pair = authority.issue("server")
    pair.write(tmp_path / "server")
    (tmp_path / "both.pem").write_bytes(pair.certificate + pair.key)

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        import ssl

        heads.append(await receive(reader))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        if secured:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tmp_path / "both.pem")
            await writer.start_tls(context)
        await answer_all(reader, writer, 1)

    async def scenario(address: str) -> None:
        server = "https://api.test:6443" if secured else "http://api.test:6443"
        access = ClusterAccess("t", server, authority=authority.pem, proxy_url=f"http://u:p%40@{address}")
        transport = Transport(access)
        assert (await transport.exchange(GET, tls_context(access))).body == b"ok"
        await transport.close()

    with_server(proxy, scenario)
    assert heads == [
        b"CONNECT api.test:6443 HTTP/1.1\r\nhost: api.test:6443\r\nproxy-authorization: Basic dTpwQA==\r\n\r\n"
    ]


def test_a_proxy_that_refuses_is_named_without_its_password() -> None:
    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await receive(reader)
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

    async def scenario(address: str) -> None:
        transport = Transport(ClusterAccess("t", "http://api.test", proxy_url=f"http://u:hunter2@{address}"))
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1 answered 407") as caught:
            await transport.exchange(GET, None)
        assert "hunter2" not in str(caught.value)

    with_server(proxy, scenario)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "https://127.0.0.1:3128"])
def test_other_proxies_are_refused_clearly(proxy: str) -> None:
    async def ask() -> None:
        await Transport(ClusterAccess("t", "http://a", proxy_url=proxy)).exchange(GET, None)

    with pytest.raises(KubeconfigError, match="proxy"):
        asyncio.run(ask())


def test_plain_http_where_tls_is_expected_and_names_that_do_not_resolve() -> None:
    async def scenario(address: str) -> None:
        access = ClusterAccess("t", f"https://{address}")
        with pytest.raises(Unreachable, match="TLS"):
            await Transport(access).exchange(GET, tls_context(access))
        with pytest.raises(ClusterError, match="cannot be resolved"):
            await Transport(ClusterAccess("t", "http://gone.invalid")).exchange(GET, None)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with_server(serve, scenario)
