"""Deployments, StatefulSets, DaemonSets, ReplicaSets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.planner.fields import at, condition, is_true, items, mapping, number, text
from seatrial.planner.ownership import FIELD_MANAGER
from seatrial.planner.readiness.pods import is_hopeless, pod_trouble, worst_pod
from seatrial.planner.readiness.state import Readiness, ReadinessContext, current, failed, in_progress

if TYPE_CHECKING:
    from seatrial.resource import Manifest


def deployment(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Rolled out completely, and available."""
    wanted = number(manifest, "spec", "replicas", default=1)
    status = mapping(manifest, "status")
    if "observedGeneration" not in status:
        return in_progress("the deployment controller has not seen it yet")
    if at(manifest, "spec", "paused") is True:
        return current("its rollout is paused")
    progressing = condition(manifest, "Progressing")
    if progressing.get("reason") == "ProgressDeadlineExceeded" and not _is_stale(manifest, progressing):
        return failed(_with_pods(text(progressing, "message") or "its progress deadline is exceeded", context))
    shortfall = _deployment_shortfall(manifest, wanted)
    if shortfall and is_true(manifest, "ReplicaFailure"):
        # Pods that cannot even be created, by quota or admission, leave no pod to show the reason.
        shortfall += f"; {text(condition(manifest, 'ReplicaFailure'), 'message')}"
    return _waiting(shortfall, context) if shortfall else current()


def _deployment_shortfall(manifest: Manifest, wanted: int) -> str:
    """The first thing that a rollout still lacks; empty when it is complete."""
    status = mapping(manifest, "status")
    updated, ready = number(status, "updatedReplicas"), number(status, "readyReplicas")
    available, total = number(status, "availableReplicas"), number(status, "replicas")
    has_deadline = at(manifest, "spec", "progressDeadlineSeconds") is not None
    stage = text(condition(manifest, "Progressing"), "reason")
    lacks = (
        (updated < wanted, f"{updated} of {wanted} replicas updated"),
        (total > updated, f"{total - updated} old replicas still to go"),
        (ready < wanted, f"{ready} of {wanted} replicas ready"),
        (available < updated, f"{available} of {updated} replicas available"),
        (has_deadline and stage != "NewReplicaSetAvailable", f"the rollout goes on ({stage or 'no condition yet'})"),
        (not is_true(manifest, "Available"), "not available yet"),
    )
    return next((what for is_lacking, what in lacks if is_lacking), "")


def stateful_set(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """All replicas ready and of the wanted revision; it has no failure of its own, so its pods are asked."""
    wanted = number(manifest, "spec", "replicas", default=1)
    status = mapping(manifest, "status")
    if "observedGeneration" not in status:
        return in_progress("the StatefulSet controller has not seen it yet")
    shortfall = _stateful_set_shortfall(manifest, wanted)
    if shortfall:
        return _waiting(shortfall, context)
    old = wanted - number(status, "updatedReplicas")
    is_manual = text(manifest, "spec", "updateStrategy", "type") == "OnDelete"
    return current(f"{old} pods keep the old revision until they are deleted" if is_manual and old > 0 else "")


def _stateful_set_shortfall(manifest: Manifest, wanted: int) -> str:
    status, strategy = mapping(manifest, "status"), mapping(manifest, "spec", "updateStrategy")
    total, ready = number(status, "replicas"), number(status, "readyReplicas")
    updated, partition = number(status, "updatedReplicas"), number(strategy, "rollingUpdate", "partition")
    target = max(wanted - partition, 0)
    is_rolled = text(status, "currentRevision") == text(status, "updateRevision")
    is_manual = text(strategy, "type") == "OnDelete"
    lacks = (
        (total < wanted or ready < wanted, f"{ready} of {wanted} replicas ready"),
        (total > wanted, f"{total - wanted} replicas still to go"),
        (bool(partition) and updated < target, f"{updated} of {target} replicas updated"),
        (not partition and not is_manual and not is_rolled, f"{updated} of {wanted} replicas updated"),
    )
    return next((what for is_lacking, what in lacks if is_lacking), "")


def daemon_set(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """One updated, available pod on each node that it matches."""
    status = mapping(manifest, "status")
    if "observedGeneration" not in status or "desiredNumberScheduled" not in status:
        return in_progress("the DaemonSet controller has not seen it yet")
    wanted = number(status, "desiredNumberScheduled")
    on_delete = text(manifest, "spec", "updateStrategy", "type") == "OnDelete"
    for field, word in (
        ("currentNumberScheduled", "scheduled"),
        *(() if on_delete else (("updatedNumberScheduled", "updated"),)),
        ("numberReady", "ready"),
        ("numberAvailable", "available"),
    ):
        if number(status, field) < wanted:
            return _waiting(f"{number(status, field)} of {wanted} pods {word}", context)
    return current("" if wanted else "it matches no node")


def replica_set(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """All replicas labelled, ready and available."""
    wanted = number(manifest, "spec", "replicas", default=1)
    if is_true(manifest, "ReplicaFailure"):
        return _waiting(text(condition(manifest, "ReplicaFailure"), "message") or "replicas cannot be created", context)
    status = mapping(manifest, "status")
    for field, word in (("fullyLabeledReplicas", "labelled"), ("readyReplicas", "ready"), ("availableReplicas", "up")):
        if number(status, field) < wanted:
            return _waiting(f"{number(status, field)} of {wanted} replicas {word}", context)
    surplus = number(status, "replicas") - wanted
    return _waiting(f"{surplus} replicas still to go", context) if surplus > 0 else current()


def _waiting(what: str, context: ReadinessContext) -> Readiness:
    """In progress with the worst pod's trouble; failed at once when that pod cannot recover by itself."""
    if any(is_hopeless(pod) for pod in context.pods):
        return failed(_with_pods(what, context))
    return in_progress(_with_pods(what, context))


def _with_pods(what: str, context: ReadinessContext) -> str:
    pod = worst_pod(context.pods)
    return f"{what}; {pod_trouble(pod)}" if pod else what


def _is_stale(manifest: Manifest, progressing: Manifest) -> bool:
    """Whether the deadline was missed by an earlier rollout than the one that Seatrial's latest write began.

    The controller may write the new generation first and clear the old condition in its next round.
    """
    ours = [e for e in items(manifest, "metadata", "managedFields") if e.get("manager") == FIELD_MANAGER]
    written = max((text(entry, "time") for entry in ours), default="")
    # Both are the API server's RFC 3339 in UTC with seconds, so text order is time order.
    return text(progressing, "lastUpdateTime") < written
