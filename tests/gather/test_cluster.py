"""A cluster is read whole, and each fault in it is told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from seatrial.checks.selection import Profile, select
from seatrial.gather.cluster import check_cluster, observe
from seatrial.kube.client import connect
from seatrial.kube.kubeconfig import load_access

if TYPE_CHECKING:
    from tests.control_plane import ControlPlane

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]

TOKEN = "bm9ib2R5LWtub3dz"


def labelled(kind, name, namespace, api="v1", **fields):
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": namespace}, **fields}


def pod_template(name):
    containers = [{"name": name, "image": "registry.test/web:1"}]
    return {"metadata": {"labels": {"app": name}}, "spec": {"hostPID": True, "containers": containers}}


def objects(namespace):
    selector = {"matchLabels": {"app": "web"}}
    spec = {"replicas": 2, "selector": selector, "template": pod_template("web")}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        labelled("Secret", "token", namespace, data={"token": TOKEN}),
        labelled("Deployment", "web", namespace, "apps/v1", spec=spec),
    ]


async def pods_exist(client, namespace):
    pods = await client.type_of("", "Pod")
    seen = set()
    async with asyncio.timeout(60):
        async for event in client.watch(pods, namespace=namespace):
            seen |= {event.object["metadata"]["name"]} if event.object else set()
            if len(seen) >= 2:
                return


def observed(control_plane: ControlPlane, namespace, *, make=(), only=""):
    async def run():
        access = load_access(environment={}, home=control_plane.directory, kubeconfig=control_plane.kubeconfig)
        async with connect(access, terminal=False) as client:
            for manifest in make:
                await client.apply(manifest)
            if make:
                await pods_exist(client, namespace)
            return await observe(client, namespace=only)

    return asyncio.run(run())


def names(resources, namespace):
    return sorted((r.kind, r.name.partition("-")[0]) for r in resources if r.namespace == namespace)


def test_a_deployment_hides_its_pods(control_plane: ControlPlane):
    found = observed(control_plane, "whole", make=objects("whole"))
    ours = [key for key in names(found.declared, "whole") if key[0] not in ("ConfigMap", "ServiceAccount")]
    assert ours == [("Deployment", "web"), ("Secret", "token")]
    lived = [key for key in names(found.everything, "whole") if key[0] not in ("ConfigMap", "ServiceAccount")]
    assert lived == [("Deployment", "web"), ("Pod", "web"), ("Pod", "web"), ("Secret", "token")]
    selection = select(Profile.ALL, only=["POD007"], live=True)
    told = [finding for finding in check_cluster(found, selection).findings if finding.resource.namespace == "whole"]
    assert [(finding.code, finding.resource.kind) for finding in told] == [("POD007", "Deployment")]
    assert told[0].edits == ()


def test_what_is_read_and_what_is_not(control_plane: ControlPlane):
    found = observed(control_plane, "whole", make=objects("whole"))
    assert found.context.live
    assert found.context.complete
    assert found.notes == ()
    assert found.context.kubernetes.startswith("1.")
    kinds = {resource.kind for resource in found.everything}
    assert {"Node", "Namespace", "ClusterRole", "Pod"} <= kinds
    assert not kinds & {"Event", "Lease", "EndpointSlice", "Endpoints", "ReplicaSet", "PartialObjectMetadata"}
    (secret,) = (r.manifest for r in found.everything if r.kind == "Secret" and r.namespace == "whole")
    assert "data" not in secret
    assert TOKEN not in str(found.everything)
    assert not any("managedFields" in resource.manifest["metadata"] for resource in found.everything)


def test_one_namespace_knows_the_names_of_what_has_none(control_plane: ControlPlane):
    found = observed(control_plane, "whole", make=objects("whole"), only="whole")
    assert {resource.namespace for resource in found.everything} == {"whole"}
    assert ("Node", "cpu-0") in {(key.kind, key.name) for key in found.context.existing}
    assert not found.context.complete


def test_what_may_not_be_listed_is_a_note(control_plane: ControlPlane):
    async def run():
        access = load_access(environment={}, home=control_plane.directory, kubeconfig=control_plane.kubeconfig)
        stranger = replace(access, user=replace(access.user, impersonate=(("impersonate-user", "stranger"),)))
        async with connect(stranger, terminal=False) as client:
            return await observe(client)

    found = asyncio.run(run())
    assert found.everything == ()
    assert "pods may not be listed" in found.notes
    assert not found.context.complete
