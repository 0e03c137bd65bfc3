"""Regions of the clouds and their zones, as `topology.kubernetes.io/zone` names them."""

from __future__ import annotations

from seatrial.catalog import table


def regions(cloud: str) -> tuple[str, ...]:
    """The known regions of `aws`, `gcp` or `azure`, sorted; empty for any other word."""
    return tuple(row["region"] for row in table.rows("regions") if row["cloud"] == cloud)


def zones(cloud: str, region: str) -> tuple[str, ...] | None:
    """The zones of a region in order, or None when the region is not known.

    Empty for an Azure region without availability zones. Azure's zone `1` of eastus is `eastus-1` on an AKS node. AWS
    maps zone letters per account in its oldest regions, so an account may lack one of these (us-west-1) or have more.
    """
    for row in table.rows("regions"):
        if (row["cloud"], row["region"]) == (cloud, region):
            return tuple(row["zones"].split())
    return None


def suggest_regions(cloud: str, name: str) -> tuple[str, ...]:
    """The likeliest regions for a name that is not one."""
    return table.nearest(name, regions(cloud))
