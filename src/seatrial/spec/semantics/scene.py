"""What a check of meaning may look at: the cluster at one place, and every name that the file has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from seatrial.spec import codes
from seatrial.spec.machines import Machine, machine_of
from seatrial.spec.overrides import cloud_of
from seatrial.spec.problem import Problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from seatrial.location import SpecPath
    from seatrial.spec.cluster import Cluster
    from seatrial.spec.jobs import Job
    from seatrial.spec.services import Service

    Check = Callable[["Scene"], Iterator[Problem]]

WHAT = {
    "teams": "team",
    "storage": "storage",
    "config": "configuration",
    "secrets": "secret",
    "pools": "pool",
    "services": "service",
    "places": "place",
}


@dataclass(frozen=True)
class Scene:
    """One cluster at one place.

    Attributes:
        cluster: with the overrides of the place; of a file with mistakes, the right parts.
        place: name of the place.
        names: section → names of all its entries, those with mistakes too.
        unreadable: sections whose names are not all known, because the text is broken.

    """

    cluster: Cluster
    place: str
    names: Mapping[str, frozenset[str]]
    unreadable: frozenset[str] = field(default_factory=frozenset[str])

    @cached_property
    def cloud(self) -> str:
        return cloud_of(self.cluster, self.place)

    @cached_property
    def machines(self) -> dict[str, Machine]:
        """The node of each pool whose instance type is known."""
        found = {name: machine_of(pool) for name, pool in self.cluster.pools.items()}
        return {name: machine for name, machine in found.items() if machine}

    @cached_property
    def all_machines_known(self) -> bool:
        return "pools" not in self.unreadable and self.names["pools"] == self.machines.keys()

    def workloads(self) -> Iterator[tuple[SpecPath, Service | Job]]:
        for name, service in self.cluster.services.items():
            yield ("services", name), service
        for name, job in self.cluster.jobs.items():
            yield ("jobs", name), job

    def missing(self, section: str, name: str, path: SpecPath) -> Iterator[Problem]:
        """A problem if the file has no such name."""
        if name in self.names[section] or section in self.unreadable:
            return
        what = WHAT[section]
        yield Problem(codes.REFERENCE, path, f"there is no {what} {name}", suggestion(name, self.names[section], what))
