"""The published schemas of Kubernetes and of the custom resources around it, and what in a manifest they do not allow.

Strict, as the API server is under `fieldValidation: Strict`: unknown fields are faults. What only a running server
evaluates (CEL rules, admission, checks across fields in Go) is not checked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.schemas.custom import CustomSchemas
from seatrial.schemas.fault import Fault, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.schemas.lifecycle import Lifecycle
    from seatrial.schemas.node import Node

__all__ = [
    "CustomSchemas",
    "Fault",
    "Problem",
    "is_known",
    "lifecycle_of",
    "nearest_kinds",
    "newest",
    "validate",
    "versions",
]


def versions() -> tuple[str, ...]:
    """The versions of Kubernetes that can be validated for, `1.37`, the newest last."""
    from seatrial.schemas.library import kubernetes_versions

    return kubernetes_versions()


def newest() -> str:
    """The newest of `versions()`."""
    return versions()[-1]


def is_known(api_version: str, kind: str, version: str, extra: CustomSchemas | None = None) -> bool:
    """Whether there is a schema for a kind in a version of Kubernetes.

    Args:
        api_version: such as `apps/v1`.
        kind: such as `Deployment`.
        version: one of `versions()`; custom resources are the same in all.
        extra: definitions of the user's own.

    """
    from seatrial.schemas.library import schema_of

    return bool(extra and extra.defines(api_version, kind)) or schema_of(api_version, kind, version) is not None


def validate(manifest: Mapping[str, Any], version: str, extra: CustomSchemas | None = None) -> Sequence[Fault]:
    """Everything that the schema of a manifest's kind does not allow, in the order of the manifest.

    A manifest of a kind without schema has no faults: ask `is_known`. The user's own definitions go before ours.

    Args:
        manifest: any mapping of plain data, whatever it holds.
        version: one of `versions()`.
        extra: definitions of the user's own.

    """
    api_version, kind = manifest.get("apiVersion"), manifest.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return ()
    try:
        schema = _find(api_version, kind, version, extra)
        found = schema.check(manifest) if schema else None
    except RecursionError:
        return (Fault((), Problem.VALUE, f"{kind} is nested too deep to be read", "take levels out of it"),)
    return tuple(violation.settle(kind) for violation in found) if found else ()


def lifecycle_of(api_version: str, kind: str, version: str) -> Lifecycle | None:
    """What becomes of a kind that a version of Kubernetes or its project deprecates or serves no more; else None."""
    from seatrial.schemas.lifecycle import lifecycle

    return lifecycle(api_version, kind, version)


def nearest_kinds(api_version: str, kind: str, version: str) -> tuple[tuple[str, str], ...]:
    """What someone may have meant whose kind is unknown, as (apiVersion, kind), the likeliest first, at most 3.

    A kind of that apiVersion with a similar name goes before the same kind in others, and that before all the rest.
    """
    from seatrial.schemas.library import kinds
    from seatrial.schemas.lifecycle import rank
    from seatrial.schemas.nearest import nearest

    served = [key for key in kinds() if is_known(*key, version)]
    group = api_version.rpartition("/")[0]

    def likeliest(name: str) -> tuple[tuple[str, str], ...]:
        same = [key for key in served if key[1] == name]
        same.sort(key=lambda key: (key[0].rpartition("/")[0] == group, rank(key[0])), reverse=True)
        return tuple(same[:3])

    here = [name for at, name in served if at == api_version]
    meant = "" if kind in here else nearest(kind, here)
    if meant:
        return ((api_version, meant),)
    return likeliest(kind) or likeliest(nearest(kind, [name for _, name in served]))


def _find(api_version: str, kind: str, version: str, extra: CustomSchemas | None) -> Node | None:
    from seatrial.schemas.library import schema_of

    own = extra.find(api_version, kind) if extra else None
    return own or schema_of(api_version, kind, version)
