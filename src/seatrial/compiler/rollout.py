"""How a Deployment replaces its pods: with one more where there is room, else one fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.claims import access_mode
from seatrial.compiler.usage import storage_names

if TYPE_CHECKING:
    from seatrial.compiler.capacity import GpuDemand
    from seatrial.compiler.work import Work
    from seatrial.resource import Manifest
    from seatrial.spec.services import Service

SURGE: Manifest = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}}
NO_SURGE: Manifest = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
RECREATE: Manifest = {"type": "Recreate"}
REASONS = {
    "25%": {
        "spec.strategy.rollingUpdate.maxUnavailable": (
            "A Deployment's default lets a quarter of the pods be missing in a rollout; with 0 an old pod stops only"
            " after a new one is Ready, so capacity never falls."
        ),
        "spec.strategy.rollingUpdate.maxSurge": (
            "A Deployment may start a quarter more pods while it rolls; the pools have room for at least one."
        ),
    },
    "0": {
        "spec.strategy.rollingUpdate.maxSurge": (
            "At their largest the pools have no GPU left for one more pod, and a surge pod would stay Pending until the"
            " rollout's deadline; so an old pod gives its GPU to the new one."
        ),
        "spec.strategy.rollingUpdate.maxUnavailable": (
            "Without a surge a Deployment can only roll by taking pods away first: one at a time."
        ),
    },
    "recreate": {
        "spec.strategy.type": (
            "It mounts a volume that one node holds at a time: a new pod on another node would wait for it while the"
            " old pod waits for the new one to be Ready."
        ),
    },
}


def strategy(work: Work[Service], demand: dict[tuple[str, ...], GpuDemand]) -> tuple[Manifest, str]:
    """The Deployment's strategy, and the key of its reasons."""
    storage = work.context.cluster.storage
    mounted = [storage[name] for name in storage_names(work.spec) if name in storage]
    if any(access_mode(volume) == "ReadWriteOnce" and not volume.cache for volume in mounted):
        return RECREATE, "recreate"
    if work.gpu and demand[work.gpu.pools].spare < work.gpu.count:
        return NO_SURGE, "0"
    return SURGE, "25%"
