"""Kubernetes' own kinds, from its OpenAPI documents and generated Go code, in the short form of seatrial.schemas."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "any",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
}
"""Types whose JSON their own Go code reads."""
TYPES = "types"
"""Stands for the apiVersion of what is no kind, but a type that schemas name."""
OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
SCALARS = {"integer int32": "int32", "integer int64": "int64", "string byte": "bytes", "string date-time": "time"}
PREFIX = "#/components/schemas/"
FUNCTION = re.compile(r"^func schema_k8sio_api_(\w+)\(", re.MULTILINE)
FIELD = re.compile(r'^\t{5}"([^"]+)": \{$')
ENUM = re.compile(r"^\s+Enum:\s+\[\]interface\{\}\{(.*)\},$")


def read_kubernetes(folder: Path) -> Iterator[tuple[str, str, str, Any]]:
    """(apiVersion, kind, "true" or "false" for namespaced, schema) of each kind that can be created."""
    documents = [json.loads(file.read_text()) for file in sorted((folder / "api/openapi-spec/v3").glob("*.json"))]
    schemas = {n: s for document in documents for n, s in document.get("components", {}).get("schemas", {}).items()}
    types = Types(schemas, read_enums(folder))
    for name in sorted(types.named):
        yield TYPES, short(name), "", types.define(name)
    roots = {
        (entry["group"], entry["version"], entry["kind"]): name
        for name, schema in schemas.items()
        for entry in schema.get("x-kubernetes-group-version-kind", ())
    }
    for key, namespaced in sorted(created(documents).items()):
        group, version, kind = key
        yield f"{group}/{version}" if group else version, kind, namespaced, types.define_kind(roots[key])


def short(name: str) -> str:
    """`io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` as `meta.v1.ObjectMeta`."""
    return ".".join(name.split(".")[-3:])


def created(documents: list[dict[str, Any]]) -> dict[tuple[str, str, str], str]:
    """The kinds that a collection takes by POST, and whether it lies in a namespace."""
    found: dict[tuple[str, str, str], str] = {}
    for document in documents:
        for path, operations in document.get("paths", {}).items():
            entry = operations.get("post", {}).get("x-kubernetes-group-version-kind")
            if entry and not path.endswith("}") and "/{name}/" not in path:
                key = (entry["group"], entry["version"], entry["kind"])
                found[key] = "true" if "/namespaces/{namespace}/" in path else found.get(key, "false")
    return found


def read_enums(folder: Path) -> dict[tuple[str, str], list[str]]:
    """(type, field) → the values, from the code that serves the OpenAPI documents on a cluster."""
    text = (folder / "pkg/generated/openapi/zz_generated.openapi.go").read_text()
    enums: dict[tuple[str, str], list[str]] = {}
    owner = field = ""
    for line in text.splitlines():
        if line.startswith("func "):
            match = FUNCTION.match(line)
            owner = "io.k8s.api." + match[1].replace("_", ".") if match else ""
        elif match := FIELD.match(line):
            field = match[1]
        elif owner and (match := ENUM.match(line)):
            enums[owner, field] = json.loads(f"[{match[1]}]")
    return enums


class Types:
    """The types of one version, expanded; ObjectMeta and the types that contain themselves stay names."""

    def __init__(self, schemas: dict[str, Any], enums: dict[tuple[str, str], list[str]]) -> None:
        self.schemas = schemas
        self.enums = enums
        self.define = cache(self._define)
        self.named = {OBJECT_META, *(name for name in schemas if self._contains_itself(name))}

    def _contains_itself(self, name: str) -> bool:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            inside = set(re.findall(rf'"{PREFIX}([^"]+)"', json.dumps(self.schemas[waiting.pop()]))) - WORDS.keys()
            if name in inside:
                return True
            waiting += inside - seen
            seen |= inside
        return False

    def define_kind(self, name: str) -> dict[str, Any]:
        """A kind; nothing is required in its status, which the API server drops from what users create."""
        schema = self.define(name)
        status = self.schemas[name].get("properties", {}).get("status")
        if status is None:
            return schema
        return {**schema, "properties": {**schema["properties"], "status": self._shape(status, relaxed=True)}}

    def _define(self, name: str, *, relaxed: bool = False) -> dict[str, Any]:
        schema = self.schemas[name]
        required = [] if relaxed else sorted(schema.get("required", ()))
        result: dict[str, Any] = {"type": "object"}
        properties = {
            field: self._field(name, field, part, required=field in required, relaxed=relaxed)
            for field, part in sorted(schema.get("properties", {}).items())
        }
        if properties:
            result["properties"] = properties
        if required:
            result["required"] = required
        return result

    def _field(self, owner: str, field: str, schema: dict[str, Any], *, required: bool, relaxed: bool) -> Any:
        shape = self._shape(schema, relaxed=relaxed)
        values = self.enums.get((owner, field))
        if values is None or relaxed:
            return shape
        if shape == "string":
            # An empty string is what Go has where the field is absent.
            return {"type": "string", "enum": values if required else sorted({"", *values})}
        step = "items" if "items" in shape else "additionalProperties"
        return {**shape, step: {"type": "string", "enum": values}}

    def _shape(self, schema: dict[str, Any], *, relaxed: bool) -> Any:
        reference = schema.get("$ref") or next((part["$ref"] for part in schema.get("allOf", ())), None)
        if reference:
            name = reference.removeprefix(PREFIX)
            return short(name) if name in self.named else WORDS.get(name) or self.define(name, relaxed=relaxed)
        kind = schema.get("type", "any")
        if kind == "array":
            items = self._shape(schema["items"], relaxed=relaxed)
            # Go reads a null in a list as an empty value, where a custom resource's schema refuses it.
            return {"type": "array", "items": items, "nulls": True, **({} if relaxed else self._uniqueness(schema))}
        if kind == "object":
            values = schema.get("additionalProperties")
            return {
                "type": "object",
                **({"additionalProperties": self._shape(values, relaxed=relaxed)} if values else {}),
            }
        return SCALARS.get(f"{kind} {schema.get('format')}", kind)

    def _uniqueness(self, schema: dict[str, Any]) -> dict[str, Any]:
        keys = schema.get("x-kubernetes-list-map-keys", ())
        if schema.get("x-kubernetes-list-type") == "set":
            return {"set": True}
        if not keys:
            return {}
        items = schema["items"]
        reference = items.get("$ref") or items["allOf"][0]["$ref"]
        fields = self.schemas[reference.removeprefix(PREFIX)]["properties"]
        # "" and 0 are Go's zero values, written as defaults of fields that have none.
        return {"keys": {key: fields[key].get("default") or None for key in keys}}
