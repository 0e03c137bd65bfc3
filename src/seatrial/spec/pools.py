"""Groups of equal nodes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from seatrial.quantity import Quantity
from seatrial.spec.fields import (
    Amount,
    Count,
    Gpus,
    HourlyPrice,
    LabelValue,
    QualifiedKey,
    Section,
    Several,
    Words,
    empty,
    exactly_one,
)
from seatrial.spec.values import Range

TaintText = Annotated[
    str,
    StringConstraints(pattern=r"^[^=:\s]+(=[^=:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$"),
    Words("a taint such as dedicated=search:NoSchedule, with NoSchedule, PreferNoSchedule or NoExecute"),
]
MigProfile = Annotated[
    str, StringConstraints(pattern=r"^[0-9]g\.[0-9]{1,3}gb$"), Words("a MIG profile such as 1g.10gb")
]


class CustomInstance(Section):
    """A machine that no catalogue lists: one you own."""

    cpu: Amount
    """Cores of a node."""
    memory: Amount
    """Memory of a node."""
    gpu: Gpus | None = None
    """GPUs of a node, `4 a100-80gb`."""
    price: HourlyPrice | None = None
    """What a node costs an hour; left out, it is unknown and every total says so."""
    disk: Amount = Quantity.of(100 * 2**30)
    """Disk of a node for images, logs and emptyDir volumes."""
    arch: Literal["amd64", "arm64"] = "amd64"
    """Processor architecture."""
    max_pods: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"x-unit": "pods"})] = 110
    """Pods a node takes; kubelet's own default is 110."""
    rdma: Annotated[int, Field(ge=0, le=64, json_schema_extra={"x-unit": "devices"})] = 0
    """RDMA network devices of a node."""


class Sharing(Section):
    """How one GPU serves several pods: exactly one of the three."""

    time_slicing: Annotated[int, Field(ge=2, le=64, json_schema_extra={"x-unit": "shares per GPU"})] | None = None
    """Shares of each GPU, taking turns; no memory isolation."""
    mps: Annotated[int, Field(ge=2, le=48, json_schema_extra={"x-unit": "shares per GPU"})] | None = None
    """Shares of each GPU through NVIDIA MPS, running together; memory limits, no fault isolation."""
    mig: MigProfile | None = None
    """MIG profile that every GPU of the pool is cut into, `1g.10gb`; isolated in hardware."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, "time_slicing", "mps", "mig")
        return self


class Pool(Section):
    """A group of equal nodes."""

    instance: str | CustomInstance
    """Instance type of the catalogue (`g6.12xlarge`), or a machine of yours (`{cpu: 64, memory: 512Gi, gpu: 4 l4}`)."""
    nodes: Count = Range(1, 1)
    """How many nodes, or a range for the autoscaler; the minimum is what is paid for always."""
    zones: Several[str] = ()
    """Zones of this pool; default: all zones of the place."""
    spot: bool = False
    """Spot capacity: cheaper, taken back at short notice; pods go there only with `spot: true`."""
    reservation: str = ""
    """Capacity reservation that the nodes come from, `cr-0123`."""
    sharing: Sharing | None = None
    """How one GPU of this pool serves several pods; default: not shared."""
    disk: Amount = Quantity.of(200 * 2**30)
    """Root disk of each node, for images, logs and emptyDir volumes."""
    labels: dict[QualifiedKey, LabelValue] = empty()
    """More node labels."""
    taints: Several[TaintText] = ()
    """More taints, `key=value:NoSchedule`; GPU pools have `nvidia.com/gpu=present:NoSchedule` anyway."""
