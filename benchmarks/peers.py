"""What people check manifests with instead: kube-score and kubeconform, built from their Go modules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

KUBE_SCORE, KUBECONFORM = "v1.20.0", "v0.8.0"
MODULES = {
    "kube-score": f"github.com/zegl/kube-score/cmd/kube-score@{KUBE_SCORE}",
    "kubeconform": f"github.com/yannh/kubeconform/cmd/kubeconform@{KUBECONFORM}",
}
SWAGGER = "api/openapi-spec/swagger.json"


def build(folder: Path) -> dict[str, Path]:
    """Name → program, of those that are installed or can be built here; none without a Go toolchain."""
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Path] = {}
    for name, module in MODULES.items():
        program = folder / name
        if not program.exists() and shutil.which("go"):
            environment = {**os.environ, "GOBIN": str(folder), "GOFLAGS": "-mod=mod"}
            subprocess.run(["go", "install", module], env=environment, cwd=folder, check=False, capture_output=True)
        if program.exists():
            found[name] = program
    return found


def write_schemas(folder: Path, version: str) -> bool:
    """Strict JSON Schemas of a Kubernetes version where kubeconform looks for them; False without a Go toolchain.

    Each file stands alone, as those do that kubeconform downloads by default.
    """
    if not shutil.which("go"):
        return False
    command = ["go", "mod", "download", "-json", f"k8s.io/kubernetes@{version}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    if done.returncode:
        return False
    definitions = json.loads((Path(json.loads(done.stdout)["Dir"]) / SWAGGER).read_bytes())["definitions"]
    for definition in definitions.values():
        for served in definition.get("x-kubernetes-group-version-kind", ()):
            group = f"{served['group'].partition('.')[0]}-" if served["group"] else ""
            schema = _alone(definitions, definition, 0)
            target = folder / f"{served['kind']}-{group}{served['version']}.json".lower()
            target.write_text(json.dumps(schema), encoding="utf-8")
    return True


SPECIAL: dict[str, dict[str, Any]] = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer"]},
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number"]},
}
DEEPEST = 14
"""References; only the schema of custom resource definitions refers to itself."""


def _alone(definitions: dict[str, Any], schema: Any, depth: int) -> Any:
    if isinstance(schema, list):
        return [_alone(definitions, item, depth) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in SPECIAL:
            return SPECIAL[name]
        return {} if depth > DEEPEST or "JSONSchemaProps" in name else _alone(definitions, definitions[name], depth + 1)
    kept = {
        key: _alone(definitions, value, depth)
        for key, value in schema.items()
        if not key.startswith("x-kubernetes") and not (key == "description" and isinstance(value, str))
    }
    if kept.get("type") == "object" and "properties" in kept:
        kept["additionalProperties"] = False
    if isinstance(kept.get("type"), str) and kept["type"] in ("object", "array", "string"):
        kept["type"] = [kept["type"], "null"]
    return kept
