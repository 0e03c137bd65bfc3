from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction

import pytest

from seatrial.catalog import table
from seatrial.catalog.gpus import find_gpu
from seatrial.catalog.instances import Gpu, custom_instance, find_instance, instance_names, suggest_instances
from seatrial.quantity import Quantity

GIB = 2**30


def test_every_row_is_a_machine_that_can_be_a_node() -> None:
    sources = set(table.keys("sources"))
    for name in instance_names():
        instance = find_instance(name)
        assert instance, name
        assert instance.name == name
        assert Quantity(0) < instance.allocatable_cpu < instance.cpu, name
        assert Quantity(0) < instance.allocatable_memory < instance.memory, name
        assert instance.arch in {"amd64", "arm64"}, name
        assert instance.max_pods > 0, name
        assert instance.rdma >= 0, name
        assert instance.source in sources, name
        assert instance.date >= "2026-01-01", name
        assert instance.usd_per_hour is None, name
        assert not (instance.gpu and instance.gpu_share), name
        for part in filter(None, (instance.gpu, instance.gpu_share)):
            assert find_gpu(part.model), name
            assert part.memory, name
        assert not instance.gpu or instance.gpu.count > 0, name


@pytest.mark.parametrize("name", ["instances", "prices", "gpus", "mig", "kinds", "features", "regions", "sources"])
def test_tables_are_sorted_plain_csv_with_known_sources_and_dates(name: str) -> None:
    lines = (table.FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    assert rows == table.rows(name)
    assert lines[1:] == sorted(lines[1:], key=lambda line: line.split(",")[: 2 if name == "regions" else 1])
    assert len({line.split(",")[0] for line in lines}) == len(lines) or name == "regions"
    sources = set(table.keys("sources"))
    assert all(row.get("source", row.get("key")) in sources for row in rows)
    assert all(len(row["date"].split("-")) == 3 for row in rows)


def test_the_clouds_are_there_and_nothing_is_in_two() -> None:
    counts = {cloud: len(instance_names(cloud)) for cloud in ("aws", "gcp", "azure")}
    assert counts["aws"] == 1363
    assert counts["gcp"] > 480
    assert counts["azure"] > 1480
    assert sum(counts.values()) == len(set(instance_names()))


@pytest.mark.parametrize(
    ("name", "cpu", "gib", "gpu", "count", "rdma", "gbps"),
    [
        ("p5.48xlarge", 192, 2048, "h100", 8, 32, 3200),
        ("p4d.24xlarge", 96, 1152, "a100-40gb", 8, 4, 400),
        ("p4de.24xlarge", 96, 1152, "a100-80gb", 8, 4, 400),
        ("p6-b200.48xlarge", 192, 2048, "b200", 8, 8, 3200),
        ("g6.12xlarge", 48, 192, "l4", 4, 1, 40),
        ("g7e.48xlarge", 192, 2048, "rtx-pro-6000", 8, 4, 1600),
        ("trn2.48xlarge", 192, 2048, "trainium2", 16, 16, 3200),
        ("a2-highgpu-8g", 96, 680, "a100-40gb", 8, 0, 100),
        ("a2-ultragpu-1g", 12, 170, "a100-80gb", 1, 0, 24),
        ("a3-highgpu-8g", 208, 1872, "h100", 8, 0, 1000),
        ("a3-ultragpu-8g", 224, 2952, "h200", 8, 8, 3600),
        ("g2-standard-96", 96, 384, "l4", 8, 0, 100),
        ("g4-standard-384", 384, 1440, "rtx-pro-6000", 8, 0, 400),
        ("Standard_NC24ads_A100_v4", 24, 220, "a100-80gb-pcie", 1, 0, None),
        ("Standard_ND96isr_H100_v5", 96, 1900, "h100", 8, 8, None),
        ("Standard_ND96isr_MI300X_v5", 96, 1850, "mi300x", 8, 8, 80),
        ("Standard_NC80adis_H100_v5", 80, 640, "h100-nvl", 2, 0, None),
    ],
)
def test_gpu_machines(name: str, cpu: int, gib: int, gpu: str, count: int, rdma: int, gbps: float | None) -> None:
    instance = find_instance(name)
    assert instance
    assert instance.gpu
    assert (instance.cpu, instance.memory) == (Quantity.of(cpu), Quantity.of(gib * GIB))
    assert (instance.gpu.model, instance.gpu.count) == (gpu, count)
    assert (instance.rdma, instance.network_gbps) == (rdma, gbps)


@pytest.mark.parametrize(
    ("name", "cpu", "mib", "arch"),
    [
        ("m7i.2xlarge", 8, 32768, "amd64"),
        ("c7g.xlarge", 4, 8192, "arm64"),
        ("n1-highcpu-2", 2, 1843, "amd64"),
        ("n2-highmem-128", 128, 864 * 1024, "amd64"),
        ("c3d-highcpu-360", 360, 708 * 1024, "amd64"),
        ("c3d-highcpu-16", 16, 32 * 1024, "amd64"),
        ("c4-standard-2", 2, 7 * 1024, "amd64"),
        ("c4-highmem-288", 288, 2232 * 1024, "amd64"),
        ("c4d-highcpu-2", 2, 3 * 1024, "amd64"),
        ("c4n-highmem-192", 192, 1488 * 1024, "amd64"),
        ("c4d-standard-384-metal", 384, 1536 * 1024, "amd64"),
        ("m4-ultramem-224", 224, 5952 * 1024, "amd64"),
        ("c4a-standard-16-lssd", 16, 64 * 1024, "arm64"),
        ("e2-micro", 2, 1024, "amd64"),
        ("Standard_D4s_v5", 4, 16384, "amd64"),
        ("Standard_D4ps_v5", 4, 16384, "arm64"),
        ("Standard_ND128isr_NDR_GB200_v6", 128, 864 * 1024, "arm64"),
    ],
)
def test_capacity_and_architecture(name: str, cpu: int, mib: int, arch: str) -> None:
    instance = find_instance(name)
    assert instance
    assert (instance.cpu.units, instance.memory.units // 2**20, instance.arch) == (cpu, mib, arch)


@pytest.mark.parametrize(
    ("name", "fraction"),
    [("g6f.large", "1/8"), ("g6f.2xlarge", "1/4"), ("gr6f.4xlarge", "1/2")],
)
def test_a_slice_that_the_cloud_cuts_is_no_gpu_that_a_pod_can_ask_for(name: str, fraction: str) -> None:
    instance = find_instance(name)
    assert instance
    assert instance.gpu is None
    assert instance.gpu_share
    assert instance.gpu_share.fraction == Fraction(fraction)
    model = find_gpu(instance.gpu_share.model)
    assert model
    assert instance.gpu_share.memory.units / (model.memory_mib * 2**20) == pytest.approx(
        float(Fraction(fraction)), 0.01
    )


def test_a_virtual_slice_offered_as_one_device_has_the_memory_of_the_slice() -> None:
    sixth, whole = find_instance("Standard_NV6ads_A10_v5"), find_instance("Standard_NV36ads_A10_v5")
    assert sixth
    assert whole
    assert sixth.gpu == Gpu("a10", 1, Quantity.parse("4Gi"))
    eighth = find_instance("g4-standard-6")
    assert eighth
    assert eighth.gpu == Gpu("rtx-pro-6000", 1, Quantity.parse("12Gi"))
    assert whole.gpu == Gpu("a10", 1, Quantity.parse("24Gi"))


def test_fpgas_and_desktop_cards_that_aks_does_not_offer_are_no_gpus() -> None:
    for name in ("Standard_NP10s", "Standard_NV4as_v4", "Standard_NG8ads_V620_v1"):
        instance = find_instance(name)
        assert instance, name
        assert instance.gpu is None, name


def test_what_no_source_tells_is_left_out() -> None:
    for name in ("c4d-highcpu-384-metal", "Standard_ND40s_v2", "Standard_B1ls"):
        assert find_instance(name) is None, name
    lssd, plain = find_instance("c3-standard-8-lssd"), find_instance("c3-standard-8")
    assert lssd
    assert plain
    assert lssd.local_nvme is None
    assert plain.local_nvme == Quantity(0)


@pytest.mark.parametrize(
    "name", ["", "name", "g6.12xlarge,aws", "g6.12xlarg", "\n", "12xlarge", "g6.12xlarge\n", "G6.12XLARGE"]
)
def test_only_a_whole_name_is_found(name: str) -> None:
    assert find_instance(name) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("g6.12xlarg", "g6.12xlarge"),
        ("G6.12XLARGE", "g6.12xlarge"),
        ("NC24ads_A100_v4", "Standard_NC24ads_A100_v4"),
        ("a3-highgpu-8", "a3-highgpu-8g"),
        ("p5-48xlarge", "p5.48xlarge"),
    ],
)
def test_suggestions(written: str, meant: str) -> None:
    assert meant in suggest_instances(written)


def test_an_own_machine_keeps_what_a_default_kubelet_keeps() -> None:
    gpu = Gpu("a100-80gb", 4, Quantity.parse("80Gi"))
    own = custom_instance(
        "rack", cpu=Quantity.of(64), memory=Quantity.parse("512Gi"), gpu=gpu, usd_per_hour=Decimal("3.2")
    )
    assert own.allocatable_cpu == Quantity.of(64)
    assert own.memory - own.allocatable_memory == Quantity.parse("100Mi")
    assert (own.max_pods, own.cloud, own.gpu) == (110, "own", gpu)
    tiny = custom_instance("tiny", cpu=Quantity.of(1), memory=Quantity.parse("50Mi"))
    assert tiny.allocatable_memory == Quantity(0)
