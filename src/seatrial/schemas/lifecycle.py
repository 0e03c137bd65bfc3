"""Which kinds of which API versions are deprecated or gone, and what takes their place.

`lifecycle.csv` has a row for each, with why its shape is or is not that of its successor. For Kubernetes' own kinds
`deprecated` and `removed` are its versions; for custom resources they name the release in `sources.csv` whose
definitions were looked at. A kind of `*` stands for all kinds of the API version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from seatrial.schemas.library import FOLDER, find_kind, kinds, minor, sources

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY_KIND = "*"
API_VERSION = re.compile(r"v([0-9]+)(?:(alpha|beta)([0-9]+))?")
State = Literal["", "deprecated", "removed"]


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What becomes of a kind of an API version.

    Attributes:
        api_version: such as `policy/v1beta1`.
        kind: such as `PodDisruptionBudget`.
        deprecated: the Kubernetes version, `1.21`, or the source in `sources.csv`; empty where it is not.
        removed: the same for the version that serves it no more.
        use: the `apiVersion` to write instead, empty where there is none.
        use_kind: the kind to write instead, which mostly is the same.
        same_shape: whether to write that apiVersion and kind is all there is to do.
        why: what else there is to do, or why there is nothing.
        source: where that is known from.
        date: when it was looked up, `2026-11-25`.

    """

    api_version: str
    kind: str
    deprecated: str
    removed: str
    use: str
    use_kind: str
    same_shape: bool
    why: str
    source: str
    date: str

    @property
    def of_kubernetes(self) -> bool:
        """Whether it is a kind of Kubernetes' own, and so depends on its version."""
        return not self.project

    @property
    def project(self) -> str:
        """The project and release whose definitions lack a custom resource or deprecate it: `karpenter v1.14.1`."""
        source = sources().get(self.removed or self.deprecated)
        return f"{source['name']} {source['release']}" if source else ""

    def state(self, version: str) -> State:
        """What holds in a version of Kubernetes, such as `1.37`; empty where neither does yet."""
        if not self.of_kubernetes:
            return "removed" if self.removed else "deprecated"
        if self.removed and minor(self.removed) <= minor(version):
            return "removed"
        return "deprecated" if minor(self.deprecated) <= minor(version) else ""


def lifecycle(api_version: str, kind: str, version: str) -> Lifecycle | None:
    """What becomes of a kind, or None where it is neither deprecated nor gone, or nothing is known of it.

    What to use instead is served by that version of Kubernetes.

    Args:
        api_version: such as `policy/v1beta1`.
        kind: such as `PodDisruptionBudget`.
        version: of Kubernetes, such as `1.37`.

    """
    rows = _rows()
    row = rows.get((api_version, kind)) or rows.get((api_version, ANY_KIND))
    if row is None:
        return None
    at, _, deprecated, removed, use, use_kind, same_shape, why, source, date = row.split(",")
    use_kind = kind if use_kind == ANY_KIND else use_kind
    found = Lifecycle(at, kind, deprecated, removed, use, use_kind, same_shape == "true", why, source, date)
    return _served(found, version) if found.state(version) else None


@cache
def _rows() -> Mapping[tuple[str, str], str]:
    lines = (FOLDER / "lifecycle.csv").read_text(encoding="utf-8").splitlines()[1:]
    cells = (line.split(",", 2) for line in lines)
    return {(first, second): line for (first, second, _), line in zip(cells, lines, strict=True)}


def _served(found: Lifecycle, version: str) -> Lifecycle:
    """With another successor where the version has the kind, but not yet in the API version that is to be."""
    row = find_kind(found.use, found.use_kind)
    if row is None or row.line(version) is not None:
        return found
    group = found.use.rpartition("/")[0]
    others = [at for at, kind in kinds() if kind == found.use_kind and at.rpartition("/")[0] == group]
    served = [at for at in others if (row := find_kind(at, found.use_kind)) and row.line(version) is not None]
    newer = [at for at in served if rank(at) > rank(found.api_version)]
    if not newer:
        return found
    return replace(found, use=max(newer, key=rank), same_shape=False, why=f"{found.use} is not served yet")


def rank(api_version: str) -> tuple[bool, bool, int, int]:
    """Kubernetes' order of API versions: stable, then beta, then alpha, each by number."""
    match = API_VERSION.fullmatch(api_version.rpartition("/")[2])
    if not match:
        return (False, False, 0, 0)
    return (match[2] is None, match[2] == "beta", int(match[1]), int(match[3] or 0))
