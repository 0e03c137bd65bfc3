"""Why the API server refuses a write, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.kube.errors import Conflict, Forbidden, Invalid
from seatrial.live.events import Failure

if TYPE_CHECKING:
    from seatrial.kube.errors import ClusterError
    from seatrial.resource import ResourceKey

IMMUTABLE = ("field is immutable", "updates to statefulset spec", "may not change once set", "is immutable after")
"""What the API server says of fields that it lets nobody change, in its words since 1.9."""


def explain_refusal(key: ResourceKey, error: ClusterError) -> Failure:
    """The failure of an object; fields that cannot be changed get the way round, which is never taken unasked."""
    if isinstance(error, Invalid) and any(words in f"{error.message}" for words in IMMUTABLE):
        fields = ", ".join(dict.fromkeys(cause.field for cause in error.causes if cause.field)) or "a field"
        where = f" --namespace {key.namespace}" if key.namespace else ""
        return Failure(
            key,
            f"{key} cannot be changed in place: Kubernetes keeps {fields} as it was created",
            f"Give it another name, or delete it and apply again: "
            f"kubectl delete {key.group_kind.lower()} {key.name}{where}",
        )
    if isinstance(error, Conflict) and not error.conflicts:
        return Failure(key, f"{key} was changed or replaced meanwhile", "Run it again to plan from how it is now.")
    if isinstance(error, Forbidden) and "exceeded quota" in error.message:
        return Failure(key, error.message, "Raise the quota of the team, or ask for less.")
    return Failure(key, error.message, error.fix)
