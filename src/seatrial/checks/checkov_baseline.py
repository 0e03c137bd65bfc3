"""`.checkov.baseline`: what Checkov was told to take as known, through the aliases of our rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.checks.ignores import Ignore
from seatrial.checks.view import at, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.finding import Finding
    from seatrial.location import SpecPath

DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class CheckovResource:
    """A resource as Checkov names it.

    Attributes:
        file: `/web.yaml`, from the folder that was checked.
        name: `Deployment.default.web`; in a Dockerfile `/Dockerfile.RUN`, of which the file is what counts.

    """

    file: str
    name: str

    @property
    def anchor(self) -> SpecPath:
        return ()

    def covers(self, finding: Finding) -> bool:
        if finding.position is None:
            return False
        if not f"/{finding.position.file}".endswith(self.file):
            return False
        key = finding.resource
        if key is None:
            return self.name.startswith(self.file)
        return self.name.startswith(f"{key.kind}.{key.namespace or DEFAULT_NAMESPACE}.{key.name}")


def read_checkov(document: Any) -> Iterator[Ignore]:
    """What the baseline hides; what is not as Checkov writes it is passed over."""
    for failed in map(mapping, sequence(at(document, "failed_checks"))):
        for found in map(mapping, sequence(failed.get("findings"))):
            file, name = text(failed.get("file")), text(found.get("resource"))
            checks = tuple(check for check in map(text, sequence(found.get("check_ids"))) if check)
            if file and name and checks:
                yield Ignore(identifiers=checks, extent=CheckovResource(f"/{file.lstrip('/')}", name), ours=False)
