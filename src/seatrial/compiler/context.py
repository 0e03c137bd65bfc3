"""What every emitter may look at, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seatrial.catalog.kubernetes import NEWEST, KubernetesVersion
from seatrial.compiler.gpu import GpuOffer, gpu_offer
from seatrial.spec.machines import machine_of

if TYPE_CHECKING:
    from seatrial.catalog.instances import Instance
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.cluster import Cluster

LONGEST_LABEL = 63
SecretValues = Mapping[tuple[str, str], str]
"""(secret, key) → value, read by the caller: the compiler never touches the environment or the disk."""


@dataclass(frozen=True, slots=True)
class Context:
    """One compilation.

    Attributes:
        cluster: the cluster with the overrides of the place laid over it.
        place: name of the place, `local` or a key of `places`.
        cloud: `aws`, `gcp`, `azure`, `local` or `existing`: decides CSI drivers and load balancer annotations.
        secret_values: values of the cluster's own Secrets; a key without a value gets none in the manifest.
        instances: the machine of each pool that the catalogue knows.
        offers: the GPU pools by name, and what a node of each offers; computed once, because every GPU pod asks.
        digests: digests of the secrets, kept for this compilation because each takes 10 ms.

    """

    cluster: Cluster
    place: str = "local"
    cloud: str = "local"
    secret_values: SecretValues = field(default_factory=dict[tuple[str, str], str], repr=False)
    instances: Mapping[str, Instance] = field(init=False, repr=False, compare=False)
    offers: Mapping[str, GpuOffer] = field(init=False, repr=False, compare=False)
    digests: dict[str, str] = field(default_factory=dict[str, str], init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        machines = {name: found for name, pool in self.cluster.pools.items() if (found := machine_of(pool))}
        offers = {name: offer for name, machine in machines.items() if (offer := gpu_offer(machine))}
        object.__setattr__(self, "instances", {name: machine.instance for name, machine in machines.items()})
        object.__setattr__(self, "offers", offers)

    @property
    def is_local(self) -> bool:
        return self.cloud == "local"

    @property
    def version(self) -> KubernetesVersion:
        """The Kubernetes minor that the resources are written for; the newest one where the file's is not a version."""
        try:
            return KubernetesVersion.parse(self.cluster.kubernetes)
        except ValueError:
            return NEWEST

    def namespace(self, team: str) -> str:
        """The namespace of a team."""
        found = self.cluster.teams.get(team)
        return (found.namespace if found else None) or team


def metadata(
    context: Context,
    name: str,
    *,
    source: SpecPath,
    component: str,
    namespace: str = "",
    app: str = "",
    version: str = "",
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> Manifest:
    """The metadata of an object: the recommended labels, and the way back to the file.

    The annotation holds the path in the file (`services.chat`), not the line: a line number would change, and so roll
    every object, whenever somebody adds a comment above it.

    Args:
        context: the compilation.
        name: name of the object.
        source: the value of the file it comes from.
        component: what part it plays: `service`, `job`, `team`, `storage`, …
        namespace: its namespace; empty for cluster-scoped objects.
        app: `app.kubernetes.io/name`, the service or job; default: the object's name.
        version: `app.kubernetes.io/version`, the image's tag.
        labels: more labels.
        annotations: more annotations.

    """
    found: Manifest = {"name": name}
    if namespace:
        found["namespace"] = namespace
    found["labels"] = {**standard_labels(context, app or name, component=component, version=version), **(labels or {})}
    found["annotations"] = {"seatrial.dev/source": ".".join(map(str, source)), **(annotations or {})}
    return found


def standard_labels(context: Context, app: str, *, component: str, version: str = "") -> dict[str, str]:
    """The labels that Kubernetes recommends; `selector_labels` are the ones that never change."""
    labels = {
        "app.kubernetes.io/name": app,
        "app.kubernetes.io/instance": label_value(f"{context.cluster.name}-{app}"),
        "app.kubernetes.io/component": component,
        "app.kubernetes.io/part-of": context.cluster.name,
        "app.kubernetes.io/managed-by": "seatrial",
    }
    if version:
        labels["app.kubernetes.io/version"] = version
    return labels


def label_value(text: str) -> str:
    """The text, or where it is longer than the 63 characters of a label its beginning and a digest of the whole."""
    if len(text) <= LONGEST_LABEL:
        return text
    return f"{text[: LONGEST_LABEL - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def selector_labels(app: str) -> dict[str, str]:
    """What Services, PDBs and controllers select pods by.

    Only labels that no later edit changes: a selector is immutable. `instance` is left out because Argo CD in label
    mode rewrites it.
    """
    return {"app.kubernetes.io/name": app, "app.kubernetes.io/managed-by": "seatrial"}
