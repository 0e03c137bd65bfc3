"""The order of the output: what others need first, then kind, namespace and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.resource import Resource

STAGES = (
    ("Namespace", "PriorityClass", "RuntimeClass", "StorageClass"),
    ("ResourceQuota", "LimitRange", "ServiceAccount", "Role", "RoleBinding", "NetworkPolicy"),
    ("ConfigMap", "Secret", "PersistentVolume", "PersistentVolumeClaim"),
    ("Service", "Deployment", "StatefulSet", "Job", "CronJob", "PodDisruptionBudget", "HorizontalPodAutoscaler"),
)
"""A Namespace before what is in it; a quota, a network policy and a role before the pods they hold in; what pods mount
before the pods. Routes and everything else come last."""
RANK = {kind: (stage, place) for stage, kinds in enumerate(STAGES) for place, kind in enumerate(kinds)}
LAST = (len(STAGES), 0)


def position(resource: Resource) -> tuple[tuple[int, int], str, str, str]:
    """What resources are sorted by; total, because kind, namespace and name identify an object of ours."""
    about = resource.manifest["metadata"]
    kind = resource.manifest["kind"]
    return RANK.get(kind, LAST), kind, about.get("namespace", ""), about["name"]
