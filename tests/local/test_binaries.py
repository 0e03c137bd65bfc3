"""Where binaries come from, against a server on this machine."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import tarfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from seatrial.local.binaries.build import Build, linker_flags
from seatrial.local.binaries.cache import Cache, arriving
from seatrial.local.binaries.download import Download
from seatrial.local.binaries.installed import Folder, SearchPath
from seatrial.local.binaries.locate import locate_binaries
from seatrial.local.binaries.source import Request, SourceError
from seatrial.local.binaries.toolchain import HASHES
from seatrial.local.errors import BinariesUnavailableError
from seatrial.local.paths import Paths
from seatrial.local.versions import BINARIES, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from seatrial.local.events import LocalEvent

CONTENT = b"#!/bin/sh\necho Kubernetes v1.37.2\n" * 1000
KUBECTL = next(binary for binary in BINARIES if binary.name == "kubectl")
ETCD = next(binary for binary in BINARIES if binary.name == "etcd")
KWOK = next(binary for binary in BINARIES if binary.name == "kwok")
LINUX = Platform("linux", "amd64")


@dataclass
class Server:
    """Files by path; `cut` ends an answer early; `asked` lists the requests with their ranges."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut: int | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def server() -> Iterator[Server]:
    published = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            published.asked.append((self.path, wanted))
            content = published.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            body = content[start:]
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            big = len(body) > 200
            self.wfile.write(body[: published.cut] if big and published.cut else body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        published.url = f"http://127.0.0.1:{listening.server_address[1]}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield published
        listening.shutdown()
        thread.join()


@pytest.fixture
def events() -> list[LocalEvent]:
    return []


def request(folder: Path, events: list[LocalEvent], binary: object = KUBECTL, platform: Platform = LINUX) -> Request:
    return Request(binary, platform, folder / "cache", events.append)  # type: ignore[arg-type]


def publish(server: Server, content: bytes = CONTENT, checksum: str | None = None) -> None:
    path = "/v1.37.2/bin/linux/amd64/kubectl"
    server.files[path] = content
    server.files[f"{path}.sha256"] = (checksum or hashlib.sha256(content).hexdigest()).encode()


def test_download_is_verified_and_executable(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    publish(server)
    wanted = request(tmp_path, events)
    found = Download(kubernetes=server.url).get(wanted)
    assert found == wanted.target
    assert found.read_bytes() == CONTENT
    assert found.stat().st_mode & stat.S_IXUSR
    assert Cache().get(wanted) == found
    assert [path.name for path in found.parent.iterdir()] == ["kubectl"]
    assert events[-1].done == events[-1].total == len(CONTENT)


def test_wrong_checksum_is_thrown_away(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    publish(server, checksum="0" * 64)
    wanted = request(tmp_path, events)
    with pytest.raises(SourceError, match="published checksum"):
        Download(kubernetes=server.url).get(wanted)
    assert list(wanted.target.parent.iterdir()) == []


def test_cut_connection_goes_on_where_it_was(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    publish(server)
    server.cut = 1000
    wanted = request(tmp_path, events)
    with pytest.raises(SourceError):
        Download(kubernetes=server.url).get(wanted)
    assert not wanted.target.exists()
    server.cut = None
    assert Download(kubernetes=server.url).get(wanted).read_bytes() == CONTENT
    assert ("/v1.37.2/bin/linux/amd64/kubectl", "bytes=1000-") in server.asked


def test_no_checksum_no_download(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    server.files["/v1.37.2/bin/linux/amd64/kubectl"] = CONTENT
    with pytest.raises(SourceError, match="answered 404"):
        Download(kubernetes=server.url).get(request(tmp_path, events))
    assert [path for path, _ in server.asked] == ["/v1.37.2/bin/linux/amd64/kubectl.sha256"]


def test_checksum_of_something_else(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    publish(server, checksum="<html>not found</html>")
    with pytest.raises(SourceError, match="has no checksum"):
        Download(kubernetes=server.url).get(request(tmp_path, events))


def test_etcd_is_taken_out_of_its_archive(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    name = "etcd-v3.7.3-linux-amd64"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for member, content in (("README", b"r"), ("etcd", b"the program"), ("etcdctl", b"c")):
            info = tarfile.TarInfo(f"{name}/{member}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    digest = hashlib.sha256(packed.getvalue()).hexdigest()
    server.files[f"/v3.7.3/{name}.tar.gz"] = packed.getvalue()
    server.files["/v3.7.3/SHA256SUMS"] = f"{'1' * 64}  etcd-other.tar.gz\n{digest}  {name}.tar.gz\n".encode()
    assert Download(etcd=server.url).get(request(tmp_path, events, ETCD)).read_bytes() == b"the program"


def test_what_nobody_vouches_for_is_not_downloaded(tmp_path: Path, events: list[LocalEvent]) -> None:
    with pytest.raises(SourceError, match="without a checksum"):
        Download().get(request(tmp_path, events, KWOK))


def test_nobody_there(tmp_path: Path, server: Server, events: list[LocalEvent]) -> None:
    closed = "http://127.0.0.1:9"
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 cannot be reached"):
        Download(kubernetes=closed).get(request(tmp_path, events))


def program(folder: Path, version: str, name: str = "kubectl") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho 'Client Version: v{version}'\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_the_users_folder_and_path(tmp_path: Path, events: list[LocalEvent]) -> None:
    file = program(tmp_path / "bin dir", "1.37.2")
    for place in (Folder(file.parent), SearchPath({"PATH": str(file.parent)})):
        wanted = request(tmp_path, events)
        found = place.get(wanted)
        assert found == wanted.target
        assert found.read_bytes() == file.read_bytes()
        found.unlink()


@pytest.mark.parametrize("version", ["1.37.1", "1.37.20", "1.37.2-rc.1", "nothing"])
def test_another_version_is_not_taken(tmp_path: Path, events: list[LocalEvent], version: str) -> None:
    file = program(tmp_path / "bin", version)
    with pytest.raises(SourceError, match=r"not 1\.37\.2"):
        Folder(file.parent).get(request(tmp_path, events))


def test_what_does_not_run_is_not_taken(tmp_path: Path, events: list[LocalEvent]) -> None:
    file = program(tmp_path / "bin", "1.37.2")
    file.write_bytes(b"\x7fELF")
    with pytest.raises(SourceError, match="does not run"):
        Folder(file.parent).get(request(tmp_path, events))
    file.chmod(0o644)
    with pytest.raises(SourceError, match="not executable"):
        Folder(file.parent).get(request(tmp_path, events))
    with pytest.raises(SourceError, match="not there"):
        SearchPath({"PATH": str(tmp_path)}).get(request(tmp_path, events))


def test_nothing_half_made_stays(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "kubectl"

    def interrupted() -> None:
        with arriving(target) as part:
            part.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(target.parent.iterdir()) == []


def test_the_first_source_wins_and_all_are_named_when_none_has_it(tmp_path: Path, events: list[LocalEvent]) -> None:
    folder = tmp_path / "bin"
    for binary in BINARIES:
        file = program(folder, binary.version, binary.name)
        file.write_text(f"#!/bin/sh\necho v{binary.version}\n", encoding="utf-8")
    paths = Paths(cache=tmp_path / "cache", state=tmp_path, kubeconfig=tmp_path / "k", binaries=folder)
    found = locate_binaries(paths, events.append, places=(Cache(), Folder(folder)))
    assert set(found) == {binary.name for binary in BINARIES}
    assert [event.subject for event in events if event.finished] == [binary.name for binary in BINARIES]
    assert locate_binaries(paths, places=()) == found
    found["kwok"].unlink()
    empty = Folder(tmp_path / "empty")
    with pytest.raises(
        BinariesUnavailableError, match=r"kwok 0\.8\.0 .*the cache: not there yet; SEATRIAL_KUBERNETES_BIN"
    ):
        locate_binaries(paths, places=(Cache(), empty))


def test_flags_that_make_a_version() -> None:
    flags = linker_flags(KUBECTL)
    assert "-X k8s.io/component-base/version.gitVersion=v1.37.2" in flags
    assert "-X k8s.io/client-go/pkg/version.gitMinor=37" in flags
    assert "-X sigs.k8s.io/kwok/pkg/consts.Version=v0.8.0" in linker_flags(KWOK)
    assert linker_flags(ETCD) == "-s -w"


@pytest.mark.parametrize("platform", ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"])
def test_every_platform_has_a_toolchain(platform: str) -> None:
    assert len(bytes.fromhex(HASHES[platform])) == 32


def test_a_failing_build_says_what_go_said(tmp_path: Path, events: list[LocalEvent]) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    go = folder / "go"
    go.write_text('#!/bin/sh\n[ "$1" = version ] && echo go version go1.30.0 && exit\necho no network >&2\nexit 1\n')
    go.chmod(0o755)
    with pytest.raises(SourceError, match="no network"):
        Build({"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}).get(request(tmp_path, events))
