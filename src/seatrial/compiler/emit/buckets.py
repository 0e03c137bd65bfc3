"""Object storage mounted as files by the clouds' FUSE drivers: static volumes, because the bucket is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.places import region_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from seatrial.compiler.context import Context


def bucket_volume(context: Context, url: str, volume: str, *, read_only: bool) -> dict[str, Any]:
    """The part of a PersistentVolume's spec that names the bucket.

    The scheme decides the driver, not the cloud: a bucket of another cloud is mounted by that cloud's driver.

    Args:
        context: the compilation.
        url: `s3://bucket/prefix`, `gs://bucket/prefix` or `az://account/container`.
        volume: name of the volume; the handle too, because a driver mounts one handle once on each node.
        read_only: nothing will be written.

    """
    scheme, _, rest = url.partition("://")
    first, _, path = rest.partition("/")
    driver = DRIVERS.get(scheme, _s3)
    csi, options = driver(context, first, path.strip("/"), volume)
    if read_only:
        csi["readOnly"] = True
    return {"csi": csi, "mountOptions": options + (["read-only"] if read_only and driver is _s3 else [])}


def _owner(context: Context) -> list[str]:
    """FUSE shows files as root's and to nobody else, unless told: our pods do not run as root."""
    user = context.cluster.security.user
    return [f"uid={user}", f"gid={user}"]


def _s3(context: Context, bucket: str, prefix: str, volume: str) -> tuple[dict[str, Any], list[str]]:
    """github.com/awslabs/mountpoint-s3-csi-driver, docs/CONFIGURATION.md."""
    region = region_of(context) if context.cloud == "aws" else ""
    options = [
        "allow-other",
        *_owner(context),
        *([f"prefix {prefix}/"] if prefix else []),
        *([f"region {region}"] if region else []),
    ]
    csi = {"driver": "s3.csi.aws.com", "volumeHandle": volume, "volumeAttributes": {"bucketName": bucket}}
    return csi, options


def _gcs(context: Context, bucket: str, prefix: str, _volume: str) -> tuple[dict[str, Any], list[str]]:
    """The handle of this driver is the bucket's name; `implicit-dirs` shows directories that no object stands for."""
    options = ["implicit-dirs", *_owner(context), *([f"only-dir={prefix}"] if prefix else [])]
    return {"driver": "gcsfuse.csi.storage.gke.io", "volumeHandle": bucket}, options


def _azure(context: Context, account: str, container: str, volume: str) -> tuple[dict[str, Any], list[str]]:
    """github.com/kubernetes-sigs/blob-csi-driver, docs/driver-parameters.md."""
    attributes = {"containerName": container, "protocol": "fuse2", "storageAccount": account}
    options = ["-o allow_other", *(f"-o {option}" for option in _owner(context))]
    return {"driver": "blob.csi.azure.com", "volumeHandle": volume, "volumeAttributes": attributes}, options


DRIVERS: dict[str, Callable[[Context, str, str, str], tuple[dict[str, Any], list[str]]]] = {
    "s3": _s3,
    "gs": _gcs,
    "az": _azure,
}
