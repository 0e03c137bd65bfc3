"""Which of the wanted objects are ready, from what watches tell: no input or output of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from seatrial.planner.fields import number, text
from seatrial.planner.readiness import Readiness, ReadinessContext, State, readiness
from seatrial.planner.readiness.rules import RULES
from seatrial.planner.stages import is_built_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from seatrial.resource import Manifest, ResourceKey


@dataclass(frozen=True, slots=True)
class Written:
    """What the API server answered to the latest write of an object: older news of it is no news.

    Attributes:
        uid: of the object.
        generation: of its spec; 0 for kinds that do not count.

    """

    uid: str
    generation: int

    @classmethod
    def of(cls, manifest: Manifest) -> Written:
        return cls(text(manifest, "metadata", "uid"), number(manifest, "metadata", "generation"))


def can_be_unready(key: ResourceKey) -> bool:
    """Whether a kind has a state to wait for: a ConfigMap is ready when it is written."""
    return key.group_kind in RULES or not is_built_in(key.group)


class Tracker:
    """The state of a wait.

    Args:
        wanted: the objects to wait for.
        written: the last answer to their writes.

    Attributes:
        context: what the rules may know of the cluster.
        states: the latest readiness of each object.
        unsettled: of those, what still has to be waited for.

    """

    def __init__(
        self,
        wanted: Iterable[ResourceKey],
        written: Mapping[ResourceKey, Written],
    ) -> None:
        self._written = written
        self.context = ReadinessContext()
        self._pods: Mapping[str, tuple[Manifest, ...]] = {}
        self._objects: dict[ResourceKey, Manifest] = {}
        unseen = Readiness(State.IN_PROGRESS, "the API server has not shown it yet")
        self.states: dict[ResourceKey, Readiness] = {key: unseen for key in wanted if can_be_unready(key)}
        self.unsettled: dict[ResourceKey, Readiness] = dict(self.states)

    def seen(self, key: ResourceKey, manifest: Manifest, now: datetime) -> Readiness | None:
        """Take an object; gives its readiness if that is news."""
        if key not in self.states or self._is_old(key, manifest):
            return None
        self._objects[key] = manifest
        return self._judge(key, manifest, now)

    def deleted(self, key: ResourceKey) -> Readiness | None:
        """Take a deletion: somebody else took away what we wait for."""
        if key not in self._objects:
            return None
        del self._objects[key]
        gone = Readiness(State.FAILED, "it was deleted while it was waited for")
        return self._changed(key, gone)

    def judge_again(
        self, now: datetime, pods: Mapping[str, tuple[Manifest, ...]]
    ) -> list[tuple[ResourceKey, Readiness]]:
        """Ask the rules again for what is unsettled; gives the news.

        Args:
            now: time has passed.
            pods: by UID, the pods of the objects whose pods have been looked at.

        """
        self._pods = pods
        known = [(key, manifest) for key in tuple(self.unsettled) if (manifest := self._objects.get(key))]
        news = ((key, self._judge(key, manifest, now)) for key, manifest in known)
        return [(key, found) for key, found in news if found]

    @property
    def failed(self) -> dict[ResourceKey, Readiness]:
        """What will not become ready."""
        return {key: found for key, found in self.unsettled.items() if found.state is State.FAILED}

    def manifest(self, key: ResourceKey) -> Manifest | None:
        """The latest form of an object."""
        return self._objects.get(key)

    def _is_old(self, key: ResourceKey, manifest: Manifest) -> bool:
        latest, found = self._written.get(key), Written.of(manifest)
        return latest is not None and (found.uid != latest.uid or found.generation < latest.generation)

    def _judge(self, key: ResourceKey, manifest: Manifest, now: datetime) -> Readiness | None:
        pods = self._pods.get(text(manifest, "metadata", "uid"), ())
        return self._changed(key, readiness(manifest, replace(self.context, now=now, pods=pods)))

    def _changed(self, key: ResourceKey, found: Readiness) -> Readiness | None:
        if self.states[key] == found:
            return None
        self.states[key] = found
        if found.is_settled:
            self.unsettled.pop(key, None)
        else:
            self.unsettled[key] = found
        return found
