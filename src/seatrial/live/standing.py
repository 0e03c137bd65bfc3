"""How everything that the file put on a cluster is now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from seatrial.live.diagnose import read_pods
from seatrial.live.observe import observe
from seatrial.planner.applyset import parent_key
from seatrial.planner.readiness import Readiness, ReadinessContext, readiness
from seatrial.resource import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.kube.client import Client
    from seatrial.resource import Manifest, ResourceKey


async def read_standing(
    client: Client, *, cluster: str, parent_namespace: str = "default", has_load_balancers: bool = True
) -> dict[ResourceKey, Readiness]:
    """The readiness of every member of the cluster's set, in the order of their keys; nothing before the first apply.

    Args:
        client: where.
        cluster: `name` of the file.
        parent_namespace: where the set's parent lies.
        has_load_balancers: false where nothing gives addresses to Services and Ingresses.

    Raises:
        ClusterError: the cluster does not answer, or does not let us look.

    """
    observed = await observe(client, (), parent_key(cluster, parent_namespace))
    context = ReadinessContext(now=datetime.now(UTC), has_load_balancers=has_load_balancers)
    first = {key_of(member): (member, readiness(member, context)) for member in observed.members}
    # Pods are asked for only where something is not ready: they hold the reason.
    troubled = [member for member, found in first.values() if not found.is_settled]
    pods = await read_pods(client, troubled)
    return {key: _judge(member, found, pods, context) for key, (member, found) in sorted(first.items())}


def _judge(
    member: Manifest, found: Readiness, pods: Mapping[str, tuple[Manifest, ...]], context: ReadinessContext
) -> Readiness:
    theirs = pods.get(member["metadata"]["uid"])
    if found.is_settled or not theirs:
        return found
    return readiness(
        member, ReadinessContext(now=context.now, pods=theirs, has_load_balancers=context.has_load_balancers)
    )
