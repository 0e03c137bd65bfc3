"""Write the catalogue's instance and price tables from published lists.

    python scripts/make_catalogue.py ../shared/data/instances

The lists come from Karpenter's providers, the cluster autoscaler and Aspire (`sources.csv` names each). What they lack
stands in `scripts/catalogue/`: the memory rule of each Google machine family, Google types that follow no rule, and the
GPU model behind each Azure size. A machine whose memory no source tells is left out rather than guessed. The same input
gives the same bytes.
"""

from __future__ import annotations

import csv
import re
import sys
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.catalog.gpus import find_gpu
from seatrial.catalog.reservations import AKS_MAX_PODS, GKE_MAX_PODS, aks_allocatable, gke_allocatable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
DATA = HERE.parent / "src" / "seatrial" / "catalog" / "data"
COLUMNS = (
    "name",
    "cloud",
    "arch",
    "vcpu",
    "memory_mib",
    "gpu",
    "gpu_count",
    "gpu_memory_mib",
    "gpu_share",
    "network_mbps",
    "rdma",
    "nvme_gb",
    "max_pods",
    "alloc_cpu_milli",
    "alloc_memory_mib",
    "source",
    "date",
)
AWS = ("karpenter-aws", "2026-07-20")
GCP_PRICES = ("karpenter-gcp", "2026-08-03")
AZURE_PRICES = ("karpenter-azure", "2026-06-18")
AWS_GPU_KEYS = {
    ("a100", "40960"): "a100-40gb",
    ("a100", "81920"): "a100-80gb",
    ("v100", "32768"): "v100-32gb",
    ("rtx-pro-server-6000", "98304"): "rtx-pro-6000",
}
AWS_SHARES = {"2861": "1/8", "5722": "1/4", "11444": "1/2"}
"""Memory of an L4 slice in MiB, and its part of the 22,888 MiB that AWS lists for a whole L4."""
GCP_TYPE = re.compile(r"(?P<family>[a-z0-9]+-[a-z]+)-(?P<vcpu>[0-9]+)(?:-.*)?")
UNKNOWN_MEMORY = {"c4d-highcpu-384-metal"}
"""Bare metal that does not follow its family's rule."""
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def aws_instances(folder: Path) -> Iterator[Row]:
    for row in read(folder / "aws_instances_karpenter.csv"):
        share = AWS_SHARES[row["gpu_memory_mib"]] if row["gpu_count"] == "0" else ""
        name = AWS_GPU_KEYS.get((row["gpu_name"], row["gpu_memory_mib"]), row["gpu_name"]) or row["accelerator_name"]
        yield {
            "name": row["instance"],
            "cloud": "aws",
            "arch": row["arch"],
            "vcpu": row["vcpu"],
            "memory_mib": row["memory_mib"],
            "gpu": name,
            "gpu_count": "" if share else row["gpu_count"] or row["accelerator_count"],
            "gpu_memory_mib": row["gpu_memory_mib"] or own_memory(name),
            "gpu_share": share,
            "network_mbps": row["network_mbps"],
            "rdma": row["efa"] or "0",
            "nvme_gb": row["local_nvme_gb"] or "0",
            "max_pods": row["max_pods"],
            "alloc_cpu_milli": row["alloc_cpu"].removesuffix("m"),
            "alloc_memory_mib": row["alloc_memory"].removesuffix("Mi"),
            "source": AWS[0],
            "date": AWS[1],
        }


def own_memory(gpu: str) -> str:
    """The memory of a whole device of this model, for a list that names only the model."""
    model = find_gpu(gpu) if gpu else None
    return str(model.memory_mib) if model else ""


def gcp_instances(folder: Path) -> Iterator[Row]:
    names = {row["machine_type"] for row in read(folder / "gcp_prices_karpenter.csv")}
    listed = {row["name"]: row for row in read(HERE / "catalogue" / "gcp_types.csv")}
    families = {row["family"]: row for row in read(HERE / "catalogue" / "gcp_families.csv")}
    for name in sorted(names | set(listed)):
        row = listed.get(name) or gcp_by_rule(name, families)
        if row is not None:
            yield with_gke_reservations(row)


def gcp_by_rule(name: str, families: dict[str, Row]) -> Row | None:
    """Read vCPUs from the type's name and take memory from its family's rule; None where no rule is known."""
    match = GCP_TYPE.fullmatch(name)
    if not match or match["family"] not in families or name in UNKNOWN_MEMORY:
        return None
    family = families[match["family"]]
    vcpu = int(match["vcpu"])
    gib = vcpu * float(family["gib_per_vcpu"])
    mib = floor(gib) * 1024 if family["whole_gib"] else round(gib * 1024)
    return {
        "name": name,
        "arch": family["arch"],
        "vcpu": match["vcpu"],
        "memory_mib": str(mib),
        "gpu": "",
        "gpu_count": "",
        "gpu_memory_mib": "",
        "network_mbps": "",
        "rdma": "0",
        "nvme_gb": "" if "lssd" in name or "metal" in name or name.startswith("z3-") else "0",
        "source": family["source"],
        "date": family["date"],
    }


