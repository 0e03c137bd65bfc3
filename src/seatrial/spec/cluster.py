"""The whole file as one value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_validator

from seatrial.spec.fields import Name, Section, empty
from seatrial.spec.jobs import Job
from seatrial.spec.merge import merge
from seatrial.spec.places import Place
from seatrial.spec.pools import Pool
from seatrial.spec.services import Service
from seatrial.spec.settings import Config, Defaults, Network, Observability, Secret, Security
from seatrial.spec.storage import Storage
from seatrial.spec.teams import Team

NAMED = ("places", "pools", "storage", "teams", "services", "jobs", "config", "secrets")
"""Sections whose entries are things of their own, by name."""


class Cluster(Section):
    """An AI cluster: where it lives, its nodes, its storage, its teams, and what they run."""

    seatrial: Literal["v1"] = "v1"
    """Version of this format."""
    name: Name
    """Name of the cluster; part of the names of its cluster-wide objects."""
    kubernetes: str = "1.37"
    """Kubernetes minor version that the resources are written for."""
    places: dict[Name, Place] = empty()
    """Where this cluster may live; `local` always exists."""
    pools: dict[Name, Pool] = empty()
    """Groups of equal nodes."""
    storage: dict[Name, Storage] = empty()
    """Volumes that outlive pods."""
    teams: dict[Name, Team] = empty()
    """Who uses the cluster, and how much of it."""
    services: dict[Name, Service] = empty()
    """Inference: what answers requests."""
    jobs: dict[Name, Job] = empty()
    """Training and batch: what runs to an end."""
    config: dict[Name, Config] = empty()
    """Configuration by name: key → text."""
    secrets: dict[Name, Secret] = empty()
    """Secrets by name; their values are never in this file."""
    network: Network = Network()
    """How traffic gets in, out and around."""
    security: Security = Security()
    """How pods are held in."""
    observability: Observability = Observability()
    """How the cluster is watched."""
    defaults: Defaults = Defaults()
    """Values for every service or job that does not say otherwise."""

    @model_validator(mode="before")
    @classmethod
    def _lay_defaults_under(cls, data: object) -> object:
        return lay_defaults(data) if isinstance(data, Mapping) else data  # pyright: ignore[reportUnknownArgumentType]  # checked field by field after this


def lay_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    """Fill services and jobs from `defaults`; what is written in Python as a Service already has all its values.

    `null` in a service or job means: as if neither it nor the defaults said anything.
    """
    document = dict(data)
    defaults = document.get("defaults")
    if isinstance(defaults, Defaults):
        defaults = defaults.model_dump()
    for section in ("services", "jobs"):
        items: Any = document.get(section)
        if not isinstance(items, Mapping):
            continue
        under: Any = defaults.get(section) if isinstance(defaults, Mapping) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        base: Mapping[str, Any] = under if isinstance(under, Mapping) else {}  # pyright: ignore[reportUnknownVariableType]
        document[section] = {
            name: merge(base, item) if isinstance(item, Mapping) else item  # pyright: ignore[reportUnknownArgumentType]
            for name, item in items.items()  # pyright: ignore[reportUnknownVariableType]
        }
    return document
