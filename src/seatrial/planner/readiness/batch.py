"""Jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.planner.fields import condition, is_true, mapping, number, text
from seatrial.planner.readiness.pods import is_hopeless, pod_trouble, worst_pod
from seatrial.planner.readiness.state import Readiness, ReadinessContext, current, failed, in_progress

if TYPE_CHECKING:
    from seatrial.resource import Manifest


def job(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Ready when it is done, or when all the pods that it runs at once have started.

    A training job runs for days; an apply that waited for its end would never answer. kstatus calls any started Job
    current, even one whose pods are all stuck Pending: here they must be ready or have succeeded.
    """
    if is_true(manifest, "Complete") or is_true(manifest, "SuccessCriteriaMet"):
        return current("it has completed")
    for kind in ("Failed", "FailureTarget"):
        if is_true(manifest, kind):
            found = condition(manifest, kind)
            return failed(text(found, "message") or text(found, "reason") or "the Job failed")
    if is_true(manifest, "Suspended"):
        return current("it is suspended: a queue starts it when there is room")
    parallelism = number(manifest, "spec", "parallelism", default=1)
    wanted = min(parallelism, number(manifest, "spec", "completions", default=parallelism))
    status = mapping(manifest, "status")
    started = number(status, "ready") + number(status, "succeeded")
    if started >= wanted and "startTime" in status:
        return current("it runs")
    pod = worst_pod(context.pods)
    reason = f"{started} of {wanted} pods started" + (f"; {pod_trouble(pod)}" if pod else "")
    return failed(reason) if pod and is_hopeless(pod) else in_progress(reason)