def with_gke_reservations(row: Row) -> Row:
    shared_core = row["name"] in {"e2-micro", "e2-small", "e2-medium"}
    cpu, memory = gke_allocatable(int(row["vcpu"]) * 1000, int(row["memory_mib"]), shared_core=shared_core)
    return {
        **row,
        "cloud": "gcp",
        "gpu_share": "",
        "gpu_memory_mib": row["gpu_memory_mib"] or own_memory(row["gpu"]),
        "max_pods": str(GKE_MAX_PODS),
        "alloc_cpu_milli": str(cpu),
        "alloc_memory_mib": str(memory),
    }


def azure_instances(folder: Path) -> Iterator[Row]:
    sizes: dict[str, tuple[str, str, str, str, str]] = {}
    for row in read(folder / "azure_aks_vm_sizes_aspire_MIT.csv"):
        mib = round(float(row["memory_gb"]) * 1024)
        sizes[row["vm_size"]] = (row["vcpu"], str(mib), arm_or_amd(row["vm_size"]), row["gpu_count"], "aspire")
    for row in read(folder / "azure_instances_cluster_autoscaler.csv"):
        source = "cluster-autoscaler"
        sizes[row["vm_size"]] = (row["vcpu"], row["memory_mib"], row["arch"], row["gpu_count"], source)
    gpus = [(re.compile(row["pattern"]), row) for row in read(HERE / "catalogue" / "azure_gpus.csv")]
    for name, size in sorted(sizes.items()):
        if size[1] == "0":  # the autoscaler's list rounds half a GiB (Standard_B1ls) down to nothing
            continue
        yield azure_instance(name, size, next((row for pattern, row in gpus if pattern.fullmatch(name)), {}))


def arm_or_amd(vm_size: str) -> str:
    """Azure writes a `p` among the lower-case letters after the vCPU count of an Arm size."""
    letters = re.match(r"Standard_[A-Z]+[0-9]+(?:-[0-9]+)?([a-z]*)", vm_size)
    return "arm64" if letters and "p" in letters[1] else "amd64"


def azure_instance(name: str, size: tuple[str, str, str, str, str], gpu: Row) -> Row:
    vcpu, mib, arch, listed_count, source = size
    model = gpu.get("gpu", "")
    count = listed_count if gpu.get("gpu_count") == "=" else gpu.get("gpu_count", "")
    cpu, allocatable = aks_allocatable(int(vcpu) * 1000, int(mib))
    return {
        "name": name,
        "cloud": "azure",
        "arch": gpu.get("arch", arch),
        "vcpu": vcpu,
        "memory_mib": mib,
        "gpu": model,
        "gpu_count": count,
        "gpu_memory_mib": gpu.get("gpu_memory_mib", "") or own_memory(model),
        "gpu_share": "",
        "network_mbps": gpu.get("network_mbps", ""),
        "rdma": gpu.get("rdma", "0"),
        "nvme_gb": "",
        "max_pods": str(AKS_MAX_PODS),
        "alloc_cpu_milli": str(cpu),
        "alloc_memory_mib": str(allocatable),
        "source": source,
        "date": AZURE_SIZES_DATE,
    }


AZURE_SIZES_DATE = "2026-11-23"
"""The two lists of Azure sizes carry no date of their own: the day on which they were read."""


def prices(folder: Path, machines: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """One row for each of these machines: `region=on-demand/spot`, either side empty where it has no price."""
    amounts: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in read(folder / "aws_instances_karpenter.csv"):
        if row["usd_hour_us_east_1"]:
            amounts.setdefault((row["instance"], *AWS), {})["us-east-1"] = row["usd_hour_us_east_1"]
    for row in read(folder / "gcp_prices_karpenter.csv"):
        both = f"{row['on_demand_usd_hour']}/{row['spot_usd_hour']}"
        amounts.setdefault((row["machine_type"], *GCP_PRICES), {})[row["region"]] = both
    for row in read(folder / "azure_gpu_prices_karpenter.csv"):
        amounts.setdefault((row["vm_size"], *AZURE_PRICES), {})[row["region"]] = row["usd_hour"]
    for key, by_region in sorted(amounts.items()):
        if key[0] in machines:
            yield (*key, " ".join(f"{region}={amount}" for region, amount in sorted(by_region.items())))


def main(folder: Path, target: Path = DATA) -> None:
    """Write `instances.csv` and `prices.csv` into `target`."""
    machines = [*aws_instances(folder), *gcp_instances(folder), *azure_instances(folder)]
    machines.sort(key=lambda row: row["name"])
    write(target / "instances.csv", COLUMNS, ([row[column] for column in COLUMNS] for row in machines))
    names = {row["name"] for row in machines}
    write(target / "prices.csv", ("name", "source", "date", "prices"), prices(folder, names))
    print(f"{len(machines)} instance types")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(Path(argument) for argument in sys.argv[2:3]))
