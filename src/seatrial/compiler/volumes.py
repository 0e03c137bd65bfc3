"""The volumes of a pod and where its container mounts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seatrial.compiler.claims import claim_name, state_claim
from seatrial.compiler.usage import mount_of, storage_names
from seatrial.quantity import Quantity
from seatrial.spec.jobs import Job
from seatrial.spec.services import Service
from seatrial.spec.workloads import Mount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest

SCRATCH = Quantity.of(2**30)
"""Size limit of each writable directory where `resources.disk` says nothing."""
GROUP_READ = 0o440
"""Files belong to root and to the pod's `fsGroup`: the container's user reads them through the group."""
MIB = 2**20


@dataclass(slots=True)
class Volumes:
    """What is collected for one pod; `fields` leads from a mount to its line, as `Resource.fields` does."""

    volumes: list[Manifest] = field(default_factory=list["Manifest"])
    mounts: list[Manifest] = field(default_factory=list["Manifest"])
    fields: dict[str, SpecPath] = field(default_factory=dict[str, "SpecPath"])

    def add(self, volume: Manifest | None, mount: Manifest, source: SpecPath) -> None:
        """Add a mount, and its volume unless another mount brought it already."""
        if volume and all(volume["name"] != there["name"] for there in self.volumes):
            self.fields[f"spec.volumes[{len(self.volumes)}]"] = source
            self.volumes.append(volume)
        self.fields[f"spec.containers[0].volumeMounts[{len(self.mounts)}]"] = source
        self.mounts.append(mount)


def volumes_of(work: Work[Any], memory: Quantity) -> Volumes:
    """Every volume and mount of a workload's pod; `memory` is what it may use, for the default of /dev/shm."""
    spec, found = work.spec, Volumes()
    shm = shared_memory(work, memory)
    if shm:
        volume = {"name": "dev-shm", "emptyDir": {"medium": "Memory", "sizeLimit": shm.binary}}
        found.add(volume, {"name": "dev-shm", "mountPath": "/dev/shm"}, ("resources", "shm"))  # noqa: S108  in the container
    for path, value in spec.mounts.items():
        found.add(*_mount(work, path, mount_of(value)), ("mounts", path))
    if isinstance(spec, Job) and spec.checkpoints and spec.checkpoint_path not in spec.mounts:
        found.add(*_mount(work, spec.checkpoint_path, Mount(storage=spec.checkpoints)), ("checkpoints",))
    if isinstance(spec, Service):
        for path in spec.state:
            found.add(None, {"name": state_claim(path), "mountPath": path}, ("state", path))
    for path, size in _writable(work):
        name = f"writable-{state_claim(path)}"
        found.add(
            {"name": name, "emptyDir": {"sizeLimit": size.binary}}, {"name": name, "mountPath": path}, ("writable",)
        )
    return found


def shared_memory(work: Work[Any], memory: Quantity) -> Quantity | None:
    """Size of /dev/shm: what the file says, else a quarter of a GPU pod's memory; None leaves the runtime's 64 MiB."""
    said = work.spec.resources.shm
    if said is not None:
        return said or None
    return Quantity.of(max(64, memory.units // 4 // MIB) * MIB) if work.gpu else None


def disk_scratch(work: Work[Any]) -> tuple[Quantity, Quantity]:
    """Sizes of the node-local caches, which a pod needs, and of the writable directories, which it seldom fills."""
    storage = work.context.cluster.storage
    caches = [storage[name] for name in storage_names(work.spec) if name in storage]
    reserved = sum(item.size.nanos for item in caches if item.cache and item.cache.medium == "disk")
    return Quantity(reserved), Quantity(sum(size.nanos for _, size in _writable(work)))


def _writable(work: Work[Any]) -> Iterator[tuple[str, Quantity]]:
    """The writable directories that nothing else is mounted on, with their size limits."""
    spec = work.spec
    taken = {*spec.mounts, *(spec.state if isinstance(spec, Service) else ())}
    limit = spec.resources.disk.limit if spec.resources.disk else None
    for path in dict.fromkeys(spec.writable):
        if path not in taken:
            yield path, limit or SCRATCH


def _mount(work: Work[Any], path: str, mount: Mount) -> tuple[Manifest, Manifest]:
    volume, read_only = _volume(work, mount)
    written: Manifest = {"name": volume["name"], "mountPath": path}
    if mount.sub_path:
        written["subPath"] = mount.sub_path
    if mount.read_only or read_only:
        written["readOnly"] = True
    return volume, written


def _volume(work: Work[Any], mount: Mount) -> tuple[Manifest, bool]:
    """The volume, and whether nothing but reading it makes sense."""
    if mount.config:
        return {"name": f"config-{mount.config}", "configMap": {"name": mount.config, "defaultMode": GROUP_READ}}, True
    if mount.secret:
        return {
            "name": f"secret-{mount.secret}",
            "secret": {"secretName": mount.secret, "defaultMode": GROUP_READ},
        }, True
    name = mount.storage or ""
    storage = work.context.cluster.storage.get(name)
    if storage and storage.cache:
        empty = {"sizeLimit": storage.size.binary}
        if storage.cache.medium == "memory":
            empty["medium"] = "Memory"
        return {"name": f"cache-{name}", "emptyDir": empty}, False
    claim = {"claimName": claim_name(name)}
    return {"name": f"storage-{name}", "persistentVolumeClaim": claim}, bool(storage and storage.access == "read")
