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
    for _, group in groupby(actions, key=lambda action: action.wave):
        wave = tuple(group)
        refused = await together(_request(client, action, report) for action in wave)
        # Asked first and waited for then: an object may wait for another of its wave, and a watch holds a connection.
        asked = [action for action, failure in zip(wave, refused, strict=True) if failure is None]
        staying = await together(_confirm(client, action, patience, report) for action in asked)
        failures += [failure for failure in (*refused, *staying) if failure]
        gone += sum(failure is None for failure in staying)
        if failures:
            break
    return gone, failures


async def _request(client: Client, action: Action, report: Report) -> Failure | None:
    report(PruneStarted(action))
    try:
        # The UID of the plan: what was made anew under the same name since was not shown, and stays.
        await client.delete(action.key, uid=action.uid)
    except ClusterError as error:
        return _failed(explain_refusal(action.key, error), report)
    return None


async def _confirm(client: Client, action: Action, patience: float, report: Report) -> Failure | None:
    try:
        left = await _wait_gone(client, action, patience)
    except ClusterError as error:
        return _failed(explain_refusal(action.key, error), report)
    if left:
        return _failed(Failure(action.key, f"{action.key} is still there after {patience:g} s: {left}"), report)
    report(ObjectGone(action.key))
    return None


def _failed(failure: Failure, report: Report) -> Failure:
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
