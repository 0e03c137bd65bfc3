"""A real API server under strict field validation is the judge of what is a fault."""

from __future__ import annotations

import asyncio
import json
import os
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from seatrial import schemas
from seatrial.kube.client import Client, connect
from seatrial.kube.errors import Invalid, ServerFailed
from seatrial.kube.kubeconfig import load_access
from seatrial.local.definitions import KINDS, CustomKind, _wait_established
from tests.schemas.instances import UnfitError, instance, mutations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.control_plane import ControlPlane

    Write = Callable[..., Any]

VERSION = "1.37"
CASES = Path(__file__).parents[1] / "cases"
DEFINITIONS = Path(__file__).parents[3] / "shared" / "crds"
CHANGES = 12
"""Of each object."""
AT_ONCE = 8
LOOKS = 1000

CUSTOM = {kind.kind for kind in KINDS}
"""Kinds that other tests define with a schema that takes all."""
JUDGED = (
    "jobsets.jobset.x-k8s.io",
    "leaderworkersets.leaderworkerset.x-k8s.io",
    "trainjobs.trainer.kubeflow.org",
    "clusterqueues.kueue.x-k8s.io",
    "scaledobjects.keda.sh",
    "rayclusters.ray.io",
    "notebooks.kubeflow.org",
    "inferenceservices.serving.kserve.io",
)

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]


def pod(**fields: Any) -> dict[str, Any]:
    spec = {"containers": [{"name": "web", "image": "busybox:1.36"}]} | fields
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"}, "spec": spec}


def container(**fields: Any) -> dict[str, Any]:
    return pod(containers=[{"name": "web", "image": "busybox:1.36"} | fields])


def config(**fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "default"}} | fields


GOOD = {
    "plain": pod(),
    "null for an optional field": pod(nodeSelector=None, priority=None),
    "null in a list": container(args=["a", None]),
    "null in a map": config(data={"a": None}),
    "quantity as a number": container(resources={"limits": {"cpu": 0.5, "memory": 1000000}}),
    "port by name": container(
        ports=[{"name": "http", "containerPort": 80}], livenessProbe={"tcpSocket": {"port": "http"}}
    ),
    "empty text for a default": container(imagePullPolicy=""),
    "creationTimestamp null": config(metadata={"name": "a", "namespace": "default", "creationTimestamp": None}),
    "status": pod() | {"status": {"conditions": [{"status": "True"}]}},
    "one port for two protocols": container(
        ports=[{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53, "protocol": "TCP"}]
    ),
    "an integer as float": pod(terminationGracePeriodSeconds=30.0),
}
BAD = {
    "misspelt field": container(imagePullPolcy="Always"),
    "field one level too high": pod(image="busybox"),
    "unknown metadata": config(metadata={"name": "a", "namespace": "default", "lables": {}}),
    "number as text": pod(terminationGracePeriodSeconds="30"),
    "text as number": container(env=[{"name": "A", "value": 80}]),
    "text as boolean": config(data={"a": True}),
    "boolean as text": pod(hostNetwork="true"),
    "list as mapping": pod(containers={"name": "web", "image": "busybox"}),
    "mapping as list": pod(nodeSelector=["a"]),
    "no quantity": container(resources={"limits": {"cpu": "1 core"}}),
    "empty quantity": container(resources={"limits": {"cpu": ""}}),
    "not one of the values": container(imagePullPolicy="always"),
    "missing": pod(containers=[{"image": "busybox"}]),
    "null for a required field": pod(containers=None),
    "too large for 32 bits": container(ports=[{"containerPort": 2**31}]),
    "no base64": {
        "apiVersion": "v1",
        "kind": "Secret",
        "data": {"a": "?"},
        "metadata": {"name": "a", "namespace": "default"},
    },
    "no time": config(metadata={"name": "a", "namespace": "default", "creationTimestamp": "yesterday"}),
    "the same container twice": pod(containers=[{"name": "a", "image": "b"}, {"name": "a", "image": "b"}]),
    "the same variable twice": container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
    "the same port twice": container(ports=[{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}]),
    "the same finalizer twice": config(
        metadata={"name": "a", "namespace": "default", "finalizers": ["a.b/c", "a.b/c"]}
    ),
}


@pytest.fixture(scope="module")
def refusals(control_plane: ControlPlane) -> Any:
    """Manifests → why the server refuses each, or an empty text."""

    def ask(manifests: list[dict[str, Any]], definition: dict[str, Any] | None = None) -> list[str]:
        return asyncio.run(answers(control_plane, manifests, definition))

    return ask


