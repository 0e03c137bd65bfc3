from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.catalog import table
from seatrial.catalog.instances import custom_instance, find_instance, instance_names
from seatrial.catalog.prices import Cost, Price, price, total_cost
from seatrial.quantity import Quantity

amounts = st.one_of(st.none(), st.decimals(Decimal("0.0001"), Decimal(200), places=4))
parts = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 9), st.builds(Price, amounts)), max_size=8)


def price_of(name: str, region: str | None = None, *, spot: bool = False) -> Price:
    instance = find_instance(name)
    assert instance
    return price(instance, region, spot=spot)


def test_no_price_in_the_catalogue_is_zero_and_all_belong_to_a_machine() -> None:
    known = set(instance_names())
    for row in table.rows("prices"):
        assert row["name"] in known
        assert row["prices"]
        for part in row["prices"].split():
            region, _, amount = part.partition("=")
            assert region
            assert all(Decimal(each) > 0 for each in amount.split("/") if each), row["name"]


def test_no_machine_costs_nothing() -> None:
    for name in instance_names():
        for spot in (False, True):
            found = price_of(name, spot=spot)
            assert found.usd_per_hour is None or found.usd_per_hour > 0, name
            assert bool(found.source and found.date) == found.known, name


@pytest.mark.parametrize(
    ("name", "region", "spot", "amount", "source"),
    [
        ("g6.12xlarge", "us-east-1", False, "4.6016", "karpenter-aws"),
        ("p5.48xlarge", None, False, "55.04", "karpenter-aws"),
        ("a2-highgpu-1g", "us-central1", False, "3.673", "karpenter-gcp"),
        ("g4-standard-48", "us-central1", True, "1.800", "karpenter-gcp"),
        ("a3-megagpu-8g", "us-east5", False, "94.067", "karpenter-gcp"),
        ("Standard_ND96isr_H100_v5", "eastus", False, "98.32", "karpenter-azure"),
    ],
)
def test_published_prices(name: str, region: str | None, spot: bool, amount: str, source: str) -> None:  # noqa: FBT001  a table of cases
    found = price_of(name, region, spot=spot)
    assert found.usd_per_hour == pytest.approx(Decimal(amount), abs=Decimal("0.001"))
    assert (found.source, found.spot) == (source, spot)
    assert found.date.startswith("2026-0")


@pytest.mark.parametrize("name", ["p5e.48xlarge", "trn2.48xlarge", "a3-ultragpu-8g", "a4-highgpu-8g", "a4x-highgpu-4g"])
def test_machines_without_a_list_price_are_unknown(name: str) -> None:
    for spot in (False, True):
        found = price_of(name, spot=spot)
        assert found.usd_per_hour is None
        assert str(found) == "unknown"


def test_a_price_is_never_carried_to_another_region() -> None:
    assert price_of("g6.12xlarge", "us-west-2") == Price(None, "us-west-2")
    assert not price_of("g6.12xlarge", "us-east").known
    assert not price_of("g6.12xlarge", "us-east-1", spot=True).known
    assert price_of("g6.12xlarge").region == "us-east-1"


def test_azure_regions_differ() -> None:
    name = "Standard_ND96isr_H100_v5"
    row = table.find_row("prices", name)
    assert row
    amounts = [Decimal(part.partition("=")[2]) for part in row["prices"].split()]
    assert max(amounts) > min(amounts)


def test_an_own_machine_costs_what_its_owner_says() -> None:
    own = custom_instance("rack", cpu=Quantity.of(8), memory=Quantity.parse("64Gi"), usd_per_hour=Decimal("3.2"))
    assert price(own, "anywhere").usd_per_hour == Decimal("3.2")
    silent = custom_instance("rack", cpu=Quantity.of(8), memory=Quantity.parse("64Gi"))
    assert price(silent) == Price(None)


@given(parts)
def test_a_total_names_every_unknown_part_and_sums_the_rest(priced: list[tuple[str, int, Price]]) -> None:
    total = total_cost(priced)
    assert total.usd_per_hour == sum((p.usd_per_hour * n for _, n, p in priced if p.usd_per_hour), Decimal(0))
    assert set(total.unknown) == {name for name, n, p in priced if n and not p.known}
    assert total.complete == (not total.unknown)


@given(parts, parts)
def test_totals_add_up(left: list[tuple[str, int, Price]], right: list[tuple[str, int, Price]]) -> None:
    assert total_cost(left) + total_cost(right) == total_cost([*left, *right])


def test_how_a_cost_reads() -> None:
    assert str(Cost(Decimal("12.3456"))) == "12.35 USD/h"
    assert str(Cost(Decimal(4), ("p5e",))) == "at least 4.00 USD/h (unknown price: p5e)"
    assert str(Cost(Decimal(0), ("p5e", "trn2"))) == "unknown (unknown price: p5e, trn2)"
    assert str(Price(Decimal("4.6016"))) == "4.6016 USD/h"
