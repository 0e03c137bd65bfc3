"""Trivy: its command line, and its JSON (`pkg/types` of aquasecurity/trivy v0.74, schema version 2).

A local database, or no download of one, is said with Trivy's own variables, `TRIVY_SKIP_DB_UPDATE=true`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, integer, mapping, sequence, text
from seatrial.scan.asked import Asked, Found
from seatrial.scan.report import Ignored, Secret, Vulnerability, level_of

if TYPE_CHECKING:
    from seatrial.scan.report import Problem

VARIABLES = {"TRIVY_SHOW_SUPPRESSED": "true"}
"""As a variable, because versions that do not know the option ignore it there."""
SEVERITIES = "UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL"


def arguments(asked: Asked) -> list[str]:
    """Arguments that make Trivy print one JSON document with everything: the gate is ours, whatever its own says."""
    target = asked.target
    scanners = "vuln,secret" if asked.secrets else "vuln"
    return [
        "image",
        "--format=json",
        "--no-progress",
        "--exit-code=0",
        "--ignore-unfixed=false",
        f"--severity={SEVERITIES}",
        f"--scanners={scanners}",
        f"--timeout={max(1, asked.patience.seconds)}s",
        *([f"--platform={asked.platform}"] if asked.platform else []),
        *([f"--input={target.name}"] if target.is_file else ["--", target.name]),
    ]


def read(document: object, image: str) -> Found | None:
    """What the document says; None if it is not Trivy's."""
    if integer(at(document, "SchemaVersion")) is None or not isinstance(at(document, "ArtifactName"), str):
        return None
    problems: list[Problem] = []
    ignored: list[Ignored] = []
    for result in map(mapping, sequence(at(document, "Results"))):
        ecosystem, target = text(result.get("Type")), text(result.get("Target"))
        problems += [_vulnerability(one, image, ecosystem) for one in sequence(result.get("Vulnerabilities"))]
        problems += [_secret(one, image, target) for one in sequence(result.get("Secrets"))]
        for modified in map(mapping, sequence(result.get("ExperimentalModifiedFindings"))):
            kind, finding = modified.get("Type"), modified.get("Finding")
            by, reason = text(modified.get("Source")) or "trivy", text(modified.get("Statement"))
            if kind == "vulnerability":
                ignored.append(Ignored(_vulnerability(finding, image, ecosystem), reason, by))
            elif kind == "secret":
                ignored.append(Ignored(_secret(finding, image, target), reason, by))
    system = mapping(at(document, "Metadata", "OS"))
    name = f"{text(system.get('Family'))} {text(system.get('Name'))}".strip()
    return Found(problems, ignored, name, unsupported=system.get("EOSL") is True)


def _vulnerability(value: Any, image: str, ecosystem: str) -> Vulnerability:
    found = mapping(value)
    path, vendor = text(found.get("PkgPath")), sequence(found.get("VendorIDs"))
    return Vulnerability(
        id=text(found.get("VulnerabilityID")),
        severity=level_of(text(found.get("Severity"))),
        package=text(found.get("PkgName")),
        installed=text(found.get("InstalledVersion")),
        fixed_in=text(found.get("FixedVersion")),
        title=(text(found.get("Title")) or text(found.get("Description"))).partition("\n")[0].strip(),
        image=image,
        ecosystem=ecosystem,
        paths=(path,) if path else (),
        url=text(found.get("PrimaryURL")),
        aliases=tuple(text(one) for one in vendor if text(one)),
    )


def _secret(value: Any, image: str, file: str) -> Secret:
    found = mapping(value)
    return Secret(
        id=text(found.get("RuleID")),
        severity=level_of(text(found.get("Severity"))),
        title=text(found.get("Title")),
        image=image,
        file=file,
        line=integer(found.get("StartLine")) or 0,
    )
