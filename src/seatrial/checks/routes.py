"""The Services that an Ingress or a route of the Gateway API leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@dataclass(frozen=True, slots=True)
class Backend:
    """`port` is a number, a name, or None; an empty namespace means that of the route."""

    field: str
    service: str
    port: int | str | None
    namespace: str = ""


def backends(route: Object) -> Iterator[Backend]:
    return _of_ingress(route) if route.kind == "Ingress" else _of_route(route)


def _of_ingress(ingress: Object) -> Iterator[Backend]:
    yield from _service(at(ingress.spec, "defaultBackend", "service"), "spec.defaultBackend.service")
    for row, rule in enumerate(sequence(ingress.spec.get("rules"))):
        for column, path in enumerate(sequence(at(rule, "http", "paths"))):
            field = f"spec.rules[{row}].http.paths[{column}].backend.service"
            yield from _service(at(path, "backend", "service"), field)


def _service(service: Any, field: str) -> Iterator[Backend]:
    if isinstance(service, dict):
        port = at(service, "port", "number")
        yield Backend(field, text(at(service, "name")), at(service, "port", "name") if port is None else port)


def _of_route(route: Object) -> Iterator[Backend]:
    for row, rule in enumerate(sequence(route.spec.get("rules"))):
        for column, reference in enumerate(sequence(at(rule, "backendRefs"))):
            # Other kinds, such as InferencePool, are not ours to look up.
            if at(reference, "kind") in (None, "Service"):
                field = f"spec.rules[{row}].backendRefs[{column}]"
                name, namespace = text(at(reference, "name")), text(at(reference, "namespace"))
                yield Backend(field, name, at(reference, "port"), namespace)
