"""Which object must exist before which: read from the references that manifests hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from seatrial.planner.fields import annotation, items, mapping, pod_specs, text
from seatrial.planner.stages import WORKLOAD_KINDS
from seatrial.resource import Manifest, Resource, ResourceKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DEPENDS_ON = ("seatrial.dev/depends-on", "config.kubernetes.io/depends-on")
"""Annotations with `group/namespaces/<namespace>/<kind>/<name>` or `group/<kind>/<name>`, comma-separated."""
WEBHOOK_CONFIGURATIONS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")

Edges = dict[ResourceKey, set[ResourceKey]]
"""object → the objects that it needs, all of them part of the same set."""


def implicit_dependencies(resources: Sequence[Resource]) -> Edges:
    """What follows from the manifests themselves; never cyclic, because each reference leads to a more basic kind."""
    known = {resource.key for resource in resources}
    definitions = _definitions(resources)
    serving = _served_by(resources)
    edges: Edges = {}
    for resource in resources:
        key = resource.key
        needs = set(references(resource))
        if key.namespace:
            needs.add(ResourceKey("", "Namespace", "", key.namespace))
        if definition := definitions.get((key.group, key.kind)):
            needs.add(definition)
        if key.kind in WEBHOOK_CONFIGURATIONS:
            # A webhook whose server is not running yet makes the API server refuse every write it matches.
            needs.update(workload for service in tuple(needs) for workload in serving.get(service, ()))
        edges[key] = {need for need in needs if need in known and need != key}
    return edges


def explicit_dependencies(resources: Sequence[Resource]) -> Edges:
    """What the annotations in `DEPENDS_ON` ask for; a reference to an object outside the set is left out."""
    known = {resource.key for resource in resources}
    edges: Edges = {}
    for resource in resources:
        asked = (part for name in DEPENDS_ON for part in annotation(resource.manifest, name).split(","))
        needs = {key for part in asked if (key := parse_reference(part.strip())) and key in known}
        if needs:
            edges[resource.key] = needs
    return edges


def parse_reference(reference: str) -> ResourceKey | None:
    """One reference of a depends-on annotation; None when it is not one. The core group is an empty first part."""
    match reference.split("/"):
        case [group, "namespaces", namespace, kind, name]:
            return ResourceKey(group, kind, namespace, name)
        case [group, kind, name]:
            return ResourceKey(group, kind, "", name)
        case _:
            return None


def references(resource: Resource) -> Iterator[ResourceKey]:
    """The objects that a manifest names, whether or not they are part of the set."""
    manifest, namespace = resource.manifest, resource.namespace
    for _, spec in pod_specs(manifest):
        yield from _pod_references(spec, namespace)
    spec = mapping(manifest, "spec")
    match resource.kind:
        case "PersistentVolumeClaim":
            yield ResourceKey("", "PersistentVolume", "", text(spec, "volumeName"))
            yield ResourceKey("storage.k8s.io", "StorageClass", "", text(spec, "storageClassName"))
        case "PersistentVolume":
            yield ResourceKey("storage.k8s.io", "StorageClass", "", text(spec, "storageClassName"))
        case "RoleBinding" | "ClusterRoleBinding":
            kind = text(manifest, "roleRef", "kind")
            where = namespace if kind == "Role" else ""
            yield ResourceKey("rbac.authorization.k8s.io", kind, where, text(manifest, "roleRef", "name"))
        case "HorizontalPodAutoscaler":
            target = mapping(spec, "scaleTargetRef")
            group, _, _ = text(target, "apiVersion").rpartition("/")
            yield ResourceKey(group, text(target, "kind"), namespace, text(target, "name"))
        case "Ingress" | "HTTPRoute" | "GRPCRoute" | "TCPRoute" | "TLSRoute":
            yield from _route_references(spec, namespace)
        case "APIService":
            yield _service(mapping(spec, "service"))
        case kind if kind in WEBHOOK_CONFIGURATIONS:
            for webhook in items(manifest, "webhooks"):
                yield _service(mapping(webhook, "clientConfig", "service"))
        case _:
            pass


def _service(reference: Manifest) -> ResourceKey:
    return ResourceKey("", "Service", text(reference, "namespace"), text(reference, "name"))


def _route_references(spec: Manifest, namespace: str) -> Iterator[ResourceKey]:
    yield ResourceKey("networking.k8s.io", "IngressClass", "", text(spec, "ingressClassName"))
    for name in _named(spec, "service"):
        yield ResourceKey("", "Service", namespace, name)
    for name in _named(spec, "secretName"):
        yield ResourceKey("", "Secret", namespace, name)
    for parent in items(spec, "parentRefs"):
        where = text(parent, "namespace") or namespace
        yield ResourceKey("gateway.networking.k8s.io", "Gateway", where, text(parent, "name"))
    for rule in items(spec, "rules"):
        for backend in items(rule, "backendRefs"):
            yield ResourceKey("", "Service", text(backend, "namespace") or namespace, text(backend, "name"))


def _pod_references(spec: Manifest, namespace: str) -> Iterator[ResourceKey]:
    yield ResourceKey("", "ServiceAccount", namespace, text(spec, "serviceAccountName"))
    yield ResourceKey("scheduling.k8s.io", "PriorityClass", "", text(spec, "priorityClassName"))
    yield ResourceKey("node.k8s.io", "RuntimeClass", "", text(spec, "runtimeClassName"))
    for field, kind in (
        ("configMap", "ConfigMap"),
        ("configMapRef", "ConfigMap"),
        ("configMapKeyRef", "ConfigMap"),
        ("secretRef", "Secret"),
        ("secretKeyRef", "Secret"),
        ("secretName", "Secret"),
        ("secret", "Secret"),
        ("imagePullSecrets", "Secret"),
        ("claimName", "PersistentVolumeClaim"),
        ("resourceClaimTemplateName", "ResourceClaimTemplate"),
        ("resourceClaimName", "ResourceClaim"),
    ):
        group = "resource.k8s.io" if kind.startswith("ResourceClaim") else ""
        for name in _named(spec, field):
            yield ResourceKey(group, kind, namespace, name)


def _named(tree: object, field: str) -> Iterator[str]:
    """The names below every occurrence of a field: a string, `{name: …}`, or a list of those."""
    stack: list[Any] = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)  # pyright: ignore[reportUnknownArgumentType]  # a tree of Any
            continue
        if not isinstance(value, dict):
            continue
        for name, below in value.items():  # pyright: ignore[reportUnknownVariableType]  # a tree of Any
            if name == field:
                yield from _names(cast("object", below))
            stack.append(below)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if name := text(value, "name"):
        return [name]
    return [text(item, "name") for item in items({"list": value}, "list")]


def _definitions(resources: Sequence[Resource]) -> Mapping[tuple[str, str], ResourceKey]:
    return {
        (text(r.manifest, "spec", "group"), text(r.manifest, "spec", "names", "kind")): r.key
        for r in resources
        if r.kind == "CustomResourceDefinition"
    }


def _served_by(resources: Sequence[Resource]) -> Mapping[ResourceKey, list[ResourceKey]]:
    """Service that a webhook may call → the workloads of the set that its selector matches."""
    called = {
        key for r in resources if r.kind in WEBHOOK_CONFIGURATIONS for key in references(r) if key.kind == "Service"
    }
    serving: dict[ResourceKey, list[ResourceKey]] = {}
    for service in resources:
        selector = mapping(service.manifest, "spec", "selector")
        if service.key not in called or not selector:
            continue
        serving[service.key] = [
            r.key
            for r in resources
            if r.kind in WORKLOAD_KINDS
            and r.namespace == service.namespace
            and any(selector.items() <= mapping(meta, "labels").items() for meta, _ in pod_specs(r.manifest))
        ]
    return serving
