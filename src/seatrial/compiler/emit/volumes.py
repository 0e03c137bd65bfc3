"""Claims of each namespace, and the volumes that are bound to them beforehand.

NFS directories, buckets and the local cluster's stand-ins are PersistentVolumes of our own. Each names its claim
(`claimRef`) and each claim names its volume (`volumeName`): with only one of the two, the volume controller could bind
either to a stranger that fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.claims import access_mode, claim_name, claimed_in, class_name, state_claim
from seatrial.compiler.context import metadata
from seatrial.compiler.emit.buckets import bucket_volume
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.storage import Storage

STAND_IN = "seatrial.dev/simulated"
"""Annotation of volumes that exist in the API only: simulated nodes mount nothing, but the real volume controller and
the real scheduler must find every claim bound."""
DIRECTORY = "/var/lib/seatrial"
FIELDS: dict[str, SpecPath] = {
    "spec.capacity.storage": ("size",),
    "spec.accessModes": ("access",),
    "spec.mountOptions": ("nfs", "options"),
    "spec.nfs.server": ("nfs", "server"),
    "spec.nfs.path": ("nfs", "path"),
    "spec.hostPath.path": ("host_path", "path"),
    "spec.csi": ("object", "url"),
}
REASONS = {
    "spec.claimRef": "Reserves the volume for this claim; the volume controller would give it to any claim that fits.",
    "spec.storageClassName": "Empty: no provisioner may make another volume for it, nor the default class apply.",
    "spec.persistentVolumeReclaimPolicy": "The data is not Kubernetes' to delete: it was there before the volume.",
    "spec.mountOptions": "For NFS, `hard` makes a process wait for a lost server; `soft` would return errors in the "
    "middle of a write.",
}
CLAIM_FIELDS: dict[str, SpecPath] = {
    "spec.resources.requests.storage": ("claim",),
    "spec.accessModes": ("access",),
    "spec.storageClassName": (),
}
CLAIM_REASONS = {
    "spec.volumeName": "Names the one volume it may be bound to; another that fits would hold other data.",
    "spec.storageClassName": "Written even when empty: left out, the API server would put in the default class.",
}
STATE_FIELDS: dict[str, SpecPath] = {"spec.capacity.storage": ("state",), "spec.claimRef": ("replicas",)}


def emit(context: Context) -> Iterator[Resource]:
    """Claims in each namespace that mounts a storage, with their volumes; then stand-ins for the state of services."""
    for name, namespaces in claimed_in(context).items():
        storage = context.cluster.storage[name]
        for namespace in namespaces:
            volume = _volume(context, name, storage, namespace)
            if volume:
                yield volume
            yield _claim(context, name, storage, namespace, bound_to=volume.name if volume else "")
    if context.is_local:
        yield from _state_volumes(context)


def _claim(context: Context, name: str, storage: Storage, namespace: str, *, bound_to: str) -> Resource:
    spec: dict[str, Any] = {"accessModes": [access_mode(storage)]}
    spec["resources"] = {"requests": {"storage": (storage.claim or storage.size).binary}}
    class_ = "" if bound_to else class_name(context, name)
    if class_ is not None:
        spec["storageClassName"] = class_
    if bound_to:
        spec["volumeName"] = bound_to
    about = metadata(
        context, claim_name(name), source=("storage", name), component="storage", app=name, namespace=namespace
    )
    manifest = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": about, "spec": spec}
    return Resource(manifest, ("storage", name), CLAIM_FIELDS, CLAIM_REASONS)


def _volume(context: Context, name: str, storage: Storage, namespace: str) -> Resource | None:
    """The volume of our own behind a claim; None where a CSI driver makes one, and for a hostPath on real nodes."""
    claim = claim_name(name)
    volume = f"{context.cluster.name}.{namespace}.{claim}"
    simulated = False
    if storage.nfs:
        backing: dict[str, Any] = {"nfs": {"server": storage.nfs.server, "path": storage.nfs.path}}
        if storage.nfs.options:
            backing["mountOptions"] = list(storage.nfs.options)
        if storage.access == "read":
            backing["nfs"]["readOnly"] = True
    elif context.is_local:
        simulated = not storage.host_path
        path = storage.host_path.path if storage.host_path else f"{DIRECTORY}/{volume}"
        backing = {"hostPath": {"path": path, "type": "DirectoryOrCreate"}}
    elif storage.object:
        backing = bucket_volume(context, storage.object.url, volume, read_only=storage.access == "read")
    else:
        return None
    manifest = _manifest(
        context,
        volume,
        ("storage", name),
        namespace,
        claim,
        app=name,
        size=storage.size.binary,
        mode=access_mode(storage),
        backing=backing,
        simulated=simulated,
    )
    return Resource(manifest, ("storage", name), FIELDS, REASONS)


def _state_volumes(context: Context) -> Iterator[Resource]:
    """For every claim that a StatefulSet will make, `<template>-<set>-<ordinal>`, up to its most replicas."""
    for name, service in context.cluster.services.items():
        namespace = context.namespace(service.team)
        for path, size in service.state.items():
            for ordinal in range(service.replicas.maximum):
                claim = f"{state_claim(path)}-{name}-{ordinal}"
                volume = f"{context.cluster.name}.{namespace}.{claim}"
                backing = {"hostPath": {"path": f"{DIRECTORY}/{volume}", "type": "DirectoryOrCreate"}}
                manifest = _manifest(
                    context,
                    volume,
                    ("services", name),
                    namespace,
                    claim,
                    app=name,
                    size=size.binary,
                    mode="ReadWriteOnce",
                    backing=backing,
                    simulated=True,
                )
                yield Resource(manifest, ("services", name), STATE_FIELDS, REASONS)


def _manifest(
    context: Context,
    name: str,
    source: SpecPath,
    namespace: str,
    claim: str,
    *,
    app: str,
    size: str,
    mode: str,
    backing: dict[str, Any],
    simulated: bool,
) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": metadata(
            context,
            name,
            source=source,
            component="storage",
            app=app,
            annotations={STAND_IN: "true"} if simulated else None,
        ),
        "spec": {
            "accessModes": [mode],
            "capacity": {"storage": size},
            "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": claim, "namespace": namespace},
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": "",
            "volumeMode": "Filesystem",
            **backing,
        },
    }
