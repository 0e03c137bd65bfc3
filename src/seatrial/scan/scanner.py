"""The scanners: how each is called, and how what it prints is read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.scan import grype, trivy
from seatrial.scan.errors import ScanError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seatrial.scan.asked import Asked, Found

INSTALL = (
    "install one of them: `brew install trivy` or `brew install grype` with Homebrew on macOS or Linux, "
    "`go install github.com/anchore/grype/cmd/grype@latest` with Go, "
    "or a release of aquasecurity/trivy or anchore/grype from GitHub"
)


@dataclass(frozen=True, slots=True)
class Scanner:
    """One kind of scanner.

    Attributes:
        name: of its program.
        finds_secrets: whether it can look for secrets too.
        arguments: what is asked → arguments of the program.
        variables: what its environment has besides the user's own.
        update: the command that fetches its database.
        read: the JSON value it printed → what was found, or None where that is not its report.

    """

    name: str
    finds_secrets: bool
    arguments: Callable[[Asked], list[str]]
    variables: Mapping[str, str]
    update: str
    read: Callable[[object, str], Found | None]


SCANNERS: Mapping[str, Scanner] = {
    # Trivy finds secrets as well, so it is taken where both are there.
    "trivy": Scanner("trivy", True, trivy.arguments, trivy.VARIABLES, "trivy image --download-db-only", trivy.read),
    "grype": Scanner("grype", False, grype.arguments, {}, "grype db update", grype.read),
}


def find_scanner(environment: Mapping[str, str], *, name: str = "", secrets: bool = False) -> tuple[Scanner, str]:
    """A scanner and the path of its program.

    Args:
        environment: for its PATH.
        name: the one to take; default: the first that is installed.
        secrets: whether it has to find secrets.

    Raises:
        ScanError: it is not installed, or does not do what is asked.

    """
    if name and name not in SCANNERS:
        raise ScanError(f"there is no scanner {name!r}", fix=f"take {' or '.join(SCANNERS)}")
    if name and secrets and not SCANNERS[name].finds_secrets:
        raise ScanError(f"{name} does not look for secrets", fix="take trivy, or do not ask for secrets")
    wanted = [scanner for scanner in SCANNERS.values() if name in {"", scanner.name}]
    there = [(scanner, path) for scanner in wanted if (path := _which(scanner.name, environment))]
    usable = [(scanner, path) for scanner, path in there if scanner.finds_secrets or not secrets]
    if usable:
        return usable[0]
    if there:
        raise ScanError("grype is installed, and does not look for secrets", fix="install trivy for that")
    if name:
        other = next((scanner for scanner in SCANNERS if scanner != name and _which(scanner, environment)), "")
        raise ScanError(f"{name} is not installed", fix=f"take {other}, which is" if other else INSTALL)
    raise ScanError("neither trivy nor grype is installed, and Seatrial scans images with one of them", fix=INSTALL)


def _which(name: str, environment: Mapping[str, str]) -> str | None:
    return shutil.which(name, path=environment.get("PATH", ""))
