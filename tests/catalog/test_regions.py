from __future__ import annotations

import pytest

from seatrial.catalog import table
from seatrial.catalog.prices import REFERENCE_REGIONS
from seatrial.catalog.regions import regions, suggest_regions, zones


@pytest.mark.parametrize(
    ("cloud", "region", "expected"),
    [
        ("aws", "us-west-2", ("us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d")),
        ("gcp", "us-central1", ("us-central1-a", "us-central1-b", "us-central1-c", "us-central1-f")),
        ("gcp", "us-east1", ("us-east1-b", "us-east1-c", "us-east1-d")),
        ("azure", "eastus", ("eastus-1", "eastus-2", "eastus-3")),
        ("azure", "westus", ()),
        ("aws", "us-central1", None),
        ("aws", "moon-1", None),
        ("own", "us-west-2", None),
    ],
)
def test_zones(cloud: str, region: str, expected: tuple[str, ...] | None) -> None:
    assert zones(cloud, region) == expected


def test_every_zone_starts_with_its_region_and_is_named_once() -> None:
    for row in table.rows("regions"):
        named = row["zones"].split()
        assert all(zone.startswith(row["region"]) for zone in named), row["region"]
        assert len(set(named)) == len(named)


def test_every_region_with_a_price_is_known() -> None:
    known = {region for cloud in ("aws", "gcp", "azure") for region in regions(cloud)}
    priced = {part.partition("=")[0] for row in table.rows("prices") for part in row["prices"].split()}
    assert priced <= known
    assert all(zones(cloud, region) for cloud, region in REFERENCE_REGIONS.items())


def test_suggestions() -> None:
    assert suggest_regions("aws", "us-west2")[0] == "us-west-2"
    assert suggest_regions("gcp", "us-central-1")[0] == "us-central1"
    assert regions("nowhere") == ()
