"""What the set does not show because a controller makes it of a custom resource: pods, their labels, Services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Pod

GIVEN = (
    "apps.kubernetes.io/", "batch.kubernetes.io/", "statefulset.kubernetes.io/", "jobset.sigs.k8s.io/",
    "leaderworkerset.sigs.k8s.io/", "ray.io/", "serving.kserve.io/", "serving.knative.dev/", "training.kubeflow.org/",
    "trainer.kubeflow.org/", "volcano.sh/", "workflows.argoproj.io/", "tekton.dev/", "strimzi.io/", "cnpg.io/",
    "nvidia.com/", "operator.prometheus.io/", "notebook-name", "job-name", "spark-role", "spark-app",
    "pod-template-hash", "controller-uid",
)  # fmt: skip
"""Labels that controllers put on pods, whatever the template says."""
WITHOUT_PODS = (
    "cert-manager.io", "external-secrets.io", "networking.istio.io", "security.istio.io", "keda.sh", "kyverno.io",
    "monitoring.coreos.com", "traefik.io", "bitnami.com", "cilium.io", "karpenter.sh", "kueue.x-k8s.io",
)  # fmt: skip
"""Groups of custom resources of which no pods are made; Prometheus and Alertmanager apart."""
WITH_PODS = ("Prometheus", "Alertmanager", "PrometheusAgent", "ThanosRuler")


def written(labels: Mapping[str, Any]) -> Mapping[str, Any]:
    """The labels without those that controllers give."""
    return {key: value for key, value in labels.items() if not str(key).startswith(GIVEN)}


def pods_selected(inventory: Inventory, namespace: str, selector: Mapping[str, Any]) -> list[Pod]:
    """The pods that a LabelSelector selects; where a manifest names no namespace it may be in any."""
    found = inventory.select(namespace, selector)
    if found:
        return found
    others = [""] if namespace else inventory.derive(_namespaces)
    return [pod for other in others if other != namespace for pod in inventory.select(other, selector)]


def is_made(inventory: Inventory, namespace: str, words: Iterable[Any]) -> bool:
    """Whether one of the words is, or begins with, the name of a custom resource of which pods are made."""
    names = inventory.derive(_operated).get(namespace)
    if not names:
        return False
    return any(word == name or text(word).startswith(f"{name}-") for word in words for name in names)


def _operated(inventory: Inventory) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for thing in inventory.objects:
        group = thing.key.group
        custom = "." in group and (not group.endswith(".k8s.io") or bool(thing.pods))
        if custom and thing.name and (thing.kind in WITH_PODS or not group.endswith(WITHOUT_PODS)):
            found.setdefault(thing.namespace, set()).add(thing.name)
    return found


def _namespaces(inventory: Inventory) -> list[str]:
    return sorted({thing.namespace for thing in inventory.objects if thing.pods})
