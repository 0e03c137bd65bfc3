"""Objects of kinds that the targeted version serves no more, or not much longer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from seatrial.checks.definitions import custom_schemas, schema_version
from seatrial.checks.rule import Hit
from seatrial.checks.view import Object, text
from seatrial.edit import Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.schemas.lifecycle import Lifecycle


def removed(thing: Object) -> Iterator[Hit]:
    """A hit if the kind is gone."""
    found = _lifecycle(thing, "removed")
    if found:
        since = found.project or f"Kubernetes {found.removed}"
        message = f"{found.kind} of {found.api_version} is gone from {since}"
        yield _hit(found, message, Severity.WARNING if found.project else None)


def deprecated(thing: Object) -> Iterator[Hit]:
    """A hit if the kind is deprecated and still there."""
    found = _lifecycle(thing, "deprecated")
    if found:
        until = f" and goes with {found.removed}" if found.removed and found.of_kubernetes else ""
        since = found.project or f"Kubernetes {found.deprecated}"
        yield _hit(found, f"{found.kind} of {found.api_version} is deprecated since {since}{until}", None)


def _hit(found: Lifecycle, message: str, severity: Severity | None) -> Hit:
    moved = f" and kind: {found.use_kind}" if found.use_kind != found.kind else ""
    if not found.use:
        fix = f"remove it: {found.why}" if found.why else "remove it"
    elif found.same_shape:
        fix = f"write apiVersion: {found.use}{moved}"
    else:
        fix = f"write apiVersion: {found.use}{moved}, and mind that {found.why}"
    edits: tuple[Edit, ...] = ()
    if found.use and found.same_shape:
        edits = (Edit(("apiVersion",), found.use), *((Edit(("kind",), found.use_kind),) if moved else ()))
    return Hit("apiVersion", message, fix, severity=severity, edits=edits)


def _lifecycle(thing: Object, state: str) -> Lifecycle | None:
    inventory, api_version = thing.inventory, text(thing.manifest.get("apiVersion"))
    # What a cluster holds is read in a version that it serves.
    if not api_version or not thing.kind or inventory.context.live:
        return None
    version = _version(inventory.context.kubernetes) or inventory.derive(schema_version)
    found = _look_up(api_version, thing.kind, version)
    if found is None or found.state(version) != state:
        return None
    return None if inventory.derive(custom_schemas).defines(api_version, thing.kind) else found


def _version(asked: str) -> str:
    """The version asked for, which may be older than any that there are schemas of."""
    major, _, minor = asked.partition(".")
    return f"1.{minor.partition('.')[0]}" if major == "1" and minor.partition(".")[0].isdigit() else ""


@cache
def _look_up(api_version: str, kind: str, version: str) -> Lifecycle | None:
    from seatrial.schemas import lifecycle_of

    return lifecycle_of(api_version, kind, version)
