"""One connection to the API server, directly or through an HTTP proxy, and why it could not be made."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from seatrial.kube.errors import ClusterError, KubeconfigError, Unreachable
from seatrial.kube.http1 import ProtocolError, encode_request, read_head

if TYPE_CHECKING:
    from seatrial.kube.access import ClusterAccess

BUFFER = 256 * 1024
"""Bytes read ahead; the lists of a big cluster come in pieces of this size."""


@dataclass(slots=True)
class Connection:
    """An open connection; `idle_since` is the loop's time when it last became free, None before its first use."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    tls: ssl.SSLContext | None
    idle_since: float | None = None

    @property
    def is_usable(self) -> bool:
        return not self.reader.at_eof() and not self.writer.is_closing() and self.reader.exception() is None

    def abort(self) -> None:
        """Close at once: whatever the other side still sends is of no interest."""
        self.writer.transport.abort()


async def open_connection(access: ClusterAccess, tls: ssl.SSLContext | None, patience: float) -> Connection:
    """Connect.

    Args:
        access: the cluster.
        tls: how to verify the server; None for plain HTTP.
        patience: seconds for all of it: name, TCP, proxy and TLS.

    Raises:
        Unreachable: no connection, with the reason in plain words.
        KubeconfigError: the proxy is of a kind that we do not speak.

    """
    server = urlsplit(access.server)
    try:
        async with asyncio.timeout(patience):
            if access.proxy_url:
                return await open_through_proxy(access, server, tls)
            name = (access.tls_server_name or server.hostname) if tls else None
            reader, writer = await asyncio.open_connection(
                server.hostname, port_of(server), ssl=tls, server_hostname=name, limit=BUFFER
            )
            return Connection(reader, writer, tls)
    except (OSError, ProtocolError, EOFError) as error:
        raise explain(access, error, patience) from error


def port_of(url: SplitResult) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


async def open_through_proxy(access: ClusterAccess, server: SplitResult, tls: ssl.SSLContext | None) -> Connection:
    """Ask the proxy for a tunnel (CONNECT), and do TLS with the API server inside it."""
    proxy = urlsplit(access.proxy_url if "://" in access.proxy_url else f"http://{access.proxy_url}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise KubeconfigError(
            f"The proxy of {access.context} is not of the form http://host:port; others are not supported.",
            fix="Use an HTTP proxy in proxy-url or HTTPS_PROXY, or connect without one.",
        )
    reader, writer = await asyncio.open_connection(proxy.hostname, proxy.port or 80, limit=BUFFER)
    connection = Connection(reader, writer, tls)
    try:
        target = f"{bracketed(server.hostname or '')}:{port_of(server)}"
        headers = [("host", target)]
        if proxy.username:
            pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
            headers.append(("proxy-authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"))
        writer.write(encode_request("CONNECT", target, tuple(headers), None))
        head = await read_head(reader)
        if not head.is_success:
            raise ProtocolError(f"the proxy {proxy.hostname} answered {head.status}")
        if tls:
            await writer.start_tls(tls, server_hostname=access.tls_server_name or server.hostname)
    except BaseException:
        connection.abort()
        raise
    return connection


def bracketed(host: str) -> str:
    """An IPv6 address in brackets, as URLs and Host headers want it."""
    return f"[{host}]" if ":" in host else host


def explain(access: ClusterAccess, error: Exception, patience: float) -> ClusterError:
    """Why there is no connection, and what helps."""
    where = f"{access.server} (context {access.context})"
    if isinstance(error, TimeoutError):
        return Unreachable(
            f"{where} did not answer within {patience:g} seconds.", fix="Check the network, the VPN and the proxy."
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(
            f"The certificate of {where} cannot be trusted: {error.verify_message}.",
            fix="Check certificate-authority-data and tls-server-name in the kubeconfig; get it anew if the "
            "cluster was made anew.",
        )
    if isinstance(error, ssl.SSLError):
        return Unreachable(f"{where} does not speak TLS as expected: {error.reason}.", fix="Check the port in server.")
    if isinstance(error, socket.gaierror):
        return Unreachable(
            f"The name of {where} cannot be resolved.", fix="Check the address, the network and the VPN."
        )
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(
            f"Nothing listens at {where}.", fix="Start the cluster (for one on this machine: `seatrial up`)."
        )
    reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
    return Unreachable(f"No connection to {where}: {reason}.", fix="Check the network, the VPN and the proxy.")


async def close_quietly(connection: Connection) -> None:
    """Close in order, so that the loop has nothing left over when it ends."""
    connection.writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            await connection.writer.wait_closed()
