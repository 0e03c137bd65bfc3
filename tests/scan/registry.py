"""A registry of this process: one image for two platforms, as the OCI distribution specification has it, read only."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OCI = "application/vnd.oci.image"


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Content:
    """Blobs and manifests by digest; `index` is the digest of the image index, which the tag `1` names."""

    def __init__(self, layers: Mapping[str, bytes]) -> None:
        self.blobs: dict[str, tuple[str, bytes]] = {}
        entries = [self._manifest(architecture, layer) for architecture, layer in layers.items()]
        index = {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": entries}
        self.index = self._add(f"{OCI}.index.v1+json", index)["digest"]

    def _add(self, kind: str, value: Any) -> dict[str, Any]:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.blobs[digest(data)] = kind, data
        return {"mediaType": kind, "digest": digest(data), "size": len(data)}

    def _manifest(self, architecture: str, layer: bytes) -> dict[str, Any]:
        roots = {"type": "layers", "diff_ids": [digest(layer)]}
        config = {"architecture": architecture, "os": "linux", "config": {}, "rootfs": roots}
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{OCI}.manifest.v1+json",
            "config": self._add(f"{OCI}.config.v1+json", config),
            "layers": [self._add(f"{OCI}.layer.v1.tar+gzip", gzip.compress(layer, mtime=0))],
        }
        added = self._add(f"{OCI}.manifest.v1+json", manifest)
        return added | {"platform": {"architecture": architecture, "os": "linux"}}


@contextmanager
def serve(content: Content) -> Iterator[str]:
    """The registry's address; the repository `closed` lets nobody in, and there is no other but `chat`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, _, *path = self.path.split("/")
            if path == [""]:
                self.answer(200, "application/json", b"{}")
            elif path[0] == "closed":
                self.refuse(401, "UNAUTHORIZED")
            elif path[0] != "chat":
                self.refuse(404, "NAME_UNKNOWN")
            elif (found := content.blobs.get(content.index if path[2] == "1" else path[2])) is None:
                self.refuse(404, "MANIFEST_UNKNOWN")
            else:
                self.answer(200, *found)

        do_HEAD = do_GET  # noqa: N815  the name that http.server calls

        def refuse(self, status: int, code: str) -> None:
            self.answer(status, "application/json", json.dumps({"errors": [{"code": code}]}).encode())

        def answer(self, status: int, kind: str, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Docker-Content-Digest", digest(data))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
