"""Names of claims and classes, which the pods, the claims and the volumes must agree on."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from seatrial.compiler.usage import storage_names, workloads

if TYPE_CHECKING:
    from seatrial.compiler.context import Context
    from seatrial.spec.storage import Disk, Storage

LONGEST_CLAIM = 40
ACCESS_MODES = {"one": "ReadWriteOnce", "many": "ReadWriteMany", "read": "ReadOnlyMany"}


def claim_name(storage: str) -> str:
    """The PersistentVolumeClaim of a storage, in every namespace that mounts it."""
    return storage


def state_claim(path: str) -> str:
    """The claim template of a directory that a service keeps: `/var/lib/data` as `var-lib-data`.

    A StatefulSet names the claims `<template>-<set>-<ordinal>`. The name follows from the path alone, because claim
    templates cannot be renamed; paths that would come out the same get a digest.
    """
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")
    if path == "/" + name.replace("-", "/") and len(name) <= LONGEST_CLAIM:
        return name
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_CLAIM - 9].rstrip('-') or 'state'}-{digest}"


def access_mode(storage: Storage) -> str:
    """`one` for block devices, `many` for the rest, unless the file says."""
    return ACCESS_MODES[storage.access or ("one" if storage.block else "many")]


def disk_of(storage: Storage) -> Disk | None:
    """What a CSI driver provisions for it; None for NFS, buckets, directories and caches."""
    return storage.block or storage.file


def class_name(context: Context, storage: str | None) -> str | None:
    """`storageClassName` of claims on a storage; None leaves it out, which asks for the cluster's default class.

    On the local cluster it is empty: no CSI driver runs there, every claim has its volume bound to it beforehand, and a
    claim without a class would be given the default one.
    """
    found = context.cluster.storage.get(storage) if storage else None
    disk = disk_of(found) if found else None
    if context.is_local or (found and not disk):
        return ""
    if not disk or not (disk.class_ or context.cloud in {"aws", "gcp", "azure"}):
        return None
    return disk.class_ or f"{context.cluster.name}-{storage}"


def claimed_in(context: Context) -> dict[str, tuple[str, ...]]:
    """Storage → the namespaces that mount it, sorted; caches are volumes of the pod and need no claim."""
    found: dict[str, set[str]] = {}
    for _, workload in workloads(context):
        for name in storage_names(workload):
            storage = context.cluster.storage.get(name)
            if storage and not storage.cache:
                found.setdefault(name, set()).add(context.namespace(workload.team))
    return {name: tuple(sorted(namespaces)) for name, namespaces in sorted(found.items())}
