"""A Kubernetes object as a value: a plain manifest, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seatrial.location import SpecPath

if TYPE_CHECKING:
    from collections.abc import Mapping

Manifest = dict[str, Any]
"""A Kubernetes object as JSON has it. Shared between values: never changed in place after it is built."""


@dataclass(frozen=True, slots=True, order=True)
class ResourceKey:
    """What identifies an object in a cluster, whatever version of its API it is written in.

    `group` is empty for the core API; `namespace` is empty for cluster-scoped objects.
    """

    group: str
    kind: str
    namespace: str
    name: str

    @property
    def group_kind(self) -> str:
        """`Deployment.apps`, `ConfigMap`: the form ApplySets and kubectl print."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        return f"{self.group_kind} {where}{self.name}"


@dataclass(frozen=True, slots=True)
class Resource:
    """One object to be.

    Attributes:
        manifest: the object; never changed after it is built.
        source: the value of the file it was compiled from, `("services", "chat")`.
        fields: manifest field path → path below `source` that it was written from, such as
            `{"spec.replicas": ("replicas",)}`; the longest matching prefix wins. Usually a constant of the emitter.
        reasons: manifest field path → why this best practice is there. Usually a constant of the emitter.

    """

    manifest: Manifest
    source: SpecPath = ()
    fields: Mapping[str, SpecPath] = field(default_factory=dict[str, SpecPath], compare=False, repr=False)
    reasons: Mapping[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)

    @property
    def key(self) -> ResourceKey:
        return key_of(self.manifest)

    @property
    def kind(self) -> str:
        return str(self.manifest["kind"])

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"]["name"])

    @property
    def namespace(self) -> str:
        return str(self.manifest["metadata"].get("namespace", ""))


def key_of(manifest: Mapping[str, Any]) -> ResourceKey:
    """The key of a manifest that has at least kind, apiVersion and metadata.name."""
    group, _, _ = manifest["apiVersion"].rpartition("/")
    metadata = manifest["metadata"]
    return ResourceKey(group, manifest["kind"], metadata.get("namespace", ""), metadata["name"])
