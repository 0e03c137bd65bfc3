"""Every object of every golden case, taken by the real API server under strict field validation."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from seatrial.compiler.passes import compile_cluster
from seatrial.kube.client import connect
from seatrial.kube.kubeconfig import load_access
from seatrial.local.definitions import install_definitions
from seatrial.spec.cluster import Cluster

if TYPE_CHECKING:
    from seatrial.resource import Resource
    from tests.control_plane import ControlPlane

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*/cluster.yaml"))
SECRET_TYPES = {"kubernetes.io/dockerconfigjson": "{}"}

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_the_api_server_takes_every_object(case: Path, control_plane: ControlPlane) -> None:
    cluster = Cluster.model_validate(yaml.safe_load(case.read_text()))
    for place in ("local", *cluster.places):
        resources = compile_cluster(cluster, place=place, secret_values=secret_values(cluster))
        assert resources
        assert asyncio.run(refusals(control_plane, resources)) == [], place


def secret_values(cluster: Cluster) -> dict[tuple[str, str], str]:
    return {
        (name, key): SECRET_TYPES.get(secret.type, "value")
        for name, secret in cluster.secrets.items()
        for key in secret.values
    }


async def refusals(control_plane: ControlPlane, resources: tuple[Resource, ...]) -> list[str]:
    """What the API server says against the objects; namespaces are really made, or nothing could be tried in them."""
    access = load_access(
        environment=dict(os.environ), home=Path("/"), kubeconfig=control_plane.kubeconfig, context=control_plane.context
    )
    refused: list[str] = []
    async with connect(access) as client:
        await install_definitions(client, resources)
        for resource in resources:
            if resource.kind == "Namespace":
                await client.apply(resource.manifest, force=True)
        answers = await asyncio.gather(
            *(client.apply(resource.manifest, dry_run=True, force=True) for resource in resources),
            return_exceptions=True,
        )
        for resource, answer in zip(resources, answers, strict=True):
            if isinstance(answer, BaseException):
                refused.append(f"{resource.key}: {answer}")
        refused += [warning for warning in client.warnings if "unknown" in warning or "PodSecurity" in warning]
    return refused
