from __future__ import annotations

import ipaddress

import pytest

from seatrial.compiler.context import Context
from seatrial.compiler.passes import compile_cluster
from seatrial.compiler.traffic import egress, ingress_from
from seatrial.spec.cluster import Cluster

IMAGE = "registry.example.com/a:1"
METADATA = ipaddress.ip_address("169.254.169.254")


def cluster(**services):
    teams = {"ai": {}, "web": {"namespace": "team-web"}}
    return Cluster.model_validate(
        {"name": "c", "teams": teams, "services": {name: {"image": IMAGE, **spec} for name, spec in services.items()}}
    )


def lets_through(rule, address):
    blocks = [peer["ipBlock"] for peer in rule["to"]]
    return any(
        ipaddress.ip_address(address) in ipaddress.ip_network(block["cidr"])
        and not any(ipaddress.ip_address(address) in ipaddress.ip_network(hole) for hole in block.get("except", []))
        for block in blocks
    )


@pytest.mark.parametrize(
    ("peer", "inside", "outside", "ports"),
    [
        (
            "internet:443",
            ["93.184.215.14", "2606:2800::1"],
            ["10.1.2.3", "192.168.0.1", "169.254.169.254", "fd00::1"],
            [443],
        ),
        ("internet", ["93.184.215.14"], ["172.16.0.1"], []),
        ("10.0.0.0/8:5432", ["10.1.2.3"], ["11.0.0.1"], [5432]),
        ("10.1.2.3:5432", ["10.1.2.3"], ["10.1.2.4"], [5432]),
        ("10.0.0.0/8", ["10.1.2.3"], ["11.0.0.1"], []),
        ("0.0.0.0/0:80", ["10.1.2.3", "8.8.8.8"], ["169.254.169.254"], [80]),
        ("2001:db8::/32", ["2001:db8::1"], ["2001:db9::1"], []),
        ("2001:db8::/32:443", ["2001:db8::1"], ["2001:db9::1"], [443]),
        ("[2001:db8::1]:443", ["2001:db8::1"], ["2001:db8::2"], [443]),
    ],
)
def test_networks_of_connects(peer, inside, outside, ports):
    rule = egress(Context(cluster()), peer)
    assert [lets_through(rule, address) for address in inside] == [True] * len(inside)
    assert [lets_through(rule, address) for address in outside] == [False] * len(outside)
    assert [port["port"] for port in rule.get("ports", [])] == ports


def test_the_metadata_service_is_reached_only_by_its_own_address():
    assert lets_through(egress(Context(cluster()), f"{METADATA}/32:80"), str(METADATA))


@pytest.mark.parametrize("peer", ["nobody", "10.0.0.0/99", "host.example.com:443", "::::"])
def test_what_names_nothing_allows_nothing(peer):
    assert egress(Context(cluster()), peer) is None
    assert ingress_from(Context(cluster()), peer) == []


def policies(found):
    return {(r.namespace, r.name): r.manifest["spec"] for r in compile_cluster(found) if r.kind == "NetworkPolicy"}


def test_both_ends_of_a_connection_are_opened_and_nothing_else():
    found = policies(cluster(a={"team": "web", "connects": ["b"]}, b={"team": "ai", "port": 9000}, c={"team": "ai"}))
    to, from_ = found["team-web", "allow-a"]["egress"], found["ai", "allow-b"]["ingress"]
    assert to[0]["ports"] == from_[0]["ports"] == [{"port": 9000, "protocol": "TCP"}]
    assert to[0]["to"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/name"] == "b"
    assert to[0]["to"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "ai"}
    assert from_[0]["from"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/name"] == "a"
    assert from_[0]["from"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "team-web"}
    assert ("ai", "allow-c") not in found
    assert found["team-web", "allow-a"]["policyTypes"] == ["Egress"]


def test_every_namespace_denies_first():
    found = policies(cluster())
    for namespace in ("ai", "team-web"):
        assert found[namespace, "default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_an_accepted_team_may_send():
    found = policies(cluster(b={"team": "ai", "accepts": ["team:web", "namespace:team-web"]}))
    assert found["team-web", "allow-to-b"]["podSelector"] == {}
    assert found["ai", "allow-b"]["policyTypes"] == ["Ingress"]
