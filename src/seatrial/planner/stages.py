"""In which stage of an apply a kind is written: what others need first, what can stop others last."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from seatrial.planner.fields import text

if TYPE_CHECKING:
    from seatrial.resource import Manifest


class Stage(IntEnum):
    """The stages of an apply, in order; a deletion walks them backwards."""

    FOUNDATION = 1
    """Namespaces, volumes, priority classes and the definitions of custom kinds."""
    RULES = 2
    """What the API server checks other objects against: quotas, limits, accounts, roles, network policies."""
    CONFIGURATION = 3
    """What pods mount."""
    OPERATORS = 4
    """Controllers, before the objects that they reconcile."""
    CUSTOM = 5
    """Objects of custom kinds."""
    WORKLOADS = 6
    """Services, what runs behind them, and what scales and protects it."""
    ROUTES = 7
    ADMISSION = 8
    """Webhooks and policies last: from then on they can refuse any other write."""


OPERATOR_COMPONENTS = frozenset({"operator", "controller", "controller-manager"})
"""Values of `app.kubernetes.io/component` that mark a workload as a controller."""

WORKLOAD_KINDS = frozenset(
    {"Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"}
)
# Volumes stand with namespaces so that they are deleted together: a claim that a StatefulSet has made goes with its
# namespace only, and until then it protects its volume from deletion.
CLUSTER_FOUNDATION = frozenset(
    {"Namespace", "PriorityClass", "CustomResourceDefinition", "RuntimeClass", "PersistentVolume"}
)
STAGE_OF_KIND: dict[str, Stage] = {
    **dict.fromkeys(CLUSTER_FOUNDATION, Stage.FOUNDATION),
    **dict.fromkeys(
        ("ResourceQuota", "LimitRange", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
        Stage.RULES,
    ),
    **dict.fromkeys(("StorageClass", "NetworkPolicy", "IngressClass", "CSIDriver", "DeviceClass"), Stage.RULES),
    **dict.fromkeys(("ConfigMap", "Secret", "PersistentVolumeClaim"), Stage.CONFIGURATION),
    **dict.fromkeys(WORKLOAD_KINDS, Stage.WORKLOADS),
    **dict.fromkeys(
        ("Service", "Endpoints", "EndpointSlice", "PodDisruptionBudget", "HorizontalPodAutoscaler"), Stage.WORKLOADS
    ),
    **dict.fromkeys(("ResourceClaim", "ResourceClaimTemplate"), Stage.CONFIGURATION),
    **dict.fromkeys(("Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "Gateway"), Stage.ROUTES),
    **dict.fromkeys(
        (
            "APIService",
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
        ),
        Stage.ADMISSION,
    ),
}
BUILT_IN_GROUPS = frozenset({"", "apps", "batch", "autoscaling", "policy", "extensions"})


def is_built_in(group: str) -> bool:
    """Whether Kubernetes itself serves a group; a custom kind may borrow the name of a built-in one."""
    return group in BUILT_IN_GROUPS or group.endswith(".k8s.io")


def stage_of(manifest: Manifest) -> Stage:
    """The stage of an object by its kind, and by its label for controllers."""
    kind = text(manifest, "kind")
    group, _, _ = text(manifest, "apiVersion").rpartition("/")
    if not is_built_in(group):
        return Stage.CUSTOM
    if kind in WORKLOAD_KINDS and text(manifest, "metadata", "labels", "app.kubernetes.io/component") in (
        OPERATOR_COMPONENTS
    ):
        return Stage.OPERATORS
    return STAGE_OF_KIND.get(kind, Stage.CUSTOM)
