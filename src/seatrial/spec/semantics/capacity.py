"""Pods that no node can hold, and GPUs that no pool offers in the form asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.catalog.gpus import find_gpus, suggest_gpus
from seatrial.finding import Severity
from seatrial.quantity import Quantity
from seatrial.spec import codes
from seatrial.spec.machines import allocatable_disk
from seatrial.spec.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.location import SpecPath
    from seatrial.spec.machines import Machine
    from seatrial.spec.semantics.scene import Scene
    from seatrial.spec.values import GpuRequest
    from seatrial.spec.workloads import Workload


def check_capacity(scene: Scene) -> Iterator[Problem]:
    """Each pod fits on an empty node of a pool that it may run on."""
    for path, workload in scene.workloads():
        machines = _open_to(scene, workload)
        request = workload.resources.gpu
        if not machines or not (scene.all_machines_known or workload.pool):
            if not scene.names["pools"] and "pools" not in scene.unreadable and request:
                yield Problem(codes.GPU, (*path, "resources", "gpu"), "there are no pools", "add a pool with GPUs")
            elif not machines and scene.all_machines_known and scene.names["pools"]:
                yield from _closed(scene, path, workload)
            continue
        if request:
            here: SpecPath = (*path, "resources", "gpu")
            fitting = {name: machine for name, machine in machines.items() if machine.pods_by_gpu(request)}
            if not fitting:
                yield _no_gpu(here, request, machines)
                continue
            machines = fitting
        elif not workload.pool:
            machines = {name: machine for name, machine in machines.items() if not machine.gpu} or machines
        yield from _too_large(scene, path, workload, machines)


def check_spot(scene: Scene) -> Iterator[Problem]:
    """`spot: true` has something to allow."""
    pools = scene.cluster.pools
    if not pools or not scene.all_machines_known or any(pool.spot for pool in pools.values()):
        return
    for path, workload in scene.workloads():
        if workload.spot:
            message, fix = "no pool is spot", "write `spot: true` in a pool too, or remove it here"
            yield Problem(codes.CAPACITY, (*path, "spot"), message, fix, Severity.WARNING)


def _open_to(scene: Scene, workload: Workload) -> dict[str, Machine]:
    if workload.pool:
        machine = scene.machines.get(workload.pool)
        return {workload.pool: machine} if machine else {}
    pools = scene.cluster.pools
    return {
        name: machine
        for name, machine in scene.machines.items()
        if not pools[name].taints and (workload.spot or not pools[name].spot)
    }


def _closed(scene: Scene, path: SpecPath, workload: Workload) -> Iterator[Problem]:
    if workload.pool:
        return
    spot = [name for name, pool in scene.cluster.pools.items() if pool.spot]
    message = "every pool is spot or has taints of its own"
    fix = f"write `spot: true` to allow {', '.join(spot)}" if spot else "name the `pool` it runs in"
    yield Problem(codes.CAPACITY, path, message, fix, at_key=True)


def _no_gpu(path: SpecPath, request: GpuRequest, machines: Mapping[str, Machine]) -> Problem:
    """Why none of the pools serves the request."""
    same = {name: machine for name, machine in machines.items() if machine.has_model(request.model)}
    message, fix = _other_form(request, same) if same else _other_model(request, machines)
    return Problem(codes.GPU, path, message, fix)


def _other_model(request: GpuRequest, machines: Mapping[str, Machine]) -> tuple[str, str]:
    offers = [f"{name} ({machine.gpus} {machine.gpu.key})" for name, machine in machines.items() if machine.gpu]
    fix = f"pools with GPUs: {', '.join(offers)}" if offers else "add a pool with GPUs, or ask for none"
    if not find_gpus(request.model):
        near = suggest_gpus(request.model)
        fix = f"did you mean {' or '.join(near)}?" if near else fix
        return f"{request.model} is not a GPU that the catalogue knows", fix
    if len(machines) == 1:
        return f"pool {next(iter(machines))} has no {request.model} GPUs", fix
    return f"no pool that it may run in has {request.model} GPUs", fix


def _other_form(request: GpuRequest, same: Mapping[str, Machine]) -> tuple[str, str]:
    name, machine = next(iter(same.items()))
    if request.profile:
        cut = f"is cut into {machine.profile}" if machine.profile else "is not cut into MIG slices"
        fix = f"write `sharing: {{mig: {request.profile}}}` in pools.{name}, or ask for what it offers"
        return f"pool {name} {cut}, so it has no {request.profile}", fix
    if machine.profile:
        return f"pool {name} offers only MIG slices {machine.profile}", f"write `1 {request.model}/{machine.profile}`"
    if request.count < 1:
        fix = f"write `sharing: {{mps: 4}}` (or time_slicing, mig) in pools.{name}, or ask for `1 {request.model}`"
        return f"no pool shares its {request.model} GPUs, so a part of one cannot be had", fix
    if machine.shares > 1:
        fix = f"write `0.5 {request.model}`, or add a pool that does not share"
        return f"pool {name} shares its GPUs, so a whole one cannot be had", fix
    most = max(machine.gpus for machine in same.values())
    message = f"{request.count} GPUs in one pod, but a node has at most {most} {request.model}"
    return message, f"write `{most} {request.model}` or less, and more pods"


def _too_large(scene: Scene, path: SpecPath, workload: Workload, machines: Mapping[str, Machine]) -> Iterator[Problem]:
    resources = workload.resources
    needs = {
        "cpu": resources.cpu.request if resources.cpu else None,
        "memory": resources.memory.request if resources.memory else None,
        "disk": resources.disk.request if resources.disk else None,
        "rdma": Quantity.of(resources.rdma) if resources.rdma else None,
    }
    offers = {
        name: {
            "cpu": machine.cpu,
            "memory": machine.memory,
            "disk": allocatable_disk(scene.cluster.pools[name]),
            "rdma": Quantity.of(machine.instance.rdma),
        }
        for name, machine in machines.items()
    }
    asked = {kind: need for kind, need in needs.items() if need is not None}
    if any(all(need <= offer[kind] for kind, need in asked.items()) for offer in offers.values()):
        return
    said = False
    for kind, need in asked.items():
        best = max(offers, key=lambda name: offers[name][kind])
        if need > offers[best][kind]:
            said = True
            message = (
                f"{need} is more than a node it may run on has for pods, "
                f"the most is {offers[best][kind]} in pool {best}"
            )
            less = f"write {offers[best][kind]} or less" if offers[best][kind] else "leave it out"
            fix = f"{less}, or add a pool with a larger instance type"
            yield Problem(codes.CAPACITY, (*path, "resources", kind), message, fix)
    if not said:
        message = f"no node has {' and '.join(f'{kind} {need}' for kind, need in asked.items())} at once"
        yield Problem(codes.CAPACITY, (*path, "resources"), message, "ask for less, or add a pool with larger nodes")
