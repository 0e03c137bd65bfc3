"""Cheap, total reading of manifests: a value of the wrong type reads as absent, and nothing is copied.

Every rule reads through these views, so that no rule has to expect junk and pod specs are found once for all rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from seatrial.checks.pods import ARGO_INHERITED, CONTAINER_LISTS, Life, Steps, find_pods, life_of
from seatrial.location import format_path, split_path
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.pods import Found
    from seatrial.location import SpecPath
    from seatrial.resource import Resource, ResourceKey

NOTHING: Mapping[str, Any] = {}
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


def at(value: Any, *keys: str | int) -> Any:
    """The value below the keys and indexes, or None."""
    for key in keys:
        if isinstance(value, dict):
            value = cast("Mapping[Any, Any]", value).get(key)
        elif isinstance(value, list) and isinstance(key, int):
            items = cast("Sequence[Any]", value)
            value = items[key] if key < len(items) else None
        else:
            return None
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
    """A pod spec inside an object; `path` leads to the spec, `template` to the mapping with its metadata.

    `spec` includes what an Argo workflow hands down to its templates; `steps` is `path` as keys and indexes.
    """

    object: Object
    path: str
    template: str
    spec: Mapping[str, Any]
    labels: Mapping[str, Any]
    annotations: Mapping[str, Any]
    security: Mapping[str, Any]
    volumes: Mapping[str, Mapping[str, Any]]
    life: Life
    steps: Steps
    containers: list[Container] = field(default_factory=list["Container"])

    @property
    def inventory(self) -> Inventory:
        return self.object.inventory

    @property
    def namespace(self) -> str:
        return self.object.key.namespace

    @property
    def serves(self) -> bool:
        """Whether the pod is to run until something replaces it."""
        return self.life in (Life.SERVICE, Life.DAEMON)

    @property
    def main_containers(self) -> list[Container]:
        """The containers that are not init containers."""
        return [container for container in self.containers if not container.init]

    @property
    def replicas(self) -> int:
        """How many such pods run: `parallelism` of a Job, else the `replicas` nearest above the pod, else 1."""
        if self.object.kind in ("Job", "CronJob"):
            return integer(at(self.object.manifest, *self.steps[:-2], "parallelism")) or 1
        for depth in range(len(self.steps) - 1, 0, -1):
            count = integer(at(self.object.manifest, *self.steps[:depth], "replicas"))
            if count is not None:
                return count
        return 1

    def to(self, *keys: str | int) -> SpecPath:
        """The path of a value below the pod spec, for an `Edit`."""
        return (*self.steps, *keys)

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
    resources_path: str

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
        return not self.init and self.pod.serves and bool(self.ports)

    @property
    def life(self) -> Life:
        return self.pod.life

    @property
    def command_line(self) -> Sequence[str]:
        """`command` and `args` as one list of words; the image's own entry point is not known."""
        words = (*sequence(self.spec.get("command")), *sequence(self.spec.get("args")))
        return [str(word) for word in words if isinstance(word, (str, int, float))]

    @property
    def environment(self) -> Mapping[str, Any]:
        """Name → literal value, or None where it comes from elsewhere; the last of several wins, as in the kubelet."""
        entries = (mapping(entry) for entry in sequence(self.spec.get("env")))
        return {text(entry.get("name")): entry.get("value") for entry in entries}

    def to(self, *keys: str | int) -> SpecPath:
        """The path of a value below the container, for an `Edit`."""
        return (*split_path(self.path), *keys)

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
    for found in find_pods(owner.key.group, owner.kind, owner.manifest):
        spec = at(owner.manifest, *found.spec)
        if isinstance(spec, dict):
            owner.pods.append(_read_pod(owner, found, mapping(spec)))


def _read_pod(owner: Object, found: Found, spec: Mapping[str, Any]) -> Pod:
    path, template_path = dotted(found.spec), dotted(found.template)
    if found.inherited:
        outer = mapping(at(owner.manifest, *found.inherited))
        spec = {**{key: outer[key] for key in ARGO_INHERITED if key in outer}, **spec}
    metadata = mapping(at(owner.manifest, *found.template, "metadata"))
    volumes = {text(mapping(volume).get("name")): mapping(volume) for volume in sequence(spec.get("volumes"))}
    # KServe hands its objects' labels and annotations to the pods.
    labels = owner.labels if found.bare else mapping(metadata.get("labels"))
    annotations = owner.annotations if found.bare else mapping(metadata.get("annotations"))
    if owner.kind == "Job":
        # The Job controller adds its name, and headless Services of training jobs select by it.
        labels = {"batch.kubernetes.io/job-name": owner.name, "job-name": owner.name, **labels}
    security = mapping(spec.get("securityContext"))
    pod = Pod(owner, path, template_path, spec, labels, annotations, security, volumes, life_of(owner.kind), found.spec)
    for group, init in CONTAINER_LISTS.items():
        for index, raw in enumerate(sequence(spec.get(group))):
            if isinstance(raw, dict):
                pod.containers.append(_read_container(pod, f"{path}.{group}[{index}]", mapping(raw), init=init))
    for steps in found.containers:
        raw = mapping(at(owner.manifest, *steps))
        pod.containers.append(_read_container(pod, dotted(steps), raw, init=False))
    return pod


dotted = lru_cache(maxsize=1024)(format_path)
"""`("spec", "containers", 0)` as `spec.containers[0]`: the same few, thousands of times."""


def _read_container(pod: Pod, path: str, spec: Mapping[str, Any], *, init: bool) -> Container:
    name = "resourcesPerNode" if "resourcesPerNode" in spec else "resources"
    resources = mapping(spec.get(name))
    requests, limits = mapping(resources.get("requests")), mapping(resources.get("limits"))
    # A device counts by its limit; the API server copies a limit into an absent request.
    asked = (quantity(amount) for name, amount in (limits or requests).items() if is_accelerator(name))
    accelerators = sum(amount.units for amount in asked if amount)
    security = mapping(spec.get("securityContext"))
    return Container(pod, path, spec, init, security, requests, limits, accelerators, f"{path}.{name}")
