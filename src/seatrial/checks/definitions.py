"""The user's own custom resource definitions, which say what their custom resources may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.checks.inventory import Inventory
    from seatrial.schemas import CustomSchemas


def custom_schemas(inventory: Inventory) -> CustomSchemas:
    """The schemas of the definitions among the checked objects; for `Inventory.derive`."""
    from seatrial.schemas import CustomSchemas

    return CustomSchemas.from_definitions(thing.manifest for thing in inventory.of_kind("CustomResourceDefinition"))


def schema_version(inventory: Inventory) -> str:
    """The version of Kubernetes to validate for: the one asked for, or the nearest there are schemas of."""
    from seatrial.schemas import newest, versions

    asked, known = inventory.context.kubernetes, versions()
    if asked in known:
        return asked
    minor = int(asked.partition(".")[2] or 0) if asked.partition(".")[2].isdigit() else 0
    return known[0] if minor and minor < int(known[0].partition(".")[2]) else newest()
