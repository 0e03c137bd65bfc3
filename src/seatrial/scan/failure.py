"""Why a scanner could not scan, from what it wrote on standard error: one sentence, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CREDENTIAL = re.compile(r"(?<=://)[^/\s@]+(?=@)|(?<=bearer )\S+|(?<=basic )\S+", re.IGNORECASE)
SECRET_VARIABLE = re.compile(r"PASSWORD|TOKEN|SECRET|CREDENTIAL|API_?KEY|ACCESS_?KEY|_AUTH$", re.IGNORECASE)
SHORTEST = 4
"""Characters of the shortest value that is looked for: `1` as a password would mask every 1."""
LONGEST = 300


class Reason(NamedTuple):
    """A kind of failure: how its words are recognised, how it is said, and what mends it."""

    pattern: re.Pattern[str]
    message: str
    fix: str


def _reason(pattern: str, message: str, fix: str) -> Reason:
    return Reason(re.compile(pattern), message, fix)


REASONS = (
    # The most particular first: a scanner that found no database often says that it has no network, too.
    _reason(
        r"no space left on device",
        "the disk is full",
        "free some space, or set TMPDIR to a folder on a larger disk: a scanner unpacks the image there",
    ),
    _reason(
        r"vulnerability db: database does not exist|failed to download vulnerability DB|DB error"
        r"|--skip-db-update cannot be specified|failed to load vulnerability db|unable to initialize the vulnerability",
        "its database of vulnerabilities is missing, too old or damaged, and cannot be downloaded",
        "run `{update}` where there is a network; its cache can be carried to where there is none",
    ),
    _reason(
        r"may be in use by another process|cache.*(?:locked|timeout)",
        "another run of it holds its cache",
        "wait until that has ended, or give this one a cache of its own with TRIVY_CACHE_DIR",
    ),
    _reason(
        r"UNAUTHORIZED|\bDENIED\b|authentication required|requested access to the resource is denied"
        r"|no basic auth credentials|\b40[13] (?:Unauthorized|Forbidden)"
        r"|error getting credentials",
        "the registry does not let it in, or has no such image",
        "check the name, and log in with `docker login` and the registry's name",
    ),
    _reason(
        r"MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest unknown|repository name not known|404 Not Found",
        "the registry has no such image",
        "check the name and the tag",
    ),
    _reason(
        r"no child with platform|no matching manifest|does not match the specified platform|mismatched platform",
        "the image does not exist for this platform",
        "give --platform one that the image has",
    ),
    _reason(
        r"x509:|certificate signed by unknown authority|certificate has expired|server gave HTTP response",
        "the registry's certificate is not trusted",
        "set SSL_CERT_FILE to the certificate of its authority",
    ),
    _reason(
        r"no such host|dial tcp|connection refused|network is unreachable|i/o timeout|TLS handshake|proxyconnect",
        "the image is not on this machine, and the registry cannot be reached",
        "check the network and HTTPS_PROXY, or scan the archive that `docker save` writes",
    ),
    _reason(
        r"sbom format not recognized|unable to open .* as an? \w+ [Ii]mage|no source providers were able",
        "it is no image that the scanner can read",
        "write the archive again with `docker save`",
    ),
    _reason(
        r"context deadline exceeded",
        "it did not finish in time",
        "give it longer with --timeout",
    ),
)  # fmt: skip
KILLED = "it was killed, as a system does that runs out of memory"
KILLED_FIX = "give it more memory, or scan with less at once: TRIVY_PARALLEL=1, GRYPE_PARALLELISM=1"


def explain(words: str, code: int, update: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """What went wrong and what to do; no credential is in it.

    Args:
        words: standard error.
        code: exit code, -9 where signal 9 ended it.
        update: the command that fetches the scanner's database.
        environment: whose passwords must not be in the answer.

    """
    plain = mask(COLOUR.sub("", words), environment)
    for reason in REASONS:
        if reason.pattern.search(plain):
            return reason.message, reason.fix.format(update=update)
    if code in {-9, 137}:
        return KILLED, KILLED_FIX
    last = _last_words(plain)
    ended = f"it was ended by signal {-code}" if code < 0 else f"it ended with code {code}"
    return f"{ended}: {last}" if last else f"{ended} and said nothing", ""


def mask(words: str, environment: Mapping[str, str]) -> str:
    """The words without passwords: of addresses, of headers, and of the variables that hold some."""
    for name, value in environment.items():
        if len(value) >= SHORTEST and SECRET_VARIABLE.search(name):
            words = words.replace(value, "***")
    return CREDENTIAL.sub("***", words)


def _last_words(plain: str) -> str:
    """The last error that is named as one, else the last line."""
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    named = [line for line in lines if re.search(r"\b(?:ERROR|FATAL|error|panic)\b", line)]
    chosen = (named or lines)[-1:]
    return re.sub(r"^.*?\b(?:ERROR|FATAL)\b\s*(?:Fatal error\s+)?", "", chosen[0])[:LONGEST] if chosen else ""
