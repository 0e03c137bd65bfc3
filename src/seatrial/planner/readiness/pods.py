"""Why a pod does not run: the sentence that a user needs instead of "0 of 3 ready"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.planner.fields import condition, is_true, items, mapping, number, text
from seatrial.planner.readiness.state import Readiness, ReadinessContext, current, failed, in_progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.resource import Manifest

HOPELESS = frozenset({"InvalidImageName", "ErrImageNeverPull"})
"""Waiting reasons that no amount of waiting ends."""
CRASHES = 5
"""Restarts after which a crash loop is a failure: with the kubelet's back-off, two and a half minutes of trying."""


def pod_readiness(pod: Manifest, context: ReadinessContext) -> Readiness:
    """A pod of its own. Unlike in kstatus, a failed pod is a failure."""
    phase = text(pod, "status", "phase")
    if phase == "Succeeded":
        return current("it has completed")
    if phase == "Failed":
        return failed(_why_failed(pod))
    trouble = pod_trouble(pod)
    if is_hopeless(pod) or "CrashLoopBackOff" in trouble:
        return failed(trouble)
    if phase == "Running" and is_true(pod, "Ready"):
        return current()
    scheduled = condition(pod, "PodScheduled")
    if scheduled.get("reason") == "Unschedulable":
        waited = context.age(text(scheduled, "lastTransitionTime"))
        if waited and waited > context.unschedulable_grace:
            return failed(trouble)
    return in_progress(trouble or f"the pod is {phase or 'not seen by a node yet'}")


def pod_trouble(pod: Manifest) -> str:
    """What keeps a pod from being ready, in one clause; empty when nothing is known to."""
    name = text(pod, "metadata", "name")
    scheduled = condition(pod, "PodScheduled")
    if text(scheduled, "reason") in {"Unschedulable", "SchedulingGated"}:
        return f"{name} is {scheduled['reason']}: {text(scheduled, 'message') or 'no reason given'}"
    for status in _containers(pod):
        waiting = mapping(status, "state", "waiting")
        reason = text(waiting, "reason")
        if reason and reason not in {"ContainerCreating", "PodInitializing"}:
            last = mapping(status, "lastState", "terminated")
            code = f", exit code {number(last, 'exitCode')}" if last else ""
            message = f": {text(waiting, 'message')}" if text(waiting, "message") else ""
            return f"{name} is in {reason} (container {text(status, 'name')}{code}){message}"
    if text(pod, "status", "phase") == "Failed":
        return _why_failed(pod)
    if text(pod, "status", "phase") == "Running" and not is_true(pod, "Ready"):
        unready = [text(s, "name") for s in items(pod, "status", "containerStatuses") if not s.get("ready")]
        return f"{name} runs, not ready yet ({', '.join(unready) or 'a readiness gate'})"
    return ""


def is_hopeless(pod: Manifest) -> bool:
    """Whether a pod will not get ready without an edit."""
    return any(
        (reason := text(status, "state", "waiting", "reason")) in HOPELESS
        or (reason == "CrashLoopBackOff" and number(status, "restartCount") >= CRASHES)
        for status in _containers(pod)
    )


def worst_pod(pods: Iterable[Manifest]) -> Manifest | None:
    """The pod to look at first: hopeless before troubled, of those the one with most restarts, then by name."""
    troubled = [pod for pod in pods if pod_trouble(pod)]
    return min(troubled, key=_badness, default=None)


def _badness(pod: Manifest) -> tuple[bool, bool, int, str]:
    restarts = sum(number(status, "restartCount") for status in _containers(pod))
    is_running = text(pod, "status", "phase") == "Running"
    return not is_hopeless(pod), is_running, -restarts, text(pod, "metadata", "name")


def _containers(pod: Manifest) -> list[Manifest]:
    return [*items(pod, "status", "initContainerStatuses"), *items(pod, "status", "containerStatuses")]


def _why_failed(pod: Manifest) -> str:
    name = text(pod, "metadata", "name")
    for status in _containers(pod):
        ended = mapping(status, "state", "terminated")
        if ended and number(ended, "exitCode"):
            why = text(ended, "reason") or "Error"
            return f"{name} failed: container {text(status, 'name')}, {why}, exit code {number(ended, 'exitCode')}"
    return f"{name} failed: {text(pod, 'status', 'message') or text(pod, 'status', 'reason') or 'no reason given'}"
