"""Accelerator models: the resource that a pod asks for, the labels of its nodes, memory, and MIG profiles."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from seatrial.catalog import table

PRODUCT_LABELS = {"nvidia": "nvidia.com/gpu.product", "amd": "amd.com/gpu.product-name"}
"""The node label that names the model: GPU feature discovery's, and the AMD node labeller's."""


@dataclass(frozen=True, slots=True)
class MigProfile:
    """A way to cut a GPU.

    Attributes:
        name: `1g.10gb`.
        fraction: compute slices of this profile over those of the GPU.
        memory_gb: as the profile's name says.
        per_gpu: how many of it one GPU holds when it holds no other.

    """

    name: str
    fraction: Fraction
    memory_gb: int
    per_gpu: int

    @property
    def resource(self) -> str:
        """What a pod asks for under the device plugin's `mixed` strategy."""
        return f"nvidia.com/mig-{self.name}"


@dataclass(frozen=True, slots=True)
class GpuModel:
    """One model.

    Attributes:
        key: how a cluster file names it, `a100-80gb`.
        vendor: `nvidia`, `amd`, `aws` or `qualcomm`.
        resource: the extended resource of the vendor's device plugin.
        product: the value of the vendor's product label, empty where no labeller writes one.
        family: microarchitecture as GPU feature discovery spells it, `hopper`.
        memory_mib: memory of one device as its driver reports it.
        compute_capability: CUDA compute capability, empty for other vendors.
        aliases: shorter names that may mean this model.
        mig: MIG profiles, empty where the model has none.
        source: key into `sources.csv`.
        date: when the fact was recorded.

    """

    key: str
    vendor: str
    resource: str
    product: str
    family: str
    memory_mib: int
    compute_capability: str
    aliases: tuple[str, ...]
    mig: tuple[MigProfile, ...]
    source: str
    date: str

    @property
    def product_label(self) -> str:
        """The node label that carries `product`, empty where there is none."""
        return PRODUCT_LABELS.get(self.vendor, "") if self.product else ""


def _mig_profiles(key: str) -> tuple[MigProfile, ...]:
    row = table.find_row("mig", key)
    if row is None:
        return ()
    found: list[MigProfile] = []
    for part in row["profiles"].split():
        name, _, per_gpu = part.partition(":")
        slices, _, memory = name.removesuffix("gb").partition("g.")
        found.append(MigProfile(name, Fraction(int(slices), int(row["slices"])), int(memory), int(per_gpu)))
    return tuple(found)


@cache
def _model(key: str) -> GpuModel | None:
    row = table.find_row("gpus", key)
    if row is None:
        return None
    return GpuModel(
        key=row["key"],
        vendor=row["vendor"],
        resource=row["resource"],
        product=row["product"],
        family=row["family"],
        memory_mib=int(row["memory_mib"]),
        compute_capability=row["compute_capability"],
        aliases=tuple(row["aliases"].split()),
        mig=_mig_profiles(row["key"]),
        source=row["source"],
        date=row["date"],
    )


@cache
def gpu_models() -> tuple[GpuModel, ...]:
    """Every model, by key."""
    return tuple(model for key in table.keys("gpus") if (model := _model(key)))


def find_gpus(name: str) -> tuple[GpuModel, ...]:
    """The models that `name` may mean: the one of that key first, then those it is an alias of; case does not matter.

    `a100` means both memory sizes and `h100` also the NVL and PCIe cards: the instance decides.
    """
    wanted = name.strip().lower()
    exact = _model(wanted)
    others = (model for model in gpu_models() if wanted in model.aliases)
    return (*((exact,) if exact else ()), *others)


def find_gpu(name: str) -> GpuModel | None:
    """The model with this key, or the only one with this alias; None when unknown or ambiguous."""
    found = find_gpus(name)
    return found[0] if found and (len(found) == 1 or found[0].key == name.strip().lower()) else None


def gpu_answers(asked: str, key: str) -> bool:
    """Whether a node with GPUs of model `key` serves a request for `asked`."""
    return any(model.key == key for model in find_gpus(asked))


def suggest_gpus(name: str) -> tuple[str, ...]:
    """The likeliest names for one that is not known."""
    aliases = {alias for model in gpu_models() for alias in model.aliases}
    return table.nearest(name, tuple(sorted({*table.keys("gpus"), *aliases})))
