"""Pools and places: instance types, regions, zones, sharing of GPUs, the Kubernetes version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.catalog import gpus, instances, kubernetes, regions
from seatrial.spec import codes
from seatrial.spec.overrides import LOCAL, account_of, cloud_of, zones_of
from seatrial.spec.pools import CustomInstance
from seatrial.spec.problem import Problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.pools import Pool
    from seatrial.spec.semantics.scene import Scene

CLOUDS = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure"}
KEYS = {"aws": "eks", "gcp": "gke", "azure": "aks"}


def check_version(scene: Scene) -> Iterator[Problem]:
    text = scene.cluster.kubernetes
    try:
        version = kubernetes.KubernetesVersion.parse(text)
        known = version.supported
    except ValueError:
        known = False
    if not known:
        near = " or ".join(f'"{version}"' for version in kubernetes.suggest_versions(text))
        yield Problem(codes.VERSION, ("kubernetes",), f"Kubernetes {text} is not supported", f"write {near}")


def check_instances(scene: Scene) -> Iterator[Problem]:
    """Instance types exist, own machines have known GPUs, GPUs are shared as their model allows."""
    for name, pool in scene.cluster.pools.items():
        path: SpecPath = ("pools", name)
        if isinstance(pool.instance, CustomInstance):
            yield from _own_gpu((*path, "instance", "gpu"), pool.instance)
        elif not instances.find_instance(pool.instance):
            near = instances.suggest_instances(pool.instance)
            fix = f"did you mean {' or '.join(near)}?" if near else "write a type of AWS, Google Cloud or Azure"
            own = " For a machine of yours write {cpu: 64, memory: 512Gi}" if not near else ""
            message = f"{pool.instance} is not an instance type that the catalogue knows"
            yield Problem(codes.INSTANCE, (*path, "instance"), message, fix + own)
        yield from _sharing(scene, path, pool)
        if pool.nodes.maximum == 0:
            yield Problem(
                codes.CAPACITY,
                (*path, "nodes"),
                "0 nodes at most: nothing can run here",
                "write 0..4, or remove the pool",
            )


def check_clouds(scene: Scene) -> Iterator[Problem]:
    """A pool's instance type is one of the place's cloud."""
    if scene.cloud not in CLOUDS:
        return
    for name, pool in scene.cluster.pools.items():
        instance = instances.find_instance(pool.instance) if isinstance(pool.instance, str) else None
        if not instance or instance.cloud == scene.cloud:
            continue
        here, there = CLOUDS[scene.cloud], CLOUDS.get(instance.cloud, instance.cloud)
        message = f"{pool.instance} is a type of {there}, and place {scene.place} is on {here}"
        fix = f"name a type of {CLOUDS[scene.cloud]} in places.{scene.place}.overrides.pools.{name}"
        yield Problem(codes.INSTANCE, ("pools", name, "instance"), message, fix)


def check_places(scene: Scene) -> Iterator[Problem]:
    """Regions and zones exist."""
    for name, place in scene.cluster.places.items():
        path: SpecPath = ("places", name)
        if name == LOCAL and not place.local:
            message = "`local` is always the control plane on this machine"
            yield Problem(codes.PLACE, path, message, "give this place another name", at_key=True)
        yield from _region(scene, name)
        for key in ("seatrial", "name", "places", "include"):
            if key in place.overrides:
                here: SpecPath = (*path, "overrides", key)
                yield Problem(codes.PLACE, here, f"{key} is the same at every place", "remove it", at_key=True)


def _region(scene: Scene, name: str) -> Iterator[Problem]:
    cluster = scene.cluster
    account, cloud = account_of(cluster.places[name]), cloud_of(cluster, name)
    if not account:
        return
    path: SpecPath = ("places", name, KEYS[cloud])
    known = regions.zones(cloud, account.region)
    if known is None:
        near = regions.suggest_regions(cloud, account.region)
        fix = (
            f"did you mean {' or '.join(near)}?"
            if near
            else f"write one such as {', '.join(regions.regions(cloud)[:5])}"
        )
        message = f"{account.region} is not a region of {CLOUDS[cloud]} that the catalogue knows"
        yield Problem(codes.ZONE, (*path, "region"), message, fix)
        return
    for index, zone in enumerate(account.zones):
        if zone not in known:
            message = f"{zone} is not a zone of {account.region}"
            yield Problem(codes.ZONE, (*path, "zones", index), message, suggestion(zone, known, "zone"))


def check_zones(scene: Scene) -> Iterator[Problem]:
    """A pool's zones are zones of the place."""
    offered = zones_of(scene.cluster, scene.place)
    for name, pool in scene.cluster.pools.items():
        for index, zone in enumerate(pool.zones):
            if offered and zone not in offered:
                message = f"{zone} is not a zone of place {scene.place}"
                yield Problem(codes.ZONE, ("pools", name, "zones", index), message, suggestion(zone, offered, "zone"))


def _own_gpu(path: SpecPath, own: CustomInstance) -> Iterator[Problem]:
    if not own.gpu:
        return
    if own.gpu.is_share:
        yield Problem(
            codes.GPU, path, f"{own.gpu} is a share; a node has whole GPUs", "write `4 l4`, and `sharing` in the pool"
        )
    found = gpus.find_gpus(own.gpu.model)
    if not found:
        near = gpus.suggest_gpus(own.gpu.model)
        fix = f"did you mean {' or '.join(near)}?" if near else "write a model such as l4, a100-80gb or h100"
        yield Problem(codes.GPU, path, f"{own.gpu.model} is not a GPU that the catalogue knows", fix)


def _sharing(scene: Scene, path: SpecPath, pool: Pool) -> Iterator[Problem]:
    machine = scene.machines.get(str(path[1]))
    if not pool.sharing or not machine:
        return
    here: SpecPath = (*path, "sharing")
    if not machine.gpu:
        yield Problem(codes.GPU, here, "the nodes of this pool have no GPU to share", "remove it", at_key=True)
    elif pool.sharing.mig:
        profiles = [profile.name for profile in machine.gpu.mig]
        if not profiles:
            message = f"{machine.gpu.key} cannot be cut into MIG slices"
            yield Problem(codes.GPU, (*here, "mig"), message, "share it by `time_slicing` or `mps`")
        elif pool.sharing.mig not in profiles:
            message = f"{machine.gpu.key} has no MIG profile {pool.sharing.mig}"
            yield Problem(codes.GPU, (*here, "mig"), message, suggestion(pool.sharing.mig, profiles, "profile"))
    elif machine.gpu.vendor != "nvidia":
        yield Problem(codes.GPU, here, f"{machine.gpu.key} is shared by no device plugin", "remove it", at_key=True)
