"""Building from the Go modules that `modules/` pins: go.sum vouches for every line of source.

An interrupted build goes on where it stopped, since Go caches each package that it has compiled.
"""

from __future__ import annotations

import subprocess
from collections import deque
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local.binaries.cache import arriving
from seatrial.local.binaries.source import Request, SourceError
from seatrial.local.binaries.toolchain import find_go

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.local.versions import Binary

VERSION_PACKAGES = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")


@dataclass(frozen=True, slots=True)
class Build:
    """The Go modules of the projects.

    Attributes:
        environment: for PATH, HOME and Go's own variables, such as a module proxy.

    """

    environment: Mapping[str, str]
    title: str = "build from the Go modules"

    def get(self, request: Request) -> Path:
        """Fetch the modules, compile, link."""
        go = find_go(request, self.environment)
        folder = Path(str(resources.files("seatrial.local") / "modules" / request.binary.module))
        environment = self._go_environment(request)
        request.tell("fetching modules")
        listed = _run([go, "list", "-deps", request.binary.package], folder, environment)
        with arriving(request.target) as part:
            command = [go, "build", "-v", "-trimpath", "-ldflags", linker_flags(request.binary), "-o", part]
            _build([*command, request.binary.package], folder, environment, request, total=listed.count("\n"))
        return request.target

    def _go_environment(self, request: Request) -> dict[str, str]:
        fixed = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOWORK": "off"}
        target = {"GOOS": request.platform.os, "GOARCH": request.platform.arch}
        return {**self.environment, **fixed, **target}


def linker_flags(binary: Binary) -> str:
    """Strip the binary and write its version into it: clients refuse a Kubernetes without one."""
    release = f"v{binary.version}"
    variables: dict[str, str] = {}
    if binary.module == "kubernetes":
        major, minor, _ = binary.version.split(".")
        for package in VERSION_PACKAGES:
            variables |= {
                f"{package}.gitVersion": release,
                f"{package}.gitMajor": major,
                f"{package}.gitMinor": minor,
                f"{package}.gitTreeState": "clean",
            }
    elif binary.module == "kwok":
        variables["sigs.k8s.io/kwok/pkg/consts.Version"] = release
    return " ".join(["-s", "-w", *(f"-X {name}={value}" for name, value in variables.items())])


def _run(command: list[str | Path], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603  go with fixed arguments
        command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SourceError(_last_words(done.stderr.splitlines()))
    return done.stdout


def _build(
    command: list[str | Path], folder: Path, environment: Mapping[str, str], request: Request, *, total: int
) -> None:
    """`go build -v` names each package as it compiles it; those cached from before are not named."""
    words: deque[str] = deque(maxlen=20)
    with subprocess.Popen(  # noqa: S603  go with fixed arguments
        command, cwd=folder, env=dict(environment), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr
        for done, line in enumerate(process.stderr, 1):
            words.append(line)
            request.tell("compiling", min(done, total), total, "packages")
    if process.returncode:
        raise SourceError(_last_words(list(words)))


def _last_words(lines: list[str]) -> str:
    said = [line.strip() for line in lines if line.strip()]
    return said[-1][:300] if said else "go said nothing"
