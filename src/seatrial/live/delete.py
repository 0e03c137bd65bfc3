"""Delete objects in the order of a plan, only those that were seen, and wait until they are gone."""

from __future__ import annotations

import asyncio
import contextlib
from itertools import groupby
from typing import TYPE_CHECKING

from seatrial.kube.errors import ClusterError
from seatrial.kube.watch import Change
from seatrial.live.events import Failure, ObjectFailed, ObjectGone, PruneStarted
from seatrial.live.refusal import explain_refusal
from seatrial.live.together import together
from seatrial.planner.fields import at, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.kube.client import Client
    from seatrial.live.events import Report
    from seatrial.planner.plan import Action


async def prune(
    client: Client, actions: Sequence[Action], patience: float, report: Report
) -> tuple[int, list[Failure]]:
    """Delete wave by wave: the next begins when all of one are gone, so that no finalizer loses its controller.

    Args:
        client: the cluster.
        actions: the prunes of a plan, in its order.
        patience: seconds to wait for one wave.
        report: told of each step.

    Returns:
        How many are gone, and what is not.

    """
    gone, failures = 0, list[Failure]()
    for _, wave in groupby(actions, key=lambda action: action.wave):
        results = await together(_delete(client, action, patience, report) for action in wave)
        failures += [failure for failure in results if failure]
        gone += sum(failure is None for failure in results)
        if failures:
            break
    return gone, failures


async def _delete(client: Client, action: Action, patience: float, report: Report) -> Failure | None:
    report(PruneStarted(action))
    try:
        # The UID of the plan: what was made anew under the same name since was not shown, and stays.
        was_there = await client.delete(action.key, uid=action.uid)
        left = await _wait_gone(client, action, patience) if was_there else ""
    except ClusterError as error:
        failure = explain_refusal(action.key, error)
    else:
        if not left:
            report(ObjectGone(action.key))
            return None
        failure = Failure(action.key, f"{action.key} is still there after {patience:g} s: {left}")
    report(ObjectFailed(failure))
    return failure


async def _wait_gone(client: Client, action: Action, patience: float) -> str:
    """Wait for one object to go; what it waits for, when it does not."""
    live = await client.find(action.key)
    if live is None or text(live, "metadata", "uid") != action.uid:
        return ""
    served = await client.type_of(action.key.group, action.key.kind)
    events = client.watch(served, namespace=action.key.namespace, fields=f"metadata.name={action.key.name}")
    seen = live
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience), contextlib.aclosing(events):
            present = False
            async for event in events:
                is_ours = text(event.object, "metadata", "uid") == action.uid
                present = present or (is_ours and event.change is Change.ADDED)
                if (is_ours and event.change is Change.DELETED) or (event.change is Change.SYNCED and not present):
                    return ""
                seen = event.object if is_ours else seen
    return f"it waits for its finalizers {at(seen, 'metadata', 'finalizers') or at(seen, 'spec', 'finalizers')}"
