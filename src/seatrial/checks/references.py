"""Which other objects a pod names: ConfigMaps, Secrets and claims, with the field that names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Pod

SOURCES = (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of another object in the pod's namespace; `keys` are the entries that must be in it."""

    kind: str
    name: str
    field: str
    keys: tuple[str, ...] = ()


def references(pod: Pod) -> Iterator[Reference]:
    """The ConfigMaps and Secrets without which the pod does not start; optional ones are left out."""
    for index, raw in enumerate(sequence(pod.spec.get("volumes"))):
        yield from _of_volume(mapping(raw), f"{pod.path}.volumes[{index}]")
    for container in pod.containers:
        yield from _of_environment(container)
    for index, raw in enumerate(sequence(pod.spec.get("imagePullSecrets"))):
        # The kubelet pulls without credentials when a pull secret is missing, and private images then fail.
        yield from _named("Secret", raw, "name", f"{pod.path}.imagePullSecrets[{index}]")


def _of_volume(volume: Any, path: str) -> Iterator[Reference]:
    for field, kind, name in SOURCES:
        yield from _named(kind, volume.get(field), name, f"{path}.{field}")
    for index, source in enumerate(sequence(at(volume, "projected", "sources"))):
        for field, kind, _ in SOURCES:
            yield from _named(kind, at(source, field), "name", f"{path}.projected.sources[{index}].{field}")


def _of_environment(container: Container) -> Iterator[Reference]:
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            source = at(variable, "valueFrom", field)
            yield from _named(kind, source, "name", f"{container.path}.env[{index}].valueFrom.{field}")
    for index, source in enumerate(sequence(container.spec.get("envFrom"))):
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            yield from _named(kind, at(source, field), "name", f"{container.path}.envFrom[{index}].{field}")


def _named(kind: str, source: Any, name_field: str, path: str) -> Iterator[Reference]:
    name = text(at(source, name_field))
    if not name or at(source, "optional") is True:
        return
    keys = [text(at(source, "key")), *(text(at(item, "key")) for item in sequence(at(source, "items")))]
    yield Reference(kind, name, f"{path}.{name_field}", tuple(key for key in keys if key))
