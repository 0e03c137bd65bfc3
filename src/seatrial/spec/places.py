"""Where a cluster may live."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from seatrial.spec.fields import Name, Section, Several, empty, exactly_one


class Eks(Section):
    """Amazon EKS."""

    region: str
    """AWS region, `us-west-2`."""
    zones: Several[str] = ()
    """Availability zones to spread over; default: the region's first three."""


class Gke(Section):
    """Google Kubernetes Engine."""

    region: str
    """Google Cloud region, `us-central1`."""
    project: str = ""
    """Google Cloud project; default: the one of the active configuration."""
    zones: Several[str] = ()
    """Zones to spread over; default: the region's first three."""


class Aks(Section):
    """Azure Kubernetes Service."""

    region: str
    """Azure region, `westeurope`."""
    resource_group: str = ""
    """Azure resource group; default: the cluster's name."""
    zones: Several[str] = ()
    """Zones to spread over, `westeurope-1`; default: all three."""


class Existing(Section):
    """A cluster that already runs, wherever it is."""

    context: str = ""
    """Context of the kubeconfig; default: the current one."""
    zones: Several[str] = ()
    """The zones its nodes are labelled with."""


class Local(Section):
    """The control plane on this machine, with simulated nodes."""

    zones: Several[str] = ()
    """Zones to label the simulated nodes with; default: the first other place's, or `zone-a`, `zone-b`, `zone-c`."""
    speed: Annotated[int, Field(ge=1, le=100_000, json_schema_extra={"x-unit": "times"})] = 60
    """How many times faster than life simulated pods start; 60 turns a minute of model loading into a second."""


class Place(Section):
    """One place: exactly one of `eks`, `gke`, `aks`, `existing`, `local`, and what differs there."""

    eks: Eks | None = None
    """The cluster lives on Amazon EKS."""
    gke: Gke | None = None
    """The cluster lives on Google Kubernetes Engine."""
    aks: Aks | None = None
    """The cluster lives on Azure Kubernetes Service."""
    existing: Existing | None = None
    """The cluster already runs and is reached by a kubeconfig context."""
    local: Local | None = None
    """The cluster is a control plane on this machine."""
    context: str = ""
    """Kubeconfig context that reaches the cluster at this place; default: asked for with `--context`."""
    overrides: dict[str, Any] = empty()
    """What differs at this place: merged over the file; mappings key by key, `null` removes, anything else replaces."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        exactly_one(self, "eks", "gke", "aks", "existing", "local")
        return self


Places = dict[Name, Place]
