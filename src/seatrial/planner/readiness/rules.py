"""The order in which the rules are asked, and which kind has which."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from seatrial.planner.fields import annotation, at, condition, is_true, text
from seatrial.planner.readiness import batch, plumbing, workloads
from seatrial.planner.readiness.custom import custom_readiness
from seatrial.planner.readiness.pods import pod_readiness
from seatrial.planner.readiness.state import Readiness, ReadinessContext, State, failed, in_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seatrial.resource import Manifest

OPTIONAL = "seatrial.dev/optional"
"""Annotation: `"true"` means that a wait does not wait for this object."""

RULES: Mapping[str, Callable[[Manifest, ReadinessContext], Readiness]] = {
    "Deployment.apps": workloads.deployment,
    "StatefulSet.apps": workloads.stateful_set,
    "DaemonSet.apps": workloads.daemon_set,
    "ReplicaSet.apps": workloads.replica_set,
    "Pod": pod_readiness,
    "Job.batch": batch.job,
    "PersistentVolumeClaim": plumbing.volume_claim,
    "PersistentVolume": plumbing.volume,
    "Service": plumbing.service,
    "ResourceQuota": plumbing.quota,
    "Ingress.networking.k8s.io": plumbing.ingress,
    "Gateway.gateway.networking.k8s.io": plumbing.gateway,
    "HTTPRoute.gateway.networking.k8s.io": plumbing.route,
    "GRPCRoute.gateway.networking.k8s.io": plumbing.route,
    "CustomResourceDefinition.apiextensions.k8s.io": plumbing.definition,
    "HorizontalPodAutoscaler.autoscaling": plumbing.autoscaler,
    "APIService.apiregistration.k8s.io": plumbing.api_service,
}


def readiness(manifest: Manifest, context: ReadinessContext | None = None) -> Readiness:
    """How far a live object is; total: any JSON object gets an answer.

    The order is kstatus' own (cli-utils 5895ad6): deletion, generation, Reconciling and Stalled, the kind's rule,
    the Ready condition, current. Where the rules differ from kstatus, the rule says so.

    Args:
        manifest: the object as the API server answered it.
        context: what else is known; default: nothing.

    """
    context = context or ReadinessContext()
    found = _readiness(manifest, context)
    return replace(found, gating=False) if annotation(manifest, OPTIONAL) == "true" else found


def _readiness(manifest: Manifest, context: ReadinessContext) -> Readiness:
    if at(manifest, "metadata", "deletionTimestamp") is not None:
        finalizers = at(manifest, "metadata", "finalizers")
        return Readiness(State.TERMINATING, f"it waits for its finalizers {finalizers}" if finalizers else "")
    observed, generation = at(manifest, "status", "observedGeneration"), at(manifest, "metadata", "generation")
    if observed is not None and observed != generation:
        return in_progress(f"its controller has seen generation {observed}, not {generation} yet")
    if is_true(manifest, "Reconciling"):
        return in_progress(text(condition(manifest, "Reconciling"), "message") or "it is being reconciled")
    if is_true(manifest, "Stalled"):
        return failed(text(condition(manifest, "Stalled"), "message") or "it is stalled")
    group, _, _ = text(manifest, "apiVersion").rpartition("/")
    kind = text(manifest, "kind")
    group_kind = f"{kind}.{group}" if group else kind
    rule = RULES.get(group_kind)
    return rule(manifest, context) if rule else custom_readiness(group_kind, manifest, context)
