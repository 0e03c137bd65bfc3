"""Ray clusters in the objects that hold one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.view import Object

SPECS: Mapping[str, tuple[str, ...]] = {
    "RayCluster": ("spec",),
    "RayService": ("spec", "rayClusterConfig"),
    "RayJob": ("spec", "rayClusterSpec"),
}
PORTS = (8265, 10001, "dashboard", "client", "ray-client", "ray-dashboard")
"""Where a head runs what anybody sends it: the dashboard's job API and the client server."""
VERSION = r"([0-9]{1,3})\.([0-9]{1,4})(?:\.|$)"


def cluster_of(thing: Object) -> Mapping[str, Any]:
    """The `RayCluster` spec in a Ray object; empty where there is none."""
    steps = SPECS.get(thing.kind)
    return mapping(at(thing.manifest, *steps)) if steps else {}


def needs_token(thing: Object) -> bool:
    """Whether the cluster checks tokens, by KubeRay's `authOptions` or Ray's own variable."""
    if at(cluster_of(thing), "authOptions", "mode") == "token":
        return True
    return any(
        container.environment.get("RAY_AUTH_MODE") == "token" for pod in thing.pods for container in pod.main_containers
    )


def version_of(value: Any) -> tuple[int, int] | None:
    """Major and minor of `2.46.0`, or of a tag that begins so."""
    match = re.match(VERSION, text(value))
    return (int(match[1]), int(match[2])) if match else None
