"""Grype: its command line, and its JSON (`grype/presenter/models` of anchore/grype v0.121).

A local database, or no download of one, is said with Grype's own variables, `GRYPE_DB_AUTO_UPDATE=false`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, sequence, text
from seatrial.scan.asked import Asked, Found
from seatrial.scan.report import Ignored, Vulnerability, level_of

if TYPE_CHECKING:
    from seatrial.scan.report import Problem

IMAGE_SOURCES = "docker,podman,containerd,registry"
ARCHIVE_SOURCES = "docker-archive,oci-archive,oci-dir"


def arguments(asked: Asked) -> list[str]:
    """Arguments that make Grype print one JSON document.

    Without `--from` it takes what stands before a colon for a way to read (`registry:2` is then an image named `2`)
    and an image for a folder where there is one of that name.
    """
    source = ARCHIVE_SOURCES if asked.target.is_file else IMAGE_SOURCES
    platform = [f"--platform={asked.platform}"] if asked.platform else []
    # The gate is ours: a threshold of the user's configuration would end Grype with 2.
    return ["--output=json", "--fail-on=", f"--from={source}", *platform, "--", asked.target.name]


def read(document: object, image: str) -> Found | None:
    """What the document says; None if it is not Grype's."""
    if not isinstance(at(document, "matches"), list):
        return None
    ignored: list[Ignored] = []
    for match in sequence(at(document, "ignoredMatches")):
        rule = mapping(at(match, "appliedIgnoreRules", 0))
        ignored.append(Ignored(_vulnerability(match, image), text(rule.get("reason")), "the configuration of grype"))
    problems: list[Problem] = [_vulnerability(match, image) for match in sequence(at(document, "matches"))]
    distro = mapping(at(document, "distro"))
    system = f"{text(distro.get('name'))} {text(distro.get('version'))}".strip()
    alerts = [alert for one in sequence(at(document, "alertsByPackage")) for alert in sequence(at(one, "alerts"))]
    return Found(problems, ignored, system, unsupported=any(at(alert, "type") == "distro-eol" for alert in alerts))


def _vulnerability(match: Any, image: str) -> Vulnerability:
    advisory, package = mapping(at(match, "vulnerability")), mapping(at(match, "artifact"))
    own = text(advisory.get("id"))
    related = [text(at(other, "id")) for other in sequence(at(match, "relatedVulnerabilities"))]
    names = [name for name in dict.fromkeys([own, *related]) if name]
    # An advisory of GitHub says which CVE it is about; that is the name that people and Trivy use.
    name = own if own.startswith("CVE-") else next((one for one in related if one.startswith("CVE-")), own)
    locations = (text(at(location, "path")) for location in sequence(package.get("locations")))
    return Vulnerability(
        id=name,
        severity=level_of(text(advisory.get("severity"))),
        package=text(package.get("name")),
        installed=text(package.get("version")),
        fixed_in=", ".join(text(version) for version in sequence(at(advisory, "fix", "versions"))),
        title=text(advisory.get("description")).partition("\n")[0].strip(),
        image=image,
        ecosystem=text(package.get("type")),
        paths=tuple(path for path in locations if path),
        url=text(advisory.get("dataSource")),
        aliases=tuple(one for one in names if one != name),
    )
