"""How many pods of a workload run at the least, and which autoscaler decides that: an HPA, or KEDA's ScaledObject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import at, integer, sequence, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod

SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
SCALED = ("Deployment", "StatefulSet", "Rollout")
"""Kinds that keep `spec.replicas` pods of one template and replace them."""
SHARED = ("ReadWriteMany", "ReadOnlyMany")
TRANSFER = "scaledobject.keda.sh/transfer-hpa-ownership"


def scalers_of(target: Object) -> Sequence[Object]:
    """What scales the object; an autoscaler that KEDA has made for a ScaledObject is not counted beside it."""
    return target.inventory.derive(_scalers).get((target.kind, target.namespace, target.name), ())


def target_key(scaler: Object) -> tuple[str, str, str]:
    """Kind, namespace and name of what it scales; KEDA's default kind is Deployment."""
    reference = scaler.spec.get("scaleTargetRef")
    kind = text(at(reference, "kind")) or ("Deployment" if scaler.kind == "ScaledObject" else "")
    return kind, scaler.namespace, text(at(reference, "name"))


def least_kept(scaler: Object) -> int:
    """The floor of an autoscaler: 1 if an HPA does not say, 0 if a ScaledObject does not."""
    if scaler.kind == "ScaledObject":
        return integer(scaler.spec.get("minReplicaCount")) or 0
    least = integer(scaler.spec.get("minReplicas"))
    return 1 if least is None else least


def least_replicas(target: Object) -> int:
    """How many pods run at the least; one if nothing says."""
    for scaler in scalers_of(target):
        return least_kept(scaler)
    count = integer(target.spec.get("replicas"))
    return 1 if count is None else count


def _scalers(inventory: Inventory) -> Mapping[tuple[str, str, str], list[Object]]:
    index: dict[tuple[str, str, str], list[Object]] = {}
    for kind in SCALERS:
        for scaler in inventory.of_kind(kind):
            if not _is_of_keda(scaler):
                index.setdefault(target_key(scaler), []).append(scaler)
    return index


def _is_of_keda(scaler: Object) -> bool:
    """Whether KEDA has made the autoscaler, or is to take it over."""
    if scaler.kind != "HorizontalPodAutoscaler":
        return False
    owners = sequence(at(scaler.manifest, "metadata", "ownerReferences"))
    if any(at(owner, "kind") == "ScaledObject" for owner in owners):
        return True
    return any(
        text(at(one.spec, "advanced", "horizontalPodAutoscalerConfig", "name")) == scaler.name
        and text(one.annotations.get(TRANSFER)) == "true"
        for one in scaler.inventory.in_namespace("ScaledObject", scaler.namespace)
    )


def is_tied_to_volume(pod: Pod) -> bool:
    """Whether the pod mounts a claim that is not known to be mounted by several nodes, so that it has to be alone."""
    for volume in pod.volumes.values():
        name = text(at(volume, "persistentVolumeClaim", "claimName"))
        if name:
            claim = pod.inventory.find("PersistentVolumeClaim", pod.namespace, name)
            modes = sequence(claim.spec.get("accessModes")) if claim else ()
            if not any(mode in SHARED for mode in modes):
                return True
    return False
