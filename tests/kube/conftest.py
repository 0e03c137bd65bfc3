"""A real etcd and kube-apiserver for the tests of the client: TLS, loopback, one for the session."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from platformdirs import user_cache_path

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
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(minutes=5))
            .not_valid_after(now + datetime.timedelta(days=1))
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

    def certificate_user(self, name: str, group: str = "") -> dict[str, object]:
        pair = self.authority.issue(name, group)
        return {"client-certificate-data": encode(pair.certificate), "client-key-data": encode(pair.key)}


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def find_binaries() -> Path | None:
    """`SEATRIAL_KUBERNETES_BIN`, or any folder of the cache that holds both programs."""
    named = os.environ.get("SEATRIAL_KUBERNETES_BIN")
    cached = sorted(path.parent for path in user_cache_path("seatrial").glob("**/kube-apiserver"))
    for folder in ([Path(named)] if named else []) + cached:
        if all(shutil.which(name, path=str(folder)) for name in ("etcd", "kube-apiserver")):
            return folder
    return None


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
def api_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no etcd and kube-apiserver: set SEATRIAL_KUBERNETES_BIN or fill the cache")
    directory = tmp_path_factory.mktemp("control-plane")
    authority = Authority()
    server = authority.issue("server", "system:masters")
    server.write(directory / "server")
    (directory / "ca.crt").write_bytes(authority.pem)
    tokens = directory / "tokens.csv"
    tokens.touch(mode=0o600)
    tokens.write_text(f'{STATIC_TOKEN},robot,1,"system:masters"\n')
    client, peer, port = free_ports(3)
    url = f"https://127.0.0.1:{port}"
    processes = [start(directory, binaries / "etcd", etcd_flags(directory, client, peer))]
    try:
        processes.append(start(directory, binaries / "kube-apiserver", api_server_flags(directory, client, port)))
        context = ssl.create_default_context(cadata=authority.pem.decode())
        context.load_cert_chain(directory / "server.crt", directory / "server.key")
        wait_until_ready(url, context, processes[-1], directory / "kube-apiserver.log")
        yield ApiServer(url, directory, authority, binaries)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()
