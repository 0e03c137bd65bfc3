"""Findings about the security of pods: how bad each is, and what `--fix` may change."""

from __future__ import annotations

from typing import Any

from seatrial.checks import Context, find_rules
from seatrial.checks.inventory import Inventory
from seatrial.checks.rule import CONTAINERS, Hit
from seatrial.edit import REMOVE, Edit
from seatrial.finding import Severity
from seatrial.resource import Resource

HARDENED = {"capabilities": {"drop": ["ALL"]}}


def found(code: str, spec: dict[str, Any]) -> list[Hit]:
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}
    (thing,) = Inventory([Resource(manifest)], Context()).objects
    (pod,) = thing.pods
    (rule,) = find_rules(code)
    looked_at = pod.containers if rule.scope is CONTAINERS else [pod]
    return [hit for each in looked_at for hit in rule.check(each)]


def container(**fields: Any) -> dict[str, Any]:
    return {"name": "a", "image": "a:1", **fields}


def edits(code: str, spec: dict[str, Any]) -> tuple[Edit, ...]:
    (hit,) = found(code, spec)
    return hit.edits


def test_privileges_are_taken_from_a_container_that_has_none():
    spec = {"securityContext": {"runAsNonRoot": True}, "containers": [container(securityContext=HARDENED)]}
    path = ("spec", "containers", 0, "securityContext", "allowPrivilegeEscalation")
    assert edits("POD002", spec) == (Edit(path, value=False),)


def test_privileges_that_may_be_in_use_are_left():
    asked = {**HARDENED, "allowPrivilegeEscalation": True}
    adding = {"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}
    for security, root in ((HARDENED, None), (asked, True), (adding, True), ({}, True)):
        pod_security = {"runAsNonRoot": root}
        assert (
            edits("POD002", {"securityContext": pod_security, "containers": [container(securityContext=security)]})
            == ()
        )


def test_the_old_name_of_the_service_account_is_renamed():
    assert edits("POD031", {"serviceAccount": "a"}) == (Edit(("spec", "serviceAccount"), key="serviceAccountName"),)


def test_the_old_name_goes_where_the_new_one_decides():
    assert edits("POD031", {"serviceAccount": "a", "serviceAccountName": "b"}) == (
        Edit(("spec", "serviceAccount"), REMOVE),
    )


def test_a_rename_never_makes_a_second_key():
    assert edits("POD031", {"serviceAccount": "a", "serviceAccountName": None}) == ()


def test_capabilities_that_containers_have_anyway_are_a_warning():
    added = container(securityContext={"capabilities": {"add": ["CHOWN", "NET_ADMIN"]}})
    assert [hit.severity for hit in found("POD010", {"containers": [added]})] == [Severity.WARNING, None]


def test_the_system_read_only_is_milder_than_its_keys():
    mounts = [{"name": name, "mountPath": f"/{name}", "readOnly": True} for name in ("usr", "etc")]
    volumes = [{"name": name, "hostPath": {"path": f"/{name}"}} for name in ("usr", "etc")]
    spec = {"containers": [container(volumeMounts=mounts)], "volumes": volumes}
    assert [hit.severity for hit in found("POD019", spec)] == [Severity.WARNING, None]


def test_a_parameter_that_no_kubelet_sets_is_an_error():
    sysctls = [{"name": "net.core.somaxconn"}, {"name": "vm.swappiness"}]
    severities = [hit.severity for hit in found("POD023", {"securityContext": {"sysctls": sysctls}})]
    assert severities == [None, Severity.ERROR]


def test_shared_memory_is_offered_to_those_without_it():
    mounted = container(volumeMounts=[{"name": "shm", "mountPath": "/dev/shm"}])
    assert "/dev/shm" in found("POD012", {"hostIPC": True, "containers": [container()]})[0].fix
    assert found("POD012", {"hostIPC": True, "containers": [mounted]})[0].fix == "remove hostIPC"
