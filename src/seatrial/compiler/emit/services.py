"""Services: a Deployment, or a StatefulSet where each replica keeps something for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.capacity import GpuDemand, gpu_demand
from seatrial.compiler.claims import class_name, state_claim
from seatrial.compiler.context import selector_labels
from seatrial.compiler.emit import pods
from seatrial.compiler.emit.configuration import checksums
from seatrial.compiler.emit.endpoints import headless_name
from seatrial.compiler.emit.metrics import scrape_annotations
from seatrial.compiler.emit.pods import PodParts, pod_template
from seatrial.compiler.grace import PRE_STOP, grace_seconds
from seatrial.compiler.placement import spread
from seatrial.compiler.probes import ports_of, probes
from seatrial.compiler.rollout import REASONS as ROLLOUT_REASONS
from seatrial.compiler.rollout import strategy
from seatrial.compiler.startup import progress_deadline
from seatrial.compiler.work import below, jobs_of, services_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.services import Service

MIN_READY = 10
"""Seconds a new pod must stay Ready before the rollout goes on: one that crashes on its first requests stops it."""
REVISIONS = 5
"""Old revisions kept for `kubectl rollout undo`."""
LONGEST_PORT_NAME = 15

POD_FIELDS: dict[str, SpecPath] = {
    **pods.FIELDS,
    "spec.containers[0].ports": ("port",),
    "spec.containers[0].startupProbe": ("model",),
    "spec.containers[0].readinessProbe": ("probes", "ready"),
    "spec.containers[0].livenessProbe": ("probes", "live"),
    "spec.terminationGracePeriodSeconds": ("longest_request",),
    "spec.topologySpreadConstraints": ("spread",),
}
POD_REASONS: dict[str, str] = {
    **pods.REASONS,
    "spec.containers[0].startupProbe": (
        "Until it succeeds the kubelet asks no other probe, so a model that takes minutes to load is not restarted for"
        " ever; it may take twice the load time."
    ),
    "spec.containers[0].readinessProbe": "A pod that fails it leaves the Service's endpoints and gets no requests.",
    "spec.containers[0].livenessProbe": (
        "The kubelet restarts a container that hangs; it waits longer than readiness: a busy server is not a dead one."
    ),
    "spec.containers[0].lifecycle.preStop": (
        "Kubernetes removes the endpoint and sends SIGTERM at the same time; the pause lets proxies and load balancers"
        " stop sending first."
    ),
    "spec.terminationGracePeriodSeconds": (
        "The kubelet kills what still runs after it, 30 s by default; this covers the pause and the longest request."
    ),
    "spec.topologySpreadConstraints": (
        "The scheduler may put all replicas in one zone or on one node, and one failure would end them all."
    ),
    "spec.topologySpreadConstraints[*].nodeTaintsPolicy": (
        "By default nodes whose taints keep the pod away count as room for it, and hard spreading waits for them."
    ),
}
FIELDS: dict[str, SpecPath] = {"spec.replicas": ("replicas",), **below("spec.template", POD_FIELDS)}
REASONS: dict[str, str] = {
    "spec.minReadySeconds": (
        "By default a pod counts as available the moment it is Ready, and a rollout runs on over pods that crash with"
        " their first requests."
    ),
    "spec.revisionHistoryLimit": "Kubernetes keeps ten old revisions; five are enough to go back to.",
    **below("spec.template", POD_REASONS),
}
DEPLOYMENT_REASONS = {
    key: {
        **REASONS,
        "spec.progressDeadlineSeconds": (
            "A Deployment calls a rollout failed after 600 s without progress; pulling an image and loading a model may"
            " take longer."
        ),
        **reasons,
    }
    for key, reasons in ROLLOUT_REASONS.items()
}
DEPLOYMENT_REASONS["25%"]["spec.template.spec.topologySpreadConstraints[*].matchLabelKeys"] = (
    "Counts each revision for itself: while old and new pods run side by side, the old would push the new aside."
)
STATEFUL_FIELDS: dict[str, SpecPath] = {**FIELDS, "spec.volumeClaimTemplates": ("state",)}
STATEFUL_REASONS = {
    **REASONS,
    "spec.podManagementPolicy": (
        "By default a StatefulSet starts its pods one after the other, each waiting for the one before to load."
    ),
    "spec.persistentVolumeClaimRetentionPolicy": (
        "The data outlives the StatefulSet and a smaller number of replicas; deleting it takes a decision of its own."
    ),
    "spec.serviceName": "Its pods get stable names in DNS through this headless Service.",
}


def emit(context: Context) -> Iterator[Resource]:
    """The Deployment or StatefulSet of every service."""
    services = list(services_of(context))
    demand = gpu_demand(context, [*services, *jobs_of(context)])
    for work in services:
        yield _stateful_set(work) if work.spec.state else _deployment(work, demand)


def owns_replicas(service: Service) -> bool:
    """Whether an autoscaler decides about the number of replicas."""
    return service.replicas.varies


def _deployment(work: Work[Service], demand: dict[tuple[str, ...], GpuDemand]) -> Resource:
    rolling, why = strategy(work, demand)
    template, fields = _template(work, "pod-template-hash" if why == "25%" else "")
    manifest = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": work.metadata(),
        "spec": {
            **_replicas(work.spec),
            "minReadySeconds": MIN_READY,
            "progressDeadlineSeconds": progress_deadline(work.spec, MIN_READY),
            "revisionHistoryLimit": REVISIONS,
            "strategy": rolling,
            "selector": {"matchLabels": selector_labels(work.name)},
            "template": template,
        },
    }
    return Resource(manifest, work.source, {**FIELDS, **below("spec.template", fields)}, DEPLOYMENT_REASONS[why])


def _stateful_set(work: Work[Service]) -> Resource:
    template, fields = _template(work)
    manifest = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": work.metadata(),
        "spec": {
            **_replicas(work.spec),
            "serviceName": headless_name(work.name),
            "minReadySeconds": MIN_READY,
            "revisionHistoryLimit": REVISIONS,
            "podManagementPolicy": "Parallel",
            "updateStrategy": {"type": "RollingUpdate"},
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
            "selector": {"matchLabels": selector_labels(work.name)},
            "template": template,
            "volumeClaimTemplates": _claim_templates(work),
        },
    }
    return Resource(manifest, work.source, {**STATEFUL_FIELDS, **below("spec.template", fields)}, STATEFUL_REASONS)


def _replicas(service: Service) -> Manifest:
    """`replicas`, unless an autoscaler owns them: whoever applies the field takes it from the autoscaler each time.

    Left out, the API server writes 1 when the object is created, and the autoscaler raises it to its minimum at its
    first look, within 15 s.
    """
    return {} if owns_replicas(service) else {"replicas": service.replicas.minimum}


def _template(work: Work[Service], revision_label: str = "") -> tuple[Manifest, dict[str, SpecPath]]:
    service = work.spec
    parts = PodParts(
        environment=(),
        container={"ports": _container_ports(service), **probes(service), "lifecycle": PRE_STOP},
        spec={
            "terminationGracePeriodSeconds": grace_seconds(service),
            "topologySpreadConstraints": spread(work, revision_label),
        },
        annotations={**checksums(work.context, service), **scrape_annotations(work)},
    )
    return pod_template(work, parts)


def _container_ports(service: Service) -> list[dict[str, Any]]:
    """The ports; a name longer than 15 characters, which Kubernetes refuses here, is left out."""
    ports = [{"containerPort": port, "protocol": "TCP", "name": name} for name, port in ports_of(service).items()]
    for port in ports:
        if len(str(port["name"])) > LONGEST_PORT_NAME:
            del port["name"]
    return ports


def _claim_templates(work: Work[Service]) -> list[Manifest]:
    """One claim for each directory of `state`, as the API server completes it.

    Written out with kind and volume mode, because it adds both and refuses any later change.
    """
    storage_class = class_name(work.context, work.spec.state_storage)
    chosen = {} if storage_class is None else {"storageClassName": storage_class}
    return [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": state_claim(path), "labels": selector_labels(work.name)},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "volumeMode": "Filesystem",
                **chosen,
                "resources": {"requests": {"storage": size.binary}},
            },
        }
        for path, size in work.spec.state.items()
    ]
