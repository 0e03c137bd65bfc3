"""A real etcd and kube-apiserver for the tests of the client: TLS, loopback, one for the session."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import time
import urllib.request
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from seatrial.kube.kubeconfig import load_access
from seatrial.local.binaries.locate import locate_binaries
from seatrial.local.events import ignore
from seatrial.local.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from seatrial.kube.access import ClusterAccess

START_TIMEOUT = 60.0
STATIC_TOKEN = "static-token-of-the-tests"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, PEM."""

    certificate: bytes
    key: bytes

    def write(self, stem: Path) -> None:
        for suffix, content in ((".crt", self.certificate), (".key", self.key)):
            path = stem.with_suffix(suffix)
            path.touch(mode=0o600)
            path.write_bytes(content)


class Authority:
    """The CA of the tests."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "seatrial-tests")])
        self._certificate = self._builder(self._name, self._key).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.pem = self._pair(self._certificate, self._key).certificate

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(minutes=5))
            .not_valid_after(now + dt.timedelta(days=1))
        )

    def _pair(self, builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> Pair:
        pem, pkcs8, plain = (
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        signed = builder.sign(self._key, hashes.SHA256())
        return Pair(signed.public_bytes(pem), key.private_bytes(pem, pkcs8, plain))

    def issue(self, user: str, group: str = "") -> Pair:
        """A certificate that serves on 127.0.0.1 and identifies `user` of `group`."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.NameAttribute(NameOID.COMMON_NAME, user)]
        names += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group)] if group else []
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        alternatives = x509.SubjectAlternativeName([address, x509.DNSName("localhost"), x509.DNSName("api.test")])
        return self._pair(self._builder(x509.Name(names), key).add_extension(alternatives, critical=False), key)


@dataclass(frozen=True, slots=True)
class ApiServer:
    """The API server of the session and who may talk to it."""

    url: str
    directory: Path
    authority: Authority
    binaries: Path
    etcd: str
    context: ssl.SSLContext

    def kubeconfig(self, user: dict[str, object], **cluster: object) -> dict[str, object]:
        """A kubeconfig with one context, `test`."""
        entry = {"server": self.url, "certificate-authority-data": encode(self.authority.pem), **cluster}
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "test", "cluster": entry}],
            "users": [{"name": "test", "user": user}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "current-context": "test",
        }

    def forget_before(self, revision: int) -> None:
        """Compact etcd: a watch of an uncached kind from an older version is answered 410 from now on."""
        body = json.dumps({"revision": revision, "physical": True}).encode()
        request = urllib.request.Request(f"{self.etcd}/v3/kv/compaction", data=body)
        with urllib.request.urlopen(request, context=self.context, timeout=10) as answer:
            assert answer.status == 200

    def certificate_user(self, name: str, group: str = "") -> dict[str, object]:
        pair = self.authority.issue(name, group)
        return {"client-certificate-data": encode(pair.certificate), "client-key-data": encode(pair.key)}


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def start(directory: Path, program: Path, flags: list[str]) -> subprocess.Popen[bytes]:
    with (directory / f"{program.name}.log").open("wb") as log:
        return subprocess.Popen([str(program), *flags], stdout=log, stderr=log, cwd=directory)


def etcd_flags(directory: Path, client: int, peer: int) -> list[str]:
    return [
        f"--data-dir={directory / 'etcd'}",
        f"--listen-client-urls=https://127.0.0.1:{client}",
        f"--advertise-client-urls=https://127.0.0.1:{client}",
        f"--listen-peer-urls=http://127.0.0.1:{peer}",
        f"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
        f"--initial-cluster=default=http://127.0.0.1:{peer}",
        f"--cert-file={directory / 'server.crt'}",
        f"--key-file={directory / 'server.key'}",
        f"--trusted-ca-file={directory / 'ca.crt'}",
        "--client-cert-auth",
        "--unsafe-no-fsync",
    ]


def api_server_flags(directory: Path, etcd: int, port: int) -> list[str]:
    return [
        f"--etcd-servers=https://127.0.0.1:{etcd}",
        f"--etcd-cafile={directory / 'ca.crt'}",
        f"--etcd-certfile={directory / 'server.crt'}",
        f"--etcd-keyfile={directory / 'server.key'}",
        "--bind-address=127.0.0.1",
        f"--secure-port={port}",
        f"--tls-cert-file={directory / 'server.crt'}",
        f"--tls-private-key-file={directory / 'server.key'}",
        f"--client-ca-file={directory / 'ca.crt'}",
        f"--token-auth-file={directory / 'tokens.csv'}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={directory / 'server.crt'}",
        f"--service-account-signing-key-file={directory / 'server.key'}",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--disable-admission-plugins=ServiceAccount",
        # Watches of this kind are served by etcd itself, so that a test can make the server forget.
        "--watch-cache-sizes=podtemplates#0",
    ]


