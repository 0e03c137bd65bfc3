"""StorageClasses: what the CSI drivers of the clouds provision volumes with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.claims import class_name
from seatrial.compiler.context import metadata
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.location import SpecPath
    from seatrial.spec.storage import Disk

BLOCK: dict[str, tuple[str, str, str, dict[str, str]]] = {
    # cloud: driver, parameter of the type, default type, other parameters
    "aws": ("ebs.csi.aws.com", "type", "gp3", {"encrypted": "true"}),
    "gcp": ("pd.csi.storage.gke.io", "type", "pd-balanced", {}),
    "azure": ("disk.csi.azure.com", "skuName", "Premium_LRS", {}),
}
"""Google and Azure encrypt every disk; on AWS only what asks for it, unless the account's default says so."""
FILE: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "aws": ("efs.csi.aws.com", "", "", {"provisioningMode": "efs-ap", "directoryPerms": "700"}),
    "gcp": ("filestore.csi.storage.gke.io", "tier", "zonal", {"network": "default"}),
    "azure": ("file.csi.azure.com", "skuName", "Premium_LRS", {"protocol": "nfs"}),
}
"""EFS gives each claim an access point of its own; Azure Files by NFS, because SMB knows no owners and modes, which
pods that do not run as root need."""
FIXED_SIZE = {"efs.csi.aws.com"}
"""EFS has no sizes, so its driver does not expand volumes."""
FIELDS: dict[str, SpecPath] = {
    "metadata.name": ("block", "class"),
    "parameters": ("block", "type"),
    "reclaimPolicy": ("keep",),
}
FILE_FIELDS: dict[str, SpecPath] = {
    "metadata.name": ("file", "class"),
    "parameters": ("file", "type"),
    "parameters.fileSystemId": ("file", "file_system"),
    "reclaimPolicy": ("keep",),
}
REASONS = {
    "volumeBindingMode": "A disk lives in one zone: made before its pod has a node, it may be where no room is.",
    "allowVolumeExpansion": "A full volume can be made larger by editing the claim, without moving data.",
    "reclaimPolicy": "With Retain the disk survives its claim; with Delete, deleting a namespace deletes the data.",
    "parameters.encrypted": "EBS volumes are encrypted only where the class or the account's default asks for it.",
    "parameters.protocol": "NFS keeps owners and modes, which pods that do not run as root need; SMB does not.",
}


def emit(context: Context) -> Iterator[Resource]:
    """One class for each storage that a CSI driver provisions; none on the local cluster, where no driver runs."""
    written: set[str] = set()
    for name, storage in context.cluster.storage.items():
        disk = storage.block or storage.file
        table = BLOCK if storage.block else FILE
        wanted = class_name(context, name)
        if disk and wanted and not disk.existing and context.cloud in table and wanted not in written:
            written.add(wanted)
            manifest = {
                "apiVersion": "storage.k8s.io/v1",
                "kind": "StorageClass",
                "metadata": metadata(context, wanted, source=("storage", name), component="storage"),
                **_provisioning(context.cloud, disk, table),
                "reclaimPolicy": "Retain" if storage.keep else "Delete",
                "volumeBindingMode": "WaitForFirstConsumer",
            }
            yield Resource(manifest, ("storage", name), FIELDS if storage.block else FILE_FIELDS, REASONS)


def _provisioning(cloud: str, disk: Disk, table: dict[str, tuple[str, str, str, dict[str, str]]]) -> dict[str, Any]:
    driver, type_key, default_type, others = table[cloud]
    parameters = dict(others)
    if type_key:
        parameters[type_key] = disk.type or default_type
    if disk.file_system:
        parameters["fileSystemId"] = disk.file_system
    found: dict[str, Any] = {"provisioner": driver, "parameters": parameters}
    if driver not in FIXED_SIZE:
        found["allowVolumeExpansion"] = True
    return found