async def answers(plane: ControlPlane, manifests: list[dict[str, Any]], definition: dict[str, Any] | None) -> list[str]:
    access = load_access(
        environment=dict(os.environ), home=Path("/"), kubeconfig=plane.kubeconfig, context=plane.context
    )
    async with connect(access) as client:
        for name in {manifest["metadata"].get("namespace", "default") for manifest in manifests} - {"default"}:
            await client.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, force=True)
        # Server-side apply refuses what repeats in any list; nulls in custom resources are dropped only on creation.
        write: Write = partial(client.apply, force=True)
        if definition:
            await install(client, definition)
            write = client.create
        gate = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(refusal(write, manifest, gate) for manifest in manifests))


async def refusal(write: Write, manifest: dict[str, Any], gate: asyncio.Semaphore) -> str:
    async with gate:
        try:
            await write(manifest, dry_run=True)
        except (Invalid, ServerFailed) as error:  # The server calls some text that it cannot read its own failure.
            return str(error)
        return ""


async def install(client: Client, definition: dict[str, Any]) -> None:
    await client.apply(definition, force=True)
    group, names = definition["spec"]["group"], definition["spec"]["names"]
    await _wait_established(client, CustomKind(group, names["kind"], names["plural"]))
    # Discovery follows a moment later; each look is a request.
    for _ in range(LOOKS):
        if (await client.discover(anew=True)).find(group, names["kind"]):
            return
    pytest.fail(f"{names['kind']} is established, and not discovered")


def test_good_and_bad_manifests(refusals: Any) -> None:
    said = refusals([*GOOD.values(), *BAD.values()])
    verdicts = {name: bool(text) for name, text in zip([*GOOD, *BAD], said, strict=True)}
    assert verdicts == dict.fromkeys(GOOD, False) | dict.fromkeys(BAD, True), said
    assert {name: bool(schemas.validate(manifest, VERSION)) for name, manifest in (GOOD | BAD).items()} == verdicts


def test_what_is_a_fault_the_server_refuses(refusals: Any) -> None:
    random = Random("changes")
    manifests = [changed for manifest in emitted() for _, _, changed in mutations(manifest, random, CHANGES)]
    at_fault = [manifest for manifest in manifests if schemas.validate(manifest, VERSION)]
    said = refusals(at_fault)
    assert len(at_fault) > len(manifests) / 3
    assert [(schemas.validate(m, VERSION), m) for m, text in zip(at_fault, said, strict=True) if not text] == []


def emitted() -> list[dict[str, Any]]:
    """Three of each kind that the compiler emits; Secrets stand in the files without what is secret."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(CASES.glob("*/resources.yaml")):
        for manifest in yaml.safe_load_all(file.read_text()):
            if isinstance(manifest, dict) and manifest.get("kind") not in (None, "Secret", "Namespace", *CUSTOM):
                by_kind.setdefault(manifest["kind"], []).append(manifest)
    return [manifest for manifests in by_kind.values() for manifest in manifests[:3]]


@pytest.mark.shared
@pytest.mark.skipif(not DEFINITIONS.exists(), reason="needs ../shared/crds")
@pytest.mark.parametrize("name", JUDGED)
def test_custom_resources(name: str, refusals: Any) -> None:
    definition = without_rules(json.loads((DEFINITIONS / f"{name}.json").read_text()))
    spec = definition["spec"]
    version = next(version for version in spec["versions"] if version["storage"])
    schema = version["schema"]["openAPIV3Schema"]
    schema.get("properties", {}).pop("status", None)
    own = schemas.CustomSchemas.from_definitions([definition])
    random = Random(name)
    head = {
        "apiVersion": f"{spec['group']}/{version['name']}",
        "kind": spec["names"]["kind"],
        "metadata": {"name": "a"} | ({"namespace": "default"} if spec["scope"] == "Namespaced" else {}),
    }
    manifests = list(some_of(schema, head, random))
    said = refusals(manifests, definition)
    found = [schemas.validate(manifest, VERSION, own) for manifest in manifests]
    different = [
        (faults, text, manifest)
        for manifest, faults, text in zip(manifests, found, said, strict=True)
        if bool(faults) is not bool(text)
    ]
    assert different == []
    assert sum(map(bool, found)) > len(found) / 4


def some_of(schema: dict[str, Any], head: dict[str, Any], random: Random) -> Iterator[dict[str, Any]]:
    for _ in range(6):
        try:
            value = instance(schema, random) | head
        except UnfitError:
            continue
        yield value
        yield from (changed for _, _, changed in mutations(value, random, CHANGES))


def without_rules(value: Any) -> Any:
    """A definition without its CEL rules, which nothing but a server evaluates."""
    if isinstance(value, dict):
        return {key: without_rules(part) for key, part in value.items() if key != "x-kubernetes-validations"}
    return [without_rules(part) for part in value] if isinstance(value, list) else value
