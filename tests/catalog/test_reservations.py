from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.catalog.reservations import aks_allocatable, gke_allocatable, kubelet_allocatable

cores = st.integers(1, 512)
memories = st.integers(1024, 12 * 2**20)


@pytest.mark.parametrize(
    ("vcpu", "gib", "cpu", "mib"),
    [
        # 60+10+10 = 80m; 1024+819.2+819.2+12*1024*0.06... as the published tiers add up
        (4, 16, 3920, 16 * 1024 - 1024 - 820 - 819 - 100),
        (1, 4, 940, 4 * 1024 - 1024 - 100),
        (8, 32, 7910, 32 * 1024 - 3646 - 100),
    ],
)
def test_gke_tiers(vcpu: int, gib: int, cpu: int, mib: int) -> None:
    assert gke_allocatable(vcpu * 1000, gib * 1024) == (cpu, mib)


def test_gke_small_and_shared_machines() -> None:
    assert gke_allocatable(1000, 614) == (940, 614 - 255 - 100)
    assert gke_allocatable(2000, 4096, shared_core=True)[0] == 940


@pytest.mark.parametrize(("vcpu", "reserved"), [(1, 60), (2, 100), (4, 140), (8, 180), (16, 260), (32, 420), (64, 740)])
def test_aks_cpu_is_the_published_table(vcpu: int, reserved: int) -> None:
    assert aks_allocatable(vcpu * 1000, 2**20)[0] == vcpu * 1000 - reserved


def test_aks_memory_is_the_smaller_of_pods_and_a_quarter() -> None:
    # The documentation's examples: 8 GB with 30 pods reserve 650 MB, 4 GB with 70 pods a quarter.
    assert aks_allocatable(2000, 8 * 1024, max_pods=30)[1] == 8 * 1024 - 620 - 100
    assert aks_allocatable(2000, 4 * 1024, max_pods=70)[1] == 4 * 1024 - 1024 - 100


@given(cores, memories, memories)
def test_a_bigger_machine_never_offers_less(vcpu: int, one: int, other: int) -> None:
    small, big = sorted((one, other))
    for allocatable in (gke_allocatable, aks_allocatable, kubelet_allocatable):
        assert allocatable(vcpu * 1000, small)[1] <= allocatable(vcpu * 1000, big)[1]
        assert allocatable(vcpu * 1000, small)[0] < allocatable((vcpu + 1) * 1000, small)[0]
