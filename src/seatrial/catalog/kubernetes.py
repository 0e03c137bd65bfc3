"""Kubernetes versions: which are supported, the API version of each kind we write, and what each version can do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from seatrial.catalog import table

PATTERN = re.compile(r"v?1\.([0-9]{1,3})(?:\.([0-9]{1,3}))?")
OLDEST_MINOR = 33
NEWEST_MINOR = 37
Stage = Literal["", "alpha", "beta", "stable"]
STAGES: tuple[Stage, ...] = ("alpha", "beta", "stable")


@dataclass(frozen=True, slots=True, order=True)
class KubernetesVersion:
    """`1.37` or `1.37.2`; the patch is 0 where it is not written, and plays no part in what a version can do."""

    minor: int
    patch: int = 0

    @classmethod
    def parse(cls, text: str) -> KubernetesVersion:
        """Read `1.37`, `1.37.2` or `v1.37.2`.

        Raises:
            ValueError: not a version.

        """
        match = PATTERN.fullmatch(text) if text.isascii() else None
        if not match:
            raise ValueError(f"{text[:40]!r} is not a Kubernetes version such as '1.37'")
        return cls(int(match[1]), int(match[2] or 0))

    @property
    def supported(self) -> bool:
        """Whether we know the facts of this minor version."""
        return OLDEST_MINOR <= self.minor <= NEWEST_MINOR

    def __str__(self) -> str:
        return f"1.{self.minor}.{self.patch}" if self.patch else f"1.{self.minor}"


NEWEST = KubernetesVersion(NEWEST_MINOR)
SUPPORTED = tuple(KubernetesVersion(minor) for minor in range(OLDEST_MINOR, NEWEST_MINOR + 1))


def _reached(written: str, version: KubernetesVersion) -> bool:
    return bool(written) and KubernetesVersion.parse(written).minor <= version.minor


def api_version(kind: str, version: KubernetesVersion = NEWEST) -> str | None:
    """The stable `apiVersion` of a kind, or None when that version of Kubernetes does not serve the kind.

    Kinds of the Gateway API are CRDs, which serve the same whatever the version.
    """
    row = table.find_row("kinds", kind)
    if row is None or (row["since"] and not _reached(row["since"], version)):
        return None
    return row["api_version"]


def is_namespaced(kind: str) -> bool | None:
    """Whether objects of a kind live in a namespace; None for a kind that is not known."""
    row = table.find_row("kinds", kind)
    return None if row is None else row["namespaced"] == "true"


def feature_stage(feature: str, version: KubernetesVersion) -> Stage | None:
    """How far a feature gate is in a version: empty before alpha; None for a gate that is not known."""
    row = table.find_row("features", feature)
    if row is None:
        return None
    reached: list[Stage] = [stage for stage in STAGES if _reached(row[stage], version)]
    return reached[-1] if reached else ""


def has_feature(feature: str, version: KubernetesVersion) -> bool:
    """Whether a feature works in a version without setting its gate.

    Raises:
        KeyError: no such feature in the table: a typo in our own code.

    """
    row = table.find_row("features", feature)
    if row is None:
        raise KeyError(feature)
    return _reached(row["default"], version)


def suggest_versions(text: str) -> tuple[str, ...]:
    """Supported versions near a text that is not one, the newest first where nothing is near."""
    names = tuple(str(version) for version in reversed(SUPPORTED))
    return table.nearest(text, names) or names


def suggest_kinds(kind: str) -> tuple[str, ...]:
    """The likeliest kinds for a name that is not one."""
    return table.nearest(kind, table.keys("kinds"))
