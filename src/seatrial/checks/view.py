"""Cheap, total reading of manifests: a value of the wrong type reads as absent, and nothing is copied.

Every rule reads through these views, so that no rule has to expect junk and pod specs are found once for all rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.resource import Resource, ResourceKey

NOTHING: Mapping[str, Any] = {}
LONG_RUNNING = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")
REPLICATED = ("Deployment", "StatefulSet")
ACCELERATORS = (
    "nvidia.com/gpu",
    "nvidia.com/mig-",
    "amd.com/gpu",
    "gpu.intel.com/",
    "aws.amazon.com/neuron",
    "google.com/tpu",
)
"""Prefixes of the extended resources that device plugins of accelerators publish."""


def mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else NOTHING


def sequence(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list) else ()


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def quantity(value: Any) -> Quantity | None:
    """The amount, or None where the value is absent or no quantity."""
    return _parse(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


@lru_cache(maxsize=4096)
def _parse(value: str | float) -> Quantity | None:
    try:
        return Quantity.parse(value)
    except ValueError:
        return None


def at(value: Any, *keys: str) -> Any:
    """The value below the keys, or None."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = cast("Mapping[str, Any]", value).get(key)
    return value


def is_accelerator(resource: Any) -> bool:
    return isinstance(resource, str) and resource.startswith(ACCELERATORS)


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """One Kubernetes object of the set, with the pods it makes."""

    resource: Resource
    key: ResourceKey
    labels: Mapping[str, Any]
    annotations: Mapping[str, Any]
    spec: Mapping[str, Any]
    inventory: Inventory
    pods: list[Pod] = field(default_factory=list["Pod"])

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.resource.manifest

    @property
    def kind(self) -> str:
        return self.key.kind

    @property
    def name(self) -> str:
        return self.key.name

    @property
    def namespace(self) -> str:
        return self.key.namespace


@dataclass(frozen=True, slots=True, eq=False)
class Pod:
    """A pod spec inside an object; `path` leads to the spec, `template` to the metadata beside it."""

    object: Object
    path: str
    template: str
    spec: Mapping[str, Any]
    labels: Mapping[str, Any]
    annotations: Mapping[str, Any]
    security: Mapping[str, Any]
    volumes: Mapping[str, Mapping[str, Any]]
    containers: list[Container] = field(default_factory=list["Container"])

    @property
    def inventory(self) -> Inventory:
        return self.object.inventory

    @property
    def namespace(self) -> str:
        return self.object.key.namespace

    @property
    def accelerators(self) -> int:
        """What the pod's containers ask together."""
        return sum(container.accelerators for container in self.containers)


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A container of a pod, init containers and native sidecars included."""

    pod: Pod
    path: str
    spec: Mapping[str, Any]
    init: bool
    security: Mapping[str, Any]
    requests: Mapping[str, Any]
    limits: Mapping[str, Any]
    accelerators: int

    @property
    def name(self) -> str:
        return text(self.spec.get("name")) or self.path.rpartition(".")[2]

    @property
    def image(self) -> str:
        return text(self.spec.get("image"))

    @property
    def ports(self) -> Sequence[Any]:
        return sequence(self.spec.get("ports"))

    @property
    def serves(self) -> bool:
        """A main container of a long-running workload that declares ports."""
        return not self.init and self.pod.object.kind in LONG_RUNNING and bool(self.ports)

    def setting(self, name: str) -> Any:
        """A security setting as the kubelet resolves it: the container's, else the pod's."""
        value = self.security.get(name)
        return self.pod.security.get(name) if value is None else value

    def setting_field(self, name: str) -> str:
        """The field that decides a security setting: the container's own unless only the pod has it."""
        inherited = self.security.get(name) is None and self.pod.security.get(name) is not None
        return f"{self.pod.path if inherited else self.path}.securityContext.{name}"


def read_pods(owner: Object) -> None:
    """Fill in the pods that the object makes."""
    for steps in POD_TEMPLATES.get(owner.kind, ()):
        template = mapping(at(owner.manifest, *steps) if steps else owner.manifest)
        spec = template.get("spec")
        if isinstance(spec, dict):
            owner.pods.append(_read_pod(owner, ".".join(steps), template, mapping(spec)))


POD_TEMPLATES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Pod": ((),),
    "Deployment": (("spec", "template"),),
    "StatefulSet": (("spec", "template"),),
    "DaemonSet": (("spec", "template"),),
    "ReplicaSet": (("spec", "template"),),
    "ReplicationController": (("spec", "template"),),
    "Job": (("spec", "template"),),
    "CronJob": (("spec", "jobTemplate", "spec", "template"),),
}
"""Where each kind embeds pod templates."""


def _read_pod(owner: Object, template_path: str, template: Mapping[str, Any], spec: Mapping[str, Any]) -> Pod:
    path = f"{template_path}.spec" if template_path else "spec"
    metadata = mapping(template.get("metadata"))
    volumes = {text(mapping(volume).get("name")): mapping(volume) for volume in sequence(spec.get("volumes"))}
    labels = mapping(metadata.get("labels"))
    if owner.kind == "Job":
        # The Job controller adds its name, and headless Services of training jobs select by it.
        labels = {"batch.kubernetes.io/job-name": owner.name, "job-name": owner.name, **labels}
    annotations, security = mapping(metadata.get("annotations")), mapping(spec.get("securityContext"))
    pod = Pod(owner, path, template_path, spec, labels, annotations, security, volumes)
    for group, init in (("containers", False), ("initContainers", True)):
        for index, raw in enumerate(sequence(spec.get(group))):
            if isinstance(raw, dict):
                pod.containers.append(_read_container(pod, f"{path}.{group}[{index}]", mapping(raw), init=init))
    return pod


def _read_container(pod: Pod, path: str, spec: Mapping[str, Any], *, init: bool) -> Container:
    resources = mapping(spec.get("resources"))
    requests, limits = mapping(resources.get("requests")), mapping(resources.get("limits"))
    # A device counts by its limit; the API server copies a limit into an absent request.
    asked = (quantity(amount) for name, amount in (limits or requests).items() if is_accelerator(name))
    accelerators = sum(amount.units for amount in asked if amount)
    return Container(pod, path, spec, init, mapping(spec.get("securityContext")), requests, limits, accelerators)
