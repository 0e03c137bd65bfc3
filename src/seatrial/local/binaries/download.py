"""Official downloads, verified against the checksum that is published beside them.

Kubernetes comes from dl.k8s.io, etcd as the archive of its release, with SHA256SUMS. A file that nobody vouches for is
not run: KWOK's release has no checksum that we know of, so KWOK is built from its Go module, which go.sum pins.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.local.binaries.cache import arriving
from seatrial.local.binaries.source import Request, SourceError
from seatrial.local.errors import disk_errors

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import httpx2

KUBERNETES = "https://dl.k8s.io/release"
ETCD = "https://github.com/etcd-io/etcd/releases/download"
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Published:
    """A file to download: its URL, the URL of its checksum, and the program inside it if it is an archive."""

    url: str
    checksum_url: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """The projects' own release servers.

    Attributes:
        kubernetes: the base URL of Kubernetes' releases.
        etcd: the base URL of etcd's releases.

    """

    kubernetes: str = KUBERNETES
    etcd: str = ETCD
    title: str = "download"

    def get(self, request: Request) -> Path:
        """Download, verify, unpack."""
        published = self._published(request)
        part = request.target.with_name(f".{request.target.name}.part")
        with disk_errors(part):
            part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _client() as client:
            expected = _checksum(client, published)
            _fetch(client, published.url, part, request)
        if _sha256(part) != expected:
            part.unlink()
            raise SourceError(f"{published.url} does not have its published checksum; it was thrown away")
        with arriving(request.target) as target:
            _unpack(part, target, published.member)
        part.unlink()
        return request.target

    def _published(self, request: Request) -> _Published:
        binary, platform = request.binary, request.platform
        release = f"v{binary.version}"
        if binary.module == "kubernetes":
            if platform.os == "darwin" and binary.name != "kubectl":
                raise SourceError("not published for macOS")
            url = f"{self.kubernetes}/{release}/bin/{platform.os}/{platform.arch}/{binary.name}"
            return _Published(url, f"{url}.sha256")
        if binary.module == "etcd" and platform.os == "linux":
            folder = f"etcd-{release}-{platform.os}-{platform.arch}"
            base = f"{self.etcd}/{release}"
            return _Published(f"{base}/{folder}.tar.gz", f"{base}/SHA256SUMS", f"{folder}/etcd")
        raise SourceError("published without a checksum")


@contextmanager
def _client() -> Generator[httpx2.Client]:
    import httpx2

    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        with httpx2.Client(timeout=timeout, follow_redirects=True) as client:
            yield client
    except httpx2.HTTPError as error:
        host = error.request.url.host if error.request else "the server"
        raise SourceError(f"{host} cannot be reached: {str(error) or type(error).__name__}") from error


def _checksum(client: httpx2.Client, published: _Published) -> str:
    """The SHA-256 of the file: alone in its own file, or in the line of a list that names it."""
    response = client.get(published.checksum_url)
    _expect(response, published.checksum_url)
    name = published.url.rpartition("/")[2]
    for line in response.text.splitlines():
        digest, _, file = line.strip().partition(" ")
        if len(digest) == hashlib.sha256().digest_size * 2 and file.strip().lstrip("*") in ("", name):
            return digest.lower()
    raise SourceError(f"{published.checksum_url} has no checksum for {name}")


def _fetch(client: httpx2.Client, url: str, part: Path, request: Request) -> None:
    """Download into `part`, going on where an earlier attempt was cut off."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == 416:  # noqa: PLR2004  all of it is here already
            return
        _expect(response, url)
        resumed = response.status_code == 206  # noqa: PLR2004  partial content
        done = have if resumed else 0
        total = done + int(response.headers.get("Content-Length", 0))
        with disk_errors(part), part.open("ab" if resumed else "wb") as file:
            for chunk in response.iter_raw():  # as it arrives: what is held back would be lost with the connection
                file.write(chunk)
                done += len(chunk)
                request.tell("downloading", done, total, "bytes")
    if total and done < total:
        raise SourceError(f"{url} was cut off after {done} of {total} bytes; the next attempt goes on from there")


def _expect(response: httpx2.Response, url: str) -> None:
    if not response.is_success:
        raise SourceError(f"{url} answered {response.status_code}")


def _sha256(file: Path) -> str:
    with disk_errors(file), file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _unpack(part: Path, target: Path, member: str) -> None:
    if not member:
        shutil.copyfile(part, target)
        return
    with tarfile.open(part) as archive, target.open("wb") as file:
        content = archive.extractfile(member)
        if content is None:
            raise SourceError(f"the archive has no {member}")
        shutil.copyfileobj(content, file)
