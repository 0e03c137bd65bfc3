"""The nodes that the set declares: Node objects, and the nodes that Karpenter may make for its NodePools.

A pool is never taken for smaller than it is: a requirement that is not understood restricts nothing, so "no node can
hold this pod" is only said where it is so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.requirements import Requirement, read_expressions
from seatrial.checks.view import at, is_accelerator, mapping, quantity, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.catalog.instances import Cloud, Instance
    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object

INSTANCE_TYPE = "node.kubernetes.io/instance-type"
CAPACITY_TYPE = "karpenter.sh/capacity-type"
NODE_CLASSES: Mapping[str, Cloud] = {
    "EC2NodeClass": "aws",
    "NodeClass": "aws",
    "AKSNodeClass": "azure",
    "GCENodeClass": "gcp",
}
"""Kind of a NodePool's `nodeClassRef` → whose machines it makes; `NodeClass` is EKS Auto Mode's."""
MIB = 2**20
MANAGED = ("eks.amazonaws.com/nodegroup", "cloud.google.com/gke-nodepool", "kubernetes.azure.com/agentpool")
"""Labels of nodes of which a cloud may make more, and which may stand beside kinds of which none runs now."""


class Shape(NamedTuple):
    """One kind of node with accelerators.

    Attributes:
        resource: what pods ask for.
        devices: how many of it the node has.
        model: which; empty where that is not known.
        name: of the machine, for a message.
        rdma: fabric devices of a cloud's machine.
        labels: what the machine itself decides.

    """

    resource: str
    devices: int
    model: str
    name: str
    rdma: int
    labels: Mapping[str, str]


class Pool(NamedTuple):
    """Nodes that one object declares.

    Attributes:
        object: the Node or NodePool.
        requirements: what all its nodes have in common, by label.
        taints: of all its nodes, the ones that go away after the start left out.
        shapes: its nodes with accelerators may be any of these.
        known: whether these are all.
        exact: whether every requirement about the machine was understood, so that it is not too many shapes.
        labelled: whether a label that no requirement speaks of is absent: of a node that a cluster has described.
        limits: the most of each resource that all its nodes may have together; None where nothing limits them.

    """

    object: Object
    requirements: Sequence[Requirement]
    taints: Sequence[Any]
    shapes: Sequence[Shape]
    known: bool
    exact: bool
    labelled: bool
    limits: Mapping[str, Any] | None

    @property
    def only_spot(self) -> bool:
        """Whether a cloud may take back every node of the pool at short notice."""
        return any(
            one.key == CAPACITY_TYPE and one.operator == "In" and set(one.values) == {"spot"}
            for one in self.requirements
        )


class Pools(NamedTuple):
    """All pools of the set with accelerators; `closed` where no other node with one can come to be."""

    pools: Sequence[Pool]
    closed: bool


def pools_of(inventory: Inventory) -> Pools:
    """The pools with accelerators, found once."""
    return inventory.derive(_find)


def _find(inventory: Inventory) -> Pools:
    node_pools = [_of_node_pool(one) for one in inventory.of_kind("NodePool") if one.key.group == "karpenter.sh"]
    nodes = [one for one in inventory.of_kind("Node") if not one.key.group]
    if node_pools:
        nodes = [one for one in nodes if "karpenter.sh/nodepool" not in one.labels]
    found = [*node_pools, *(_of_node(one) for one in nodes)]
    fixed = not any(label in one.labels for one in nodes for label in MANAGED)
    closed = bool(found) and all(pool.known for pool in found) and (fixed or bool(node_pools))
    return Pools([pool for pool in found if pool.shapes], closed)


def _of_node(node: Object) -> Pool:
    status = mapping(node.manifest.get("status"))
    offered = mapping(status.get("allocatable")) or mapping(status.get("capacity"))
    labels = {text(key): text(value) for key, value in node.labels.items()}
    name = labels.get(INSTANCE_TYPE, "")
    machine = _instance(name) if name else None
    if offered:
        product = labels.get("nvidia.com/gpu.product") or labels.get("amd.com/gpu.product-name") or ""
        model = _key_of(product) or (machine.gpu.model if machine and machine.gpu else "")
        amounts = ((text(key), quantity(value)) for key, value in offered.items() if is_accelerator(key))
        rdma = machine.rdma if machine else 0
        shapes = [Shape(key, amount.units, model, node.name, rdma, {}) for key, amount in amounts if amount]
    else:
        shapes = [_shape(machine)] if machine and machine.gpu else []
    requirements = [Requirement(key, "In", (value,)) for key, value in labels.items()]
    return Pool(
        node, requirements, sequence(node.spec.get("taints")), shapes, bool(offered or machine),
        exact=True, labelled=bool(offered), limits={one.resource: one.devices for one in shapes},
    )  # fmt: skip


def _of_node_pool(node_pool: Object) -> Pool:
    template = at(node_pool.spec, "template")
    requirements = [
        *read_expressions(at(template, "spec", "requirements")),
        *(Requirement(text(key), "In", (text(value),)) for key, value in _labels(template)),
        Requirement("karpenter.sh/nodepool", "In", (node_pool.name,)),
    ]
    cloud = NODE_CLASSES.get(text(at(template, "spec", "nodeClassRef", "kind")))
    named = [one for one in requirements if one.key == INSTANCE_TYPE and one.operator == "In"]
    if named:
        machines = [_instance(name) for name in named[0].values]
        known = all(machines)
    else:
        machines = list(_gpu_machines(cloud)) if cloud else []
        known = cloud == "aws"
    fitting = [machine for machine in machines if machine and machine.gpu and _fits(machine, requirements)]
    limits = node_pool.spec.get("limits")
    understood = {label for machine in fitting[:1] for label in _labels_of(machine)}
    exact = all(one.key in understood for one in requirements if "/instance-" in one.key)
    return Pool(
        node_pool, requirements, sequence(at(template, "spec", "taints")), [_shape(one) for one in fitting], known,
        exact=exact, labelled=False, limits=mapping(limits) if limits else None,
    )  # fmt: skip


def _labels(template: Any) -> Iterator[tuple[Any, Any]]:
    yield from mapping(at(template, "metadata", "labels")).items()


def _fits(machine: Instance, requirements: Sequence[Requirement]) -> bool:
    labels = _labels_of(machine)
    return all(one.met_by(labels[one.key]) for one in requirements if one.key in labels) and not any(
        one.operator in ("In", "Exists") and one.key.endswith("/instance-accelerator-name") for one in requirements
    )


def _shape(machine: Instance) -> Shape:
    gpu = machine.gpu
    assert gpu
    return Shape(_resource(gpu.model), gpu.count, gpu.model, machine.name, machine.rdma, _labels_of(machine))


@cache
def _instance(name: str) -> Instance | None:
    from seatrial.catalog.instances import find_instance

    return find_instance(name)


@cache
def _gpu_machines(cloud: Cloud) -> tuple[Instance, ...]:
    from seatrial.catalog import table

    names = (row["name"] for row in table.rows("instances") if row["cloud"] == cloud and row["gpu"])
    return tuple(machine for name in names if (machine := _instance(name)) and machine.gpu)


@cache
def _resource(model: str) -> str:
    from seatrial.catalog.gpus import find_gpu

    found = find_gpu(model)
    return found.resource if found else "nvidia.com/gpu"


@cache
def _key_of(product: str) -> str:
    """The model that GPU feature discovery calls so; the product itself if it is not known."""
    from seatrial.catalog.gpus import gpu_models

    return next((model.key for model in gpu_models() if model.product == product), product)


@cache
def _labels_of(machine: Instance) -> Mapping[str, str]:
    """The labels that a node of the machine type has for sure; absent ones are not known."""
    from seatrial.catalog.gpus import find_gpu

    labels = {INSTANCE_TYPE: machine.name, "kubernetes.io/arch": machine.arch}
    gpu = machine.gpu
    model = find_gpu(gpu.model) if gpu else None
    if model and model.product_label and gpu and gpu.memory.units == model.memory_mib * MIB:
        labels[model.product_label] = model.product
    if machine.cloud == "aws":
        for name, value in _aws_facts(machine).items():
            labels |= {f"{prefix}/instance-{name}": value for prefix in ("karpenter.k8s.aws", "eks.amazonaws.com")}
    return labels


FAMILY = re.compile(r"([a-z-]+)([0-9]+)")


def _aws_facts(machine: Instance) -> Mapping[str, str]:
    """What Karpenter writes about an instance type, `g6.xlarge`: family `g6`, category `g`, generation `6`."""
    family, _, size = machine.name.partition(".")
    begins = FAMILY.match(family)
    facts = {"family": family, "size": size, "cpu": str(machine.cpu.units)}
    facts["memory"] = str(machine.memory.units // MIB)
    if begins:
        facts |= {"category": begins[1], "generation": begins[2]}
    if machine.gpu and _resource(machine.gpu.model) == "nvidia.com/gpu":
        facts |= {"gpu-count": str(machine.gpu.count), "gpu-manufacturer": "nvidia"}
        name = machine.gpu.model.partition("-")[0]
        # Names of one word are written alike by everybody.
        if name != "rtx":
            facts["gpu-name"] = name
    return facts
