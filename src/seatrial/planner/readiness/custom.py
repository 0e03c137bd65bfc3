"""Custom kinds: those of AI platforms by name, all others by the convention of the Ready condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.planner.fields import condition, is_true, mapping, text
from seatrial.planner.readiness.state import Readiness, ReadinessContext, current, failed, in_progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.resource import Manifest


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which condition types make a kind current, and which make it failed."""

    good: tuple[str, ...]
    bad: tuple[str, ...] = ()


TRAINING = Conditions(("Succeeded", "Running"), ("Failed",))
CONDITIONS: Mapping[str, Conditions] = {
    "PyTorchJob.kubeflow.org": TRAINING,
    "TFJob.kubeflow.org": TRAINING,
    "MPIJob.kubeflow.org": TRAINING,
    "XGBoostJob.kubeflow.org": TRAINING,
    "LeaderWorkerSet.leaderworkerset.x-k8s.io": Conditions(("Available",)),
    "ClusterQueue.kueue.x-k8s.io": Conditions(("Active",)),
    "LocalQueue.kueue.x-k8s.io": Conditions(("Active",)),
    "AdmissionCheck.kueue.x-k8s.io": Conditions(("Active",)),
    "Workload.kueue.x-k8s.io": Conditions(("Admitted", "Finished")),
}
"""`Kind.group` → its conditions; a job that runs is ready, as a Job is."""

STATES: Mapping[str, tuple[tuple[str, ...], frozenset[str], frozenset[str]]] = {
    "RayCluster.ray.io": (("state",), frozenset({"ready", "suspended"}), frozenset({"failed"})),
    "RayJob.ray.io": (("jobStatus",), frozenset({"RUNNING", "SUCCEEDED"}), frozenset({"FAILED", "STOPPED"})),
    "RayService.ray.io": (("serviceStatus",), frozenset({"Running"}), frozenset()),
    "ClusterPolicy.nvidia.com": (("state",), frozenset({"ready"}), frozenset()),
    "SparkApplication.sparkoperator.k8s.io": (
        ("applicationState", "state"),
        frozenset({"RUNNING", "COMPLETED"}),
        frozenset({"FAILED", "SUBMISSION_FAILED"}),
    ),
    "Workflow.argoproj.io": (("phase",), frozenset({"Running", "Succeeded"}), frozenset({"Failed", "Error"})),
}
"""`Kind.group` → the path of its state below `status`, the states that are current, and those that are failed."""


def custom_readiness(group_kind: str, manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Any kind without a function of its own.

    `Ready=False` is in progress and never failed, because controllers write it while they work.
    """
    if group_kind in STATES:
        return _by_state(group_kind, manifest)
    if rule := CONDITIONS.get(group_kind):
        return _by_conditions(rule, manifest)
    ready = condition(manifest, "Ready")
    if ready:
        why = text(ready, "message") or text(ready, "reason") or "its Ready condition is not True"
        return current() if ready.get("status") == "True" else in_progress(why)
    if group_kind in context.status_kinds and not mapping(manifest, "status"):
        age = context.age(text(manifest, "metadata", "creationTimestamp"))
        if age is None or age < context.status_grace:
            return in_progress("its controller has not written a status yet")
        return current("its controller writes no status")
    return current()


def _by_state(group_kind: str, manifest: Manifest) -> Readiness:
    path, good, bad = STATES[group_kind]
    state = text(manifest, "status", *path)
    if state in good:
        return current("" if state.lower() in {"ready", "running"} else f"it is {state}")
    return failed(f"it is {state}") if state in bad else in_progress(f"it is {state or 'without a state yet'}")


def _by_conditions(rule: Conditions, manifest: Manifest) -> Readiness:
    for kind in rule.bad:
        if is_true(manifest, kind):
            found = condition(manifest, kind)
            return failed(text(found, "message") or text(found, "reason") or f"its condition {kind} is True")
    if any(is_true(manifest, kind) for kind in rule.good):
        return current()
    why = next((m for kind in rule.good if (m := text(condition(manifest, kind), "message"))), "")
    return in_progress(why or f"its condition {rule.good[0]} is not True yet")
