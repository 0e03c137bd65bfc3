"""Volumes that outlive pods."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from seatrial.spec.fields import AbsolutePath, Amount, Section, Several, Words, exactly_one


class Nfs(Section):
    """A directory of an NFS server."""

    server: str
    """Host name or address of the server."""
    path: AbsolutePath
    """Exported directory."""
    options: Several[str] = ("nfsvers=4.1", "hard", "noatime")
    """Mount options; `hard` so that a lost server pauses a job instead of corrupting its data."""


class HostPath(Section):
    """A directory of the node; refused anywhere but in `local`."""

    path: AbsolutePath
    """Directory on the node."""


class Disk(Section):
    """A StorageClass of a CSI driver."""

    class_: Annotated[str, Field(alias="class")] = ""
    """Name of the StorageClass; default: the cluster's own class with the cloud's recommended disk, encrypted."""
    existing: bool = False
    """The class is there already: do not write it."""
    type: str = ""
    """Disk type of the cloud (`gp3`, `hyperdisk-balanced`, `PremiumV2_LRS`); default: the cloud's general SSD."""
    file_system: str = ""
    """Identifier of an existing file system for EFS or FSx (`fs-0123`)."""


class Bucket(Section):
    """Object storage mounted as files."""

    url: Annotated[str, StringConstraints(pattern=r"^(s3|gs|az)://\S+$"), Words("a URL such as s3://bucket/prefix")]
    """`s3://bucket/prefix`, `gs://bucket/prefix` or `az://account/container`."""


class Cache(Section):
    """Space on the node a pod runs on; gone with the pod."""

    medium: Literal["disk", "memory"] = "disk"
    """`disk` is the node's local disk (NVMe where it has one), `memory` counts against the memory limit."""


class Storage(Section):
    """One volume: exactly one of `nfs`, `host_path`, `block`, `file`, `object`, `cache`, with its size."""

    nfs: Nfs | None = None
    """A directory of an NFS server."""
    host_path: HostPath | None = None
    """A directory of the node, for `local` only."""
    block: Disk | None = None
    """A block device: EBS, Persistent Disk, Azure Disk; for one pod at a time."""
    file: Disk | None = None
    """A shared file system: EFS or FSx, Filestore, Azure Files."""
    object: Bucket | None = None
    """A bucket mounted as files; good for reading models and data sets."""
    cache: Cache | None = None
    """Scratch space on the node."""
    size: Amount
    """Capacity of the volume."""
    claim: Amount | None = None
    """How much of it each team claims; default: all of it."""
    access: Literal["one", "many", "read"] | None = None
    """`one` node writes, `many` nodes write, or many nodes `read`; default: `one` for block, `many` for the rest."""
    keep: bool = True
    """Keep the data when the claim is deleted (reclaim policy Retain)."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        exactly_one(self, "nfs", "host_path", "block", "file", "object", "cache")
        return self