def wait_until_ready(url: str, context: ssl.SSLContext, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", context=context, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the API server did not become ready: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def api_server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[ApiServer]:
    binaries = locate_binaries(Paths.from_environment(os.environ), ignore)
    directory = tmp_path_factory.mktemp("control-plane")
    server = authority.issue("server", "system:masters")
    server.write(directory / "server")
    (directory / "ca.crt").write_bytes(authority.pem)
    tokens = directory / "tokens.csv"
    tokens.touch(mode=0o600)
    tokens.write_text(f'{STATIC_TOKEN},robot,1,"system:masters"\n')
    client, peer, port = free_ports(3)
    url = f"https://127.0.0.1:{port}"
    processes = [start(directory, binaries["etcd"], etcd_flags(directory, client, peer))]
    try:
        processes.append(start(directory, binaries["kube-apiserver"], api_server_flags(directory, client, port)))
        context = ssl.create_default_context(cadata=authority.pem.decode())
        context.load_cert_chain(directory / "server.crt", directory / "server.key")
        wait_until_ready(url, context, processes[-1], directory / "kube-apiserver.log")
        yield ApiServer(url, directory, authority, binaries, f"https://127.0.0.1:{client}", context)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


class Relay:
    """Plain HTTP on one side, the real API server on the other; between them, the faults of a network.

    It carries one request a connection. `script` decides about each request: bytes are answered in the server's place,
    None lets it pass, and a number cuts the answer after so many bytes.
    """

    def __init__(self, server: ApiServer) -> None:
        self._server = server
        self._context = ssl.create_default_context(cadata=server.authority.pem.decode())
        self._arrival = asyncio.Condition()
        self.requests: list[str] = []
        self.script: list[bytes | int | None] = []
        self.break_watches = 0
        self.silent = False

    async def __aenter__(self) -> str:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                (int(line[16:]) for line in head.lower().split("\r\n") if line.startswith("content-length: ")), 0
            )
            body = await reader.readexactly(length)
            await self._remember(head.partition(" HTTP")[0])
            action = self.script.pop(0) if self.script else None
            if "watch=true" in head and self.break_watches:
                self.break_watches -= 1
                action = 700  # inside the first event or the second
            if self.silent:
                await asyncio.Event().wait()
            if isinstance(action, bytes):
                writer.write(action)
            else:
                await self._pass(head.replace("\r\n", "\r\nconnection: close\r\n", 1), body, writer, action)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _remember(self, request: str) -> None:
        self.requests.append(request)
        async with self._arrival:
            self._arrival.notify_all()

    @property
    def watches(self) -> int:
        return sum("watch=true" in request for request in self.requests)

    async def watched(self, times: int) -> None:
        """Wait until so many watches were asked for in all."""
        async with asyncio.timeout(20), self._arrival:
            await self._arrival.wait_for(lambda: self.watches >= times)

    async def _pass(self, head: str, body: bytes, writer: asyncio.StreamWriter, limit: int | None) -> None:
        host, port = self._server.url.removeprefix("https://").split(":")
        upstream, sink = await asyncio.open_connection(host, int(port), ssl=self._context)
        try:
            sink.write(head.encode() + body)
            while piece := await upstream.read(65536 if limit is None else min(limit, 65536)):
                writer.write(piece)
                await writer.drain()
                limit = None if limit is None else limit - len(piece)
                if limit == 0:
                    return
        finally:
            sink.transport.abort()


@pytest.fixture
def relay(api_server: ApiServer) -> Relay:
    return Relay(api_server)


@pytest.fixture
def administrator(api_server: ApiServer, tmp_path: Path) -> ClusterAccess:
    """Access with a client certificate of a cluster administrator."""
    return access_of(api_server.kubeconfig(api_server.certificate_user("admin", "system:masters")), tmp_path)


def access_of(kubeconfig: dict[str, object], folder: Path) -> ClusterAccess:
    file = folder / "kubeconfig"
    file.write_text(yaml.safe_dump(kubeconfig))
    return load_access(environment={}, home=folder, kubeconfig=file)


@pytest.fixture
def namespace(request: pytest.FixtureRequest) -> str:
    """A name of its own for each test, so that they can run side by side."""
    return f"t{zlib.crc32(request.node.nodeid.encode()):08x}"
