"""How a model server splits its model over GPUs, and over the pods of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.servers import Server, server_of
from seatrial.checks.view import at, integer, mapping, quantity, sequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.checks.view import Container, Object

GPUS = ("nvidia.com/gpu", "amd.com/gpu")
"""Resources of which a process of a tensor-parallel server takes one each."""
ALL_BY_DEFAULT = ("TGI", "NIM", "Triton", "llama.cpp", "Ollama", "LocalAI")
"""Programs that use every GPU they see when nobody says how many."""


class Split(NamedTuple):
    """One copy of a model.

    Attributes:
        tensor: parts each layer is cut into.
        pipeline: groups the layers are dealt into.
        data: copies that run in one pod.
        nodes: pods that hold one copy together.
        stated: whether the manifest says any of it.

    """

    tensor: int
    pipeline: int
    data: int
    nodes: int
    stated: bool

    @property
    def parts(self) -> int:
        """GPUs that hold one copy of the weights."""
        return self.tensor * self.pipeline


def gpus_of(container: Container) -> int:
    """NVIDIA or AMD GPUs that the container asks for; slices of one do not count."""
    asked = container.limits or container.requests
    return sum(amount.units for name in GPUS if (amount := quantity(asked.get(name))))


def split_of(container: Container, server: Server) -> Split | None:
    """How the server splits its model; None where that is not known."""
    if container.pod.object.kind == "LLMInferenceService" and not server.says("tensor"):
        return _of_llm_service(container)
    stated = server.says("tensor") or server.says("pipeline") or server.says("data")
    if not stated and server.program.name in ALL_BY_DEFAULT:
        return None
    if not server.program.options.get("tensor"):
        return None
    nodes = group_size(container)
    told = server.number("nodes", 1)
    tensor, pipeline = server.number("tensor", 1), server.number("pipeline", 1)
    if not (tensor and pipeline and told and nodes):
        return None
    # Copies in one pod are `local`; a group's pods have all of them together.
    local = server.says("local data") and nodes == 1
    data = server.number("local data" if local else "data", 1)
    if not data or (server.says("data") and not local and (told > 1 or _data_across_pods(server)) and nodes == 1):
        return None
    if "--enable-dp-attention" in server.flags:
        data = 1
    return Split(tensor, pipeline, data, max(nodes, told), stated)


def _data_across_pods(server: Server) -> bool:
    return any(
        flag.startswith(("--data-parallel-address", "--data-parallel-rank", "--data-parallel-start", "--headless"))
        or flag in ("--data-parallel-hybrid-lb", "--data-parallel-external-lb", "-dpr", "-dpn")
        for flag in server.flags
    )


def _of_llm_service(container: Container) -> Split | None:
    spec = container.pod.object.spec
    under = "prefill" if "prefill" in container.pod.steps else ""
    settings = mapping(at(spec, under, "parallelism") if under else spec.get("parallelism"))
    if not settings:
        return None
    tensor, pipeline = integer(settings.get("tensor")) or 1, integer(settings.get("pipeline")) or 1
    data = integer(settings.get("dataLocal")) or integer(settings.get("data")) or 1
    worker = at(spec, under, "worker") if under else spec.get("worker")
    return None if worker is not None else Split(tensor, pipeline, data, 1, stated=True)


def group_size(container: Container) -> int | None:
    """Pods that work on one copy together; 1 for a pod of its own, None where that is not known."""
    owner = container.pod.object
    if owner.kind == "LeaderWorkerSet":
        return integer(at(owner.spec, "leaderWorkerTemplate", "size")) or 1
    if owner.kind in ("RayCluster", "RayService", "RayJob") or at(owner.spec, "worker") is not None:
        return None
    return None if _talks_to_others(container) else 1


def pods_of_group(container: Container) -> int | None:
    """As `group_size`, where several nodes are told by the server's own flags too."""
    server, size = server_of(container), group_size(container)
    nodes = server.number("nodes", 1) if server else 1
    return max(size, nodes) if size and nodes else None


def group_gpus(container: Container) -> int:
    """GPUs of all pods that work on one copy: of a LeaderWorkerSet the leader's and the workers'."""
    own, owner = gpus_of(container), container.pod.object
    if owner.kind != "LeaderWorkerSet":
        return own
    size = integer(at(owner.spec, "leaderWorkerTemplate", "size")) or 1
    others = _worker_gpus(owner)
    return own + (size - 1) * (own if others is None else others)


def _worker_gpus(owner: Object) -> int | None:
    for pod in owner.pods:
        if "workerTemplate" in pod.steps:
            return max((gpus_of(container) for container in pod.main_containers), default=0)
    return None


def _talks_to_others(container: Container) -> bool:
    """Ray spreads one server over whatever nodes have joined, which the pod does not tell."""
    line: Sequence[str] = container.command_line
    if any("ray start" in word or "--distributed-executor-backend ray" in word for word in line):
        return True
    if "ray" in line and ("start" in line or "--distributed-executor-backend" in line):
        return True
    return any(at(entry, "name") == "RAY_ADDRESS" for entry in sequence(container.spec.get("env")))
