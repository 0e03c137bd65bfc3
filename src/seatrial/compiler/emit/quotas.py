"""ResourceQuota and LimitRange of each team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.catalog.gpus import gpu_answers
from seatrial.compiler.context import metadata
from seatrial.compiler.usage import workloads
from seatrial.resource import Resource
from seatrial.spec.values import QuantityRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.gpu import GpuOffer
    from seatrial.location import SpecPath
    from seatrial.quantity import Quantity
    from seatrial.spec.teams import Team

NAME = "team"
COUNTED = {
    "pods": "pods",
    "count/services": "services",
    "services.loadbalancers": "load_balancers",
    "count/jobs.batch": "jobs",
    "count/configmaps": "config_maps",
    "count/secrets": "secrets",
    "persistentvolumeclaims": "volumes",
}
SUMMED = {
    "requests.cpu": "cpu",
    "requests.memory": "memory",
    "requests.storage": "storage",
    "requests.ephemeral-storage": "ephemeral",
}
FIELDS: dict[str, SpecPath] = {
    "spec.hard": ("quota",),
    **{f"spec.hard.{name}": ("quota", field) for name, field in {**SUMMED, **COUNTED}.items()},
    "spec.hard.requests.nvidia.com/gpu": ("quota", "gpu"),
    "spec.hard.requests.nvidia.com/gpu.shared": ("quota", "gpu"),
}
REASONS = {
    "spec.hard": "The API server refuses what would exceed it, so that one team cannot take the others' nodes, "
    "addresses or room in etcd.",
    "spec.hard.requests.nvidia.com/gpu": "For extended resources a quota knows only `requests.`: they cannot be "
    "overcommitted, so request and limit are one number.",
    "spec.hard.services.loadbalancers": "Each Service of type LoadBalancer is a machine that the cloud bills.",
    "spec.hard.pods": "Finished pods do not count, so that a job's history cannot block new work.",
}
LIMIT_FIELDS: dict[str, SpecPath] = {
    "spec.limits[0].default": ("containers",),
    "spec.limits[0].defaultRequest": ("containers",),
}
LIMIT_REASONS = {
    "spec.limits[0].defaultRequest": "Under a quota the API server refuses pods that request nothing; this is what "
    "such a container is taken to ask for.",
    "spec.limits[0].default": "A container without a memory limit can take the node's memory, and the kernel then "
    "kills whatever it likes; CPU has no default limit, because throttling helps nobody while cores are idle.",
}
DEFAULT_CPU = QuantityRange.parse("100m..")
DEFAULT_MEMORY = QuantityRange.parse("128Mi..512Mi")
DEFAULT_EPHEMERAL = "1Gi"


def emit(context: Context) -> Iterator[Resource]:
    """Quota and defaults of every team."""
    for name, team in context.cluster.teams.items():
        source, namespace = ("teams", name), context.namespace(name)
        about = metadata(context, NAME, source=source, component="team", app=name, namespace=namespace)
        yield Resource(
            {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": about, "spec": {"hard": _hard(context, team)}},
            source,
            FIELDS,
            REASONS,
        )
        limits = _defaults(context, name, team)
        yield Resource(
            {"apiVersion": "v1", "kind": "LimitRange", "metadata": about, "spec": {"limits": [limits]}},
            source,
            LIMIT_FIELDS,
            LIMIT_REASONS,
        )


def _hard(context: Context, team: Team) -> dict[str, str]:
    quota = team.quota
    amounts: dict[str, Quantity | None] = {name: getattr(quota, field) for name, field in SUMMED.items()}
    hard = {
        name: amount.decimal if name == "requests.cpu" else amount.binary
        for name, amount in amounts.items()
        if amount is not None
    }
    hard |= {f"requests.{name}": str(count) for name, count in gpu_quota(context, team).items()}
    hard |= {name: str(getattr(quota, field)) for name, field in COUNTED.items()}
    return hard


def gpu_quota(context: Context, team: Team) -> dict[str, int]:
    """Resource name → how much of it a team may request; empty where its quota names no GPUs.

    A quota counts physical GPUs; of a shared pool that is as many shares or slices as they are cut into. It knows
    resource names, not models, so models with the same resource are counted together, and a resource that only models
    outside the quota offer is forbidden (0).
    """
    gpus = team.quota.gpu
    if gpus is None:
        return {}
    found: dict[str, int] = {}
    offers = {(offer.resource, offer.gpu.key): offer for offer in context.offers.values()}
    if isinstance(gpus, int):
        for offer in offers.values():
            found[offer.resource] = max(found.get(offer.resource, 0), gpus * _pieces(offer))
        return found or {"nvidia.com/gpu": gpus}
    for offer in offers.values():
        allowed = sum(count for model, count in gpus.items() if gpu_answers(model, offer.gpu.key))
        found[offer.resource] = found.get(offer.resource, 0) + allowed * _pieces(offer)
    return found


def _pieces(offer: GpuOffer) -> int:
    return offer.count // offer.gpus


def _defaults(context: Context, name: str, team: Team) -> dict[str, Any]:
    cpu, memory = team.containers.cpu or DEFAULT_CPU, team.containers.memory or DEFAULT_MEMORY
    requests = {"cpu": cpu.request.decimal, "memory": memory.request.binary}
    # A quota of ephemeral storage makes a request for it compulsory too.
    if team.quota.ephemeral is not None:
        requests["ephemeral-storage"] = DEFAULT_EPHEMERAL
    limits: dict[str, str] = {}
    if cpu.limit and not _is_open(context, name, "cpu"):
        limits["cpu"] = cpu.limit.decimal
    if memory.limit and not _is_open(context, name, "memory"):
        limits["memory"] = memory.limit.binary
    return {"type": "Container", **({"default": limits} if limits else {}), "defaultRequest": requests}


def _is_open(context: Context, team: str, resource: str) -> bool:
    """Whether a workload of the team leaves the limit open, as all do for CPU that say nothing.

    The API server would put the default limit into its pods, and refuse those that request more than that.
    """
    found = (getattr(workload.resources, resource) for _, workload in workloads(context) if workload.team == team)
    return any(resource == "cpu" if amount is None else amount.limit is None for amount in found)
