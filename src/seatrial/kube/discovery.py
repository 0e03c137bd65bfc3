"""Which kinds the API server serves, under which path: two requests where it speaks aggregated discovery."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seatrial.kube.errors import ClusterError
from seatrial.kube.session import JSON, Session, path_of
from seatrial.kube.tree import as_list, as_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

AGGREGATED = ",".join(
    [f"{JSON};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")] + [JSON]
)


@dataclass(frozen=True, slots=True)
class ApiType:
    """A kind in one version of its API.

    Attributes:
        group: API group; empty for the core API.
        version: `v1`.
        kind: `Deployment`.
        plural: the name in paths, `deployments`.
        namespaced: whether its objects live in a namespace.
        verbs: what the server can do with it.
        subresources: such as `status`, `scale`.

    """

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    verbs: frozenset[str] = frozenset()
    subresources: frozenset[str] = frozenset()

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """Where its objects are; without a namespace, those of all namespaces."""
        root = ("apis", self.group, self.version) if self.group else ("api", self.version)
        place = ("namespaces", namespace) if self.namespaced and namespace else ()
        return path_of(*root, *place, self.plural, *filter(None, (name, subresource)))


@dataclass(frozen=True, slots=True)
class Discovery:
    """The kinds of one API server.

    Attributes:
        types: in the server's order of preference within a group.
        failing: `group/version` of aggregated APIs that do not answer now: what is not found may be theirs.

    """

    types: tuple[ApiType, ...]
    failing: tuple[str, ...] = ()
    _index: Mapping[tuple[str, str], list[ApiType]] = field(
        default_factory=dict[tuple[str, str], list[ApiType]], init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        index: dict[tuple[str, str], list[ApiType]] = {}
        for each in self.types:
            index.setdefault((each.group, each.kind), []).append(each)
        object.__setattr__(self, "_index", index)

    def find(self, group: str, kind: str, version: str = "") -> ApiType | None:
        """The type in that version, or in the one that the server prefers; None when it is not served."""
        return next((each for each in self._index.get((group, kind), ()) if version in {"", each.version}), None)

    def versions(self, group: str, kind: str) -> tuple[str, ...]:
        """The versions it is served in, the preferred one first."""
        return tuple(each.version for each in self._index.get((group, kind), ()))


async def discover(session: Session) -> Discovery:
    """Ask the server for its kinds; servers before 1.27 are asked group by group.

    Raises:
        ClusterError: the server does not answer; a failing aggregated API is no error but named in the result.

    """
    core, groups = await asyncio.gather(*(ask(session, path) for path in ("/api", "/apis")))
    if core.get("kind") == groups.get("kind") == "APIGroupDiscoveryList":
        return parse_aggregated(core, groups)
    versions = [("", version) for version in as_list(core.get("versions"))]
    for group in as_list(groups.get("groups")):
        versions += [(group["name"], each["version"]) for each in preferred_first(group)]
    answers = await asyncio.gather(*(ask_version(session, *each) for each in versions))
    served = [(group, version, answer) for (group, version), answer in zip(versions, answers, strict=True)]
    return Discovery(
        types=tuple(
            each for group, version, answer in served if answer for each in parse_version(group, version, answer)
        ),
        failing=tuple(f"{group}/{version}".lstrip("/") for group, version, answer in served if answer is None),
    )


async def ask(session: Session, path: str) -> dict[str, Any]:
    return await session.read(path, what=f"read the API's kinds at {path}", accept=AGGREGATED)


async def ask_version(session: Session, group: str, version: str) -> dict[str, Any] | None:
    path = path_of("apis", group, version) if group else path_of("api", version)
    try:
        return await session.read(path, what=f"read the API's kinds at {path}")
    except ClusterError:
        return None  # named as failing


def preferred_first(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    preferred = as_mapping(group.get("preferredVersion")).get("version")
    return sorted(group["versions"], key=lambda each: each["version"] != preferred)


def parse_aggregated(*lists: Mapping[str, Any]) -> Discovery:
    """The kinds in APIGroupDiscoveryLists."""
    types: list[ApiType] = []
    failing: list[str] = []
    for group in (item for each in lists for item in as_list(each.get("items"))):
        name = as_mapping(group.get("metadata")).get("name") or ""
        for version in as_list(group.get("versions")):
            if version.get("freshness") == "Stale":
                failing.append(f"{name}/{version['version']}".lstrip("/"))
            types += [
                aggregated_type(name, version["version"], entry)
                for entry in as_list(version.get("resources"))
                if entry.get("responseKind")
            ]
    return Discovery(tuple(types), tuple(failing))


def aggregated_type(group: str, version: str, entry: Mapping[str, Any]) -> ApiType:
    return ApiType(
        group=group,
        version=version,
        kind=entry["responseKind"]["kind"],
        plural=entry["resource"],
        namespaced=entry.get("scope") == "Namespaced",
        verbs=frozenset(as_list(entry.get("verbs"))),
        subresources=frozenset(each["subresource"] for each in as_list(entry.get("subresources"))),
    )


def parse_version(group: str, version: str, answer: Mapping[str, Any]) -> Iterable[ApiType]:
    """The kinds in an APIResourceList, where subresources stand as `pods/log` among the others."""
    entries = as_list(answer.get("resources"))
    below: dict[str, set[str]] = {}
    for entry in entries:
        plural, slash, subresource = entry["name"].partition("/")
        if slash:
            below.setdefault(plural, set()).add(subresource)
    for entry in entries:
        if "/" not in entry["name"]:
            yield ApiType(
                group=group,
                version=version,
                kind=entry["kind"],
                plural=entry["name"],
                namespaced=bool(entry.get("namespaced")),
                verbs=frozenset(as_list(entry.get("verbs"))),
                subresources=frozenset(below.get(entry["name"], ())),
            )
