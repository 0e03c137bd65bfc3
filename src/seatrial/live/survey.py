"""What stands where: nodes of each pool, pods of each workload, and how the GPUs are used."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seatrial.live.together import together
from seatrial.planner.fields import at, items, mapping, text
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.kube.client import Client
    from seatrial.resource import Manifest

POOL_LABEL = "seatrial.dev/pool"
ZONE_LABEL = "topology.kubernetes.io/zone"
NAME_LABEL = "app.kubernetes.io/name"
GPU_PREFIXES = ("nvidia.com/gpu", "nvidia.com/mig-", "amd.com/gpu")
FINISHED = {"Succeeded", "Failed"}


@dataclass(frozen=True, slots=True)
class PoolState:
    """The nodes of one pool; `""` is the pool of nodes without our label.

    Attributes:
        pool: its name.
        ready: nodes that are Ready and may be scheduled to.
        total: all its nodes.
        zones: nodes by zone.
        gpus: GPUs, or shares of them, that its nodes offer.
        gpus_used: of those, the ones that pods hold.

    """

    pool: str
    ready: int
    total: int
    zones: Mapping[str, int]
    gpus: int
    gpus_used: int


@dataclass(frozen=True, slots=True)
class WorkloadState:
    """The pods of one service or job.

    Attributes:
        namespace: its namespace.
        name: its name in the file.
        component: `service` or `job`.
        ready: pods that are Ready.
        total: pods that have not ended.
        pools: pods by pool and zone, `l4 us-east-1a`; what has no node yet is `pending`.

    """

    namespace: str
    name: str
    component: str
    ready: int
    total: int
    pools: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """A cluster at a glance."""

    pools: tuple[PoolState, ...] = ()
    workloads: tuple[WorkloadState, ...] = field(default=())


async def survey(client: Client, *, cluster: str) -> Survey:
    """Look at the nodes and at the pods of a cluster of ours.

    Args:
        client: where.
        cluster: `name` of the file.

    Raises:
        ClusterError: the cluster does not answer, or does not let us look.

    """
    types = await together(client.type_of("", kind) for kind in ("Node", "Pod"))
    selectors = ("", f"app.kubernetes.io/part-of={cluster}")
    nodes, pods = await together(
        client.list(served, labels=labels) for served, labels in zip(types, selectors, strict=True)
    )
    return summarise(nodes.items, pods.items)


def summarise(nodes: Sequence[Manifest], pods: Sequence[Manifest]) -> Survey:
    """The same from objects that are there already."""
    labels_of = {text(node, "metadata", "name"): mapping(node, "metadata", "labels") for node in nodes}
    living = [pod for pod in pods if text(pod, "status", "phase") not in FINISHED]
    used: Counter[str] = Counter()
    grouped: dict[tuple[str, str, str], list[Manifest]] = defaultdict(list)
    for pod in living:
        labels = mapping(pod, "metadata", "labels")
        used[text(labels_of.get(text(pod, "spec", "nodeName"), {}), POOL_LABEL)] += _gpus_of(pod)
        key = (
            text(pod, "metadata", "namespace"),
            text(labels, "app.kubernetes.io/component"),
            text(labels, NAME_LABEL),
        )
        grouped[key].append(pod)
    by_pool: dict[str, list[Manifest]] = defaultdict(list)
    for node in nodes:
        by_pool[text(node, "metadata", "labels", POOL_LABEL)].append(node)
    return Survey(
        tuple(_pool_state(pool, by_pool[pool], used[pool]) for pool in sorted(by_pool)),
        tuple(_workload_state(*key, grouped[key], labels_of) for key in sorted(grouped)),
    )


def _pool_state(pool: str, nodes: Sequence[Manifest], used: int) -> PoolState:
    return PoolState(
        pool,
        sum(_is_ready(node) and not at(node, "spec", "unschedulable") for node in nodes),
        len(nodes),
        dict(sorted(Counter(text(node, "metadata", "labels", ZONE_LABEL) for node in nodes).items())),
        sum(_gpus_in(mapping(node, "status", "allocatable")) for node in nodes),
        used,
    )


def _workload_state(
    namespace: str, component: str, name: str, pods: Sequence[Manifest], labels_of: Mapping[str, Mapping[str, object]]
) -> WorkloadState:
    places: Counter[str] = Counter()
    for pod in pods:
        labels = labels_of.get(text(pod, "spec", "nodeName"))
        place = f"{text(labels, POOL_LABEL)} {text(labels, ZONE_LABEL)}".strip() if labels is not None else "pending"
        places[place or text(pod, "spec", "nodeName")] += 1
    return WorkloadState(namespace, name, component, sum(map(_is_ready, pods)), len(pods), dict(sorted(places.items())))


def _is_ready(manifest: Manifest) -> bool:
    return any(
        condition.get("type") == "Ready" and condition.get("status") == "True"
        for condition in items(manifest, "status", "conditions")
    )


def _gpus_of(pod: Manifest) -> int:
    return sum(_gpus_in(mapping(each, "resources", "limits")) for each in items(pod, "spec", "containers"))


def _gpus_in(amounts: Mapping[str, object]) -> int:
    return sum(_whole(amount) for name, amount in amounts.items() if name.startswith(GPU_PREFIXES))


def _whole(amount: object) -> int:
    try:
        return Quantity.parse(str(amount)).units
    except ValueError:
        return 0


def gpus(pools: Iterable[PoolState]) -> tuple[int, int]:
    """GPUs used and offered, over pools."""
    found = tuple(pools)
    return sum(pool.gpus_used for pool in found), sum(pool.gpus for pool in found)
