"""Storage that cannot be used the way the file uses it, and mounts that collide."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from seatrial.finding import Severity
from seatrial.spec import codes
from seatrial.spec.overrides import LOCAL
from seatrial.spec.problem import Problem
from seatrial.spec.semantics.references import mounted
from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.jobs import Job
    from seatrial.spec.semantics.scene import Scene
    from seatrial.spec.storage import Storage

SHARE = "give the storage `access: many` with nfs or file, or each replica its own directory with `state`"


def access_of(storage: Storage) -> str:
    """`one`, `many` or `read`: as written, else `one` for block and cache, `many` for the rest."""
    return storage.access or ("one" if storage.block or storage.cache else "many")


def check_storage(scene: Scene) -> Iterator[Problem]:
    for name, storage in scene.cluster.storage.items():
        path: SpecPath = ("storage", name)
        if storage.claim and storage.claim > storage.size:
            message = f"the claim {storage.claim} is larger than the volume, {storage.size}"
            yield Problem(codes.STORAGE, (*path, "claim"), message, f"write {storage.size} or less")
        if storage.block and storage.access == "many":
            message = "a block device cannot be written by several nodes"
            fix = "use `file` or `nfs`, or write `access: one`"
            yield Problem(codes.STORAGE, (*path, "access"), message, fix)
        if not storage.size:
            yield Problem(
                codes.STORAGE, (*path, "size"), "a volume of size 0 holds nothing", "write a size such as 100Gi"
            )


def check_host_paths(scene: Scene) -> Iterator[Problem]:
    """A hostPath volume gives a pod the node's file system, so they stay on this machine."""
    if scene.cloud == LOCAL:
        return
    for name, storage in scene.cluster.storage.items():
        if storage.host_path:
            message = f"a directory of the node is for local clusters only, not for place {scene.place}"
            fix = f"use nfs, block or file, or replace it in places.{scene.place}.overrides.storage.{name}"
            yield Problem(codes.STORAGE, ("storage", name, "host_path"), message, fix, at_key=True)


def check_sharing(scene: Scene) -> Iterator[Problem]:
    """A volume that one node writes is used by one pod."""
    users: defaultdict[tuple[str, str], list[SpecPath]] = defaultdict(list)
    for path, workload in scene.workloads():
        for where, name in _volumes(workload):
            storage = scene.cluster.storage.get(name)
            if not storage or access_of(storage) != "one" or storage.cache:
                continue
            users[name, workload.team].append((*path, *where))  # each team has a claim of its own
            pods = workload.replicas.maximum if isinstance(workload, Service) else workload.workers
            if pods > 1:
                what = f"{pods} replicas" if isinstance(workload, Service) else f"{pods} workers"
                message = f"{what} cannot share {name}, which one node at a time can mount"
                yield Problem(codes.STORAGE, (*path, *where), message, SHARE)
    for (name, _), paths in users.items():
        for path in paths[1:]:
            if path[:2] != paths[0][:2]:
                first = ".".join(map(str, paths[0][:2]))
                message = f"{name} is mounted by {first} already, and one node at a time can mount it"
                yield Problem(codes.STORAGE, path, message, SHARE)


def check_state(scene: Scene) -> Iterator[Problem]:
    """`state_storage` gives the class of block volumes; a cache is no place for checkpoints."""
    for path, workload in scene.workloads():
        field = "state_storage" if isinstance(workload, Service) else "checkpoints"
        storage = scene.cluster.storage.get(getattr(workload, field) or "")
        if isinstance(workload, Service):
            if storage and not storage.block:
                message = f"{workload.state_storage} is not block storage, which the state of a replica needs"
                yield Problem(codes.STORAGE, (*path, field), message, "name storage with `block`, or leave it out")
            if workload.state_storage and not workload.state:
                message = "there is no `state` to store"
                yield Problem(
                    codes.STORAGE,
                    (*path, field),
                    message,
                    "remove it, or write `state: {/path: 10Gi}`",
                    Severity.WARNING,
                )
        elif storage and (storage.cache or access_of(storage) == "read"):
            message = f"{workload.checkpoints} {'is lost with the pod' if storage.cache else 'cannot be written'}"
            yield Problem(codes.STORAGE, (*path, field), message, "name storage that stays and can be written")


def check_mounts(scene: Scene) -> Iterator[Problem]:
    """No two things at one path, and nothing that hides another."""
    for path, workload in scene.workloads():
        taken: dict[str, SpecPath] = {}
        for field, where in _paths(workload):
            here: SpecPath = (*path, *field)
            normal = posixpath.normpath(where)
            if normal in ("/", "//"):
                yield Problem(
                    codes.MOUNT, here, "a mount at / would hide the image", "mount it at a directory such as /data"
                )
            elif normal in taken:
                first = ".".join(map(str, taken[normal][2:]))
                yield Problem(codes.MOUNT, here, f"{where} is taken by {first}", "choose another directory")
            else:
                taken[normal] = here


def _volumes(workload: Service | Job) -> Iterator[tuple[SpecPath, str]]:
    for where, source in workload.mounts.items():
        section, name = mounted(source)
        if section == "storage":
            yield ("mounts", where), name
    if not isinstance(workload, Service) and workload.checkpoints:
        yield ("checkpoints",), workload.checkpoints


def _paths(workload: Service | Job) -> Iterator[tuple[SpecPath, str]]:
    for where in workload.mounts:
        yield ("mounts", where), where
    if isinstance(workload, Service):
        for where in workload.state:
            yield ("state", where), where
    elif workload.checkpoints and not _mounts_checkpoints(workload):
        yield ("checkpoint_path",), workload.checkpoint_path
    if workload.resources.shm:
        yield ("resources", "shm"), "/dev/shm"  # noqa: S108  the path is inside the container
    for index, where in enumerate(workload.writable):
        yield ("writable", index), where


def _mounts_checkpoints(job: Job) -> bool:
    """Whether the checkpoints' storage is mounted at their path by hand, which is the same mount."""
    return mounted(job.mounts.get(job.checkpoint_path, "")) == ("storage", job.checkpoints)
