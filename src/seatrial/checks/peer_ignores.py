"""What other checkers are told to ignore, in the forms in which they are told.

Only forms that name rules are read; what they name is found through the aliases of our rules.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.until import as_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

PEER_WORDS = ("checkov:skip", "trivy:ignore")
PEER_COMMENT = re.compile(
    r"(?:^|(?<=\s))#[ \t]*(?:"
    r"checkov:skip[ \t]*=[ \t]*(?P<checkov>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)(?:[ \t]*:(?P<reason>[^\n\r]*))?"
    r"|trivy:ignore:(?P<trivy>[A-Za-z0-9_-]+)(?::exp:(?P<expires>[0-9-]+))?)",
    re.MULTILINE,
)
HADOLINT = re.compile(r"hadolint[ \t]+(?P<all>global[ \t]+)?ignore[ \t]*=[ \t]*(?P<rules>\w+(?:[ \t]*,[ \t]*\w+)*)")
KUBE_LINTER, KUBE_LINTER_ALL = "ignore-check.kube-linter.io/", "kube-linter.io/ignore-all"
KUBE_SCORE, POLARIS, CHECKOV = "kube-score/ignore", "polaris.fairwinds.com/", "checkov.io/skip"
ANNOTATIONS = (KUBE_LINTER, KUBE_LINTER_ALL, KUBE_SCORE, POLARIS, CHECKOV)
"""What the keys of their annotations begin with."""


class Said(NamedTuple):
    """What a comment says; `whole` where its checker takes it for all of an object or of a Dockerfile."""

    identifiers: tuple[str, ...]
    reason: str
    until: date | None
    whole: bool


def read_peer_comment(match: re.Match[str]) -> Said:
    """What a match of `PEER_COMMENT` says."""
    if match["trivy"]:
        ends = as_date(match["expires"] or "")
        # Trivy counts it again from that day on.
        return Said((match["trivy"],), "", ends - timedelta(days=1) if ends else None, whole=False)
    return Said(_split(match["checkov"]), (match["reason"] or "").strip(), None, whole=True)


def read_hadolint(comment: str) -> Said | None:
    """What a comment of a Dockerfile tells hadolint, None if nothing; `comment` begins behind the `#`."""
    match = HADOLINT.match(comment.strip())
    return Said(_split(match["rules"]), "", None, whole=bool(match["all"])) if match else None


def read_peer_annotations(annotations: Mapping[str, Any]) -> Iterator[str]:
    """The identifiers that the annotations of an object tell other checkers to ignore."""
    for key, value in annotations.items():
        # Keys are what a file says, so of any type.
        if not isinstance(key, str) or not key.startswith(ANNOTATIONS):  # pyright: ignore[reportUnnecessaryIsInstance]
            continue
        written = value if isinstance(value, str) else str(value).lower()
        if key.startswith(KUBE_LINTER):
            yield key.removeprefix(KUBE_LINTER)
        elif key == KUBE_LINTER_ALL:
            yield from _all_of("kube-linter")
        elif key == KUBE_SCORE:
            yield from _split(written)
        elif key.startswith(CHECKOV):
            yield written.partition("=")[0].strip()
        elif key.startswith(POLARIS) and written.lower() == "true":
            name = key.removeprefix(POLARIS)
            if name == "exempt":
                yield from _all_of("polaris")
            elif name.endswith("-exempt"):
                yield name.removesuffix("-exempt")


def _all_of(tool: str) -> Iterator[str]:
    from seatrial.checks.coverage import list_concepts

    for concept in list_concepts():
        yield from concept.peers.get(tool, ())


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())
