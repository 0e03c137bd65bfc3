"""The client against the real API server: objects, kinds, who we are."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from seatrial.kube.access import ClusterAccess, ExecPlugin, User
from seatrial.kube.client import Client, connect
from seatrial.kube.diagnosis import read_events, read_log
from seatrial.kube.discovery import discover, parse_version
from seatrial.kube.errors import (
    AlreadyExists,
    ClusterError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Unauthorized,
    Unreachable,
)
from seatrial.resource import ResourceKey

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("api-server")]


def settings(namespace: str, name: str = "settings", **data: str) -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}, "data": data}


def key(namespace: str, name: str = "settings") -> ResourceKey:
    return ResourceKey("", "ConfigMap", namespace, name)


async def make_namespace(client: Client, name: str) -> None:
    await client.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})


def in_cluster(access: ClusterAccess, namespace: str, scenario) -> None:
    async def run() -> None:
        async with connect(access, terminal=False, environment={"PATH": "/usr/bin:/bin"}) as client:
            await make_namespace(client, namespace)
            await scenario(client)

    asyncio.run(run())


def test_apply_changes_only_what_it_names(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        await client.apply(settings(namespace, a="1"))
        await client.apply(settings(namespace, b="2"), manager="other")
        again = await client.apply(settings(namespace, a="3"))
        assert again["data"] == {"a": "3", "b": "2"}
        assert (await client.apply(settings(namespace)))["data"] == {"b": "2"}
        assert (await client.get(key(namespace)))["data"] == {"b": "2"}

    in_cluster(administrator, namespace, scenario)


def test_a_second_apply_changes_nothing(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        first = await client.apply(settings(namespace, a="1"))
        assert await client.apply(settings(namespace, a="1")) == first

    in_cluster(administrator, namespace, scenario)


def test_a_conflict_names_manager_and_field_and_is_forced_only_when_asked(
    administrator: ClusterAccess, namespace: str
) -> None:
    async def scenario(client: Client) -> None:
        await client.apply(settings(namespace, a="1"), manager="other")
        with pytest.raises(Conflict) as caught:
            await client.apply(settings(namespace, a="2"))
        assert caught.value.conflicts == (("other", ".data.a"),)
        assert (await client.get(key(namespace)))["data"] == {"a": "1"}
        assert (await client.apply(settings(namespace, a="2"), force=True))["data"] == {"a": "2"}

    in_cluster(administrator, namespace, scenario)


def test_unknown_fields_are_refused_and_named(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        wrong = settings(namespace, a="1") | {"dada": {}}
        with pytest.raises(Invalid, match="dada") as caught:
            await client.apply(wrong)
        assert [cause.field for cause in caught.value.causes] == [".dada"]
        assert await client.find(key(namespace)) is None

    in_cluster(administrator, namespace, scenario)


def test_a_dry_run_stores_nothing(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        assert (await client.apply(settings(namespace, a="1"), dry_run=True))["metadata"]["uid"]
        assert await client.find(key(namespace)) is None

    in_cluster(administrator, namespace, scenario)


def test_an_invalid_secret_does_not_show_its_values(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        wrong = {"password": {"plain": "hunter2"}}, {"password": "hunter2!"}, ["hunter2"], "hunter2", {"a": ["hunter2"]}
        for data in (*wrong, {"a/b": "hunter2=="}):
            secret = {**settings(namespace), "kind": "Secret", "data": data}
            with pytest.raises(ClusterError) as caught:
                await client.apply(secret)
            assert "hunter2" not in repr((str(caught.value), caught.value.causes))

    in_cluster(administrator, namespace, scenario)


def test_every_field_that_is_wrong_is_listed(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        service = {**settings(namespace), "kind": "Service", "spec": {"ports": [{"port": 0}], "type": "Nonsense"}}
        del service["data"]
        with pytest.raises(Invalid) as caught:
            await client.apply(service)
        assert {"spec.type", "spec.ports[0].port"} <= {cause.field for cause in caught.value.causes}

    in_cluster(administrator, namespace, scenario)


def test_create_patch_delete(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        made = await client.create(settings(namespace, a="1"))
        with pytest.raises(AlreadyExists):
            await client.create(settings(namespace, a="1"))
        assert (await client.patch(key(namespace), {"data": {"b": "2"}}))["data"] == {"a": "1", "b": "2"}
        drop = [{"op": "remove", "path": "/data/a"}]
        assert (await client.patch(key(namespace), drop, patch_type="json"))["data"] == {"b": "2"}
        with pytest.raises(Conflict):
            await client.delete(key(namespace), resource_version=made["metadata"]["resourceVersion"])
        with pytest.raises(Conflict):
            await client.delete(key(namespace), uid="another")
        assert await client.delete(key(namespace), uid=made["metadata"]["uid"])
        assert not await client.delete(key(namespace))

    in_cluster(administrator, namespace, scenario)


def test_lists_are_whole_however_they_are_paged(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        names = [f"c{number:02}" for number in range(23)]
        await asyncio.gather(*(client.apply(settings(namespace, name)) for name in names))
        resource = await client.type_of("", "ConfigMap")
        for page_size in (5, 23, 500):
            listing = await client.list(resource, namespace=namespace, page_size=page_size)
            assert [item["metadata"]["name"] for item in listing.items] == names
            assert {(item["apiVersion"], item["kind"]) for item in listing.items} == {("v1", "ConfigMap")}
        one = await client.list(resource, namespace=namespace, fields="metadata.name=c07")
        assert len(one.items) == 1

    in_cluster(administrator, namespace, scenario)


def test_aggregated_discovery_tells_the_same_as_the_old_form(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        aggregated = await discover(client.session)
        assert aggregated.failing == ()
        deployment = aggregated.find("apps", "Deployment")
        assert deployment is not None
        assert {"status", "scale"} <= deployment.subresources
        for group, version in {(each.group, each.version) for each in aggregated.types}:
            path = f"/apis/{group}/{version}" if group else f"/api/{version}"
            old = set(parse_version(group, version, json.loads(await client.raw(path))))
            assert {each for each in aggregated.types if (each.group, each.version) == (group, version)} == old

    in_cluster(administrator, namespace, scenario)


def test_a_kind_that_came_later_is_found_and_keeps_fields_we_know_nothing_of(
    administrator: ClusterAccess, namespace: str
) -> None:
    group = f"{namespace}.example.com"
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"ships.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": "Ship", "plural": "ships"},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
                }
            ],
        },
    }
    ship = {
        "apiVersion": f"{group}/v1",
        "kind": "Ship",
        "metadata": {"name": "a", "namespace": namespace},
        "hull": {"deep": [1, 2.5, None, "x"]},
    }

    async def scenario(client: Client) -> None:
        await client.discover()
        with pytest.raises(NotFound, match="no kind Ship"):
            await client.apply(ship)
        await client.apply(definition)
        async with asyncio.timeout(20):
            while not any(each["type"] == "Established" for each in await conditions(client)):
                pass
            while await client.find(ResourceKey(group, "Ship", namespace, "a")) is None:
                try:
                    await client.apply(ship)
                except NotFound:
                    continue
        assert (await client.get(ResourceKey(group, "Ship", namespace, "a")))["hull"] == {"deep": [1, 2.5, None, "x"]}
        with pytest.raises(NotFound, match="in version v2"):
            await client.apply(ship | {"apiVersion": f"{group}/v2"})

    async def conditions(client: Client) -> list:
        crd = ResourceKey("apiextensions.k8s.io", "CustomResourceDefinition", "", f"ships.{group}")
        status = (await client.get(crd)).get("status") or {}
        return [each for each in status.get("conditions") or [] if each["status"] == "True"]

    in_cluster(administrator, namespace, scenario)


def test_warnings_are_kept_for_the_caller(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "p", "namespace": namespace, "annotations": {"kubernetes.io/ingress.class": "x"}},
            "spec": {
                "containers": [{"name": "a", "image": "a"}],
                "nodeSelector": {"beta.kubernetes.io/arch": "amd64"},
            },
        }
        await client.apply(pod, dry_run=True)
        await client.apply(pod, dry_run=True)
        assert len(client.warnings) == 1
        assert "beta.kubernetes.io/arch" in client.warnings[0]

    in_cluster(administrator, namespace, scenario)


def test_events_are_about_the_object_and_in_order(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        made = await client.apply(settings(namespace))
        about = {"kind": "ConfigMap", "name": "settings", "namespace": namespace, "uid": made["metadata"]["uid"]}
        for name, minute in (("late", 9), ("early", 1)):
            event = {**settings(namespace, name), "kind": "Event", "involvedObject": about, "reason": name}
            del event["data"]
            await client.create(event | {"lastTimestamp": f"2026-01-01T00:0{minute}:00Z"})
        events = await read_events(client.session, key(namespace), uid=made["metadata"]["uid"])
        assert [event["reason"] for event in events] == ["early", "late"]
        assert await read_events(client.session, key(namespace), uid="another") == ()

    in_cluster(administrator, namespace, scenario)


def test_the_log_of_a_pod_that_is_not_there(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        with pytest.raises(NotFound, match=f"read the log of Pod {namespace}/gone"):
            await read_log(client.session, namespace, "gone", tail=5)

    in_cluster(administrator, namespace, scenario)


def test_raw_paths(administrator: ClusterAccess, namespace: str) -> None:
    async def scenario(client: Client) -> None:
        assert await client.raw("/readyz") == b"ok"
        assert json.loads(await client.raw("/version"))["major"] == "1"

    in_cluster(administrator, namespace, scenario)


def test_every_way_to_say_who_we_are(api_server, administrator: ClusterAccess, tmp_path: Path, namespace: str) -> None:
    token = "static-token-of-the-tests"
    token_file, program = tmp_path / "token", tmp_path / "login"
    token_file.write_text(f"{token}\n")
    version = "client.authentication.k8s.io/v1"
    pair = api_server.authority.issue("anna", "system:masters")
    status = {"clientCertificateData": pair.certificate.decode(), "clientKeyData": pair.key.decode()}
    answer = json.dumps({"kind": "ExecCredential", "apiVersion": version, "status": status})
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    program.chmod(0o700)
    users = {
        "robot": User(token=token),
        "robot ": User(token_file=token_file),
        "anna": User(plugin=ExecPlugin(str(program), version)),
        "admin": administrator.user,
        "bert": replace(administrator.user, impersonate=(("Impersonate-User", "bert"),)),
    }
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "metadata": {"name": "me"}}

    async def who(user: User) -> str:
        access = replace(administrator, user=user)
        async with connect(access, terminal=False, environment={"PATH": "/usr/bin:/bin"}) as client:
            path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
            body = await client.session.request("POST", path, what="ask who we are", body=json.dumps(review).encode())
            return json.loads(body)["status"]["userInfo"]["username"]

    for name, user in users.items():
        assert asyncio.run(who(user)) == name.strip()


def test_who_is_refused_is_told_so(administrator: ClusterAccess, api_server, tmp_path: Path) -> None:
    async def ask(user: User) -> None:
        async with connect(replace(administrator, user=user), terminal=False) as client:
            await client.raw("/api/v1/nodes")

    with pytest.raises(Unauthorized, match="Cannot read /api/v1/nodes"):
        asyncio.run(ask(User(token="wrong")))
    pair = api_server.authority.issue("nobody")
    with pytest.raises(Forbidden, match="nobody"):
        asyncio.run(ask(User(certificate=pair.certificate, key=pair.key)))


def test_a_server_with_another_certificate_is_not_trusted(api_server, administrator: ClusterAccess) -> None:
    async def ask(access: ClusterAccess) -> bytes:
        async with connect(access, terminal=False) as client:
            return await client.raw("/readyz")

    stranger = type(api_server.authority)()
    with pytest.raises(Unreachable, match="cannot be trusted"):
        asyncio.run(ask(replace(administrator, authority=stranger.pem)))
    with pytest.raises(Unreachable, match="cannot be trusted"):
        asyncio.run(ask(replace(administrator, tls_server_name="other.test")))
    assert asyncio.run(ask(replace(administrator, tls_server_name="api.test"))) == b"ok"
    assert asyncio.run(ask(replace(administrator, authority=None, insecure=True))) == b"ok"
