"""Who uses the cluster, and how much of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from seatrial.spec.fields import Amount, AmountRange, Money, Name, Section, Several, Words

Subject = Annotated[
    str,
    StringConstraints(pattern=r"^(group:|serviceaccount:[a-z0-9-]+/)?[^\s:][^\s]*$"),
    Words("a user's name, group:<name> or serviceaccount:<namespace>/<name>"),
]
Objects = Annotated[int, Field(ge=0, json_schema_extra={"x-unit": "objects"})]
GpuCount = Annotated[int, Field(ge=0, json_schema_extra={"x-unit": "GPUs"})]


class Members(Section):
    """Who has which role: a user name, `group:name`, or `serviceaccount:namespace/name`."""

    viewer: Several[Subject] = ()
    """Read everything but Secrets."""
    engineer: Several[Subject] = ()
    """Run and debug workloads; no Secrets' values, no roles, no quotas."""
    admin: Several[Subject] = ()
    """Everything in the team's namespace except its quota, its network policies and its security labels."""


class Quota(Section):
    """The most that all of the team's pods may request together."""

    cpu: Amount | None = None
    """Cores."""
    memory: Amount | None = None
    """Memory."""
    gpu: GpuCount | dict[str, GpuCount] | None = None
    """GPUs, in all or by model (`{l4: 8, h100: 16}`); a ResourceQuota counts them together."""
    storage: Amount | None = None
    """Sum of all claimed storage."""
    ephemeral: Amount | None = None
    """Sum of node-local scratch space."""
    pods: Objects = 500
    """Pods."""
    services: Objects = 100
    """Services."""
    load_balancers: Objects = 5
    """Services of type LoadBalancer: each is billed by the cloud."""
    jobs: Objects = 200
    """Jobs; finished ones count until their time to live ends."""
    config_maps: Objects = 200
    """ConfigMaps."""
    secrets: Objects = 200
    """Secrets."""
    volumes: Objects = 100
    """PersistentVolumeClaims."""


class ContainerDefaults(Section):
    """What a container of the namespace gets that says nothing (LimitRange)."""

    cpu: AmountRange | None = None
    """CPU request and limit; default 100m.. (no limit, so that idle cores are used)."""
    memory: AmountRange | None = None
    """Memory request and limit; default 128Mi..512Mi."""


class Team(Section):
    """A team: a namespace with its rights, its quota and its network."""

    namespace: Name | None = None
    """Namespace; default: the team's name."""
    members: Members = Members()
    """Who has which role."""
    quota: Quota = Quota()
    """The most that the team may request together."""
    budget: Money | None = None
    """What the team may spend, `40000/month`."""
    containers: ContainerDefaults = ContainerDefaults()
    """Defaults for containers that are not Seatrial's."""
