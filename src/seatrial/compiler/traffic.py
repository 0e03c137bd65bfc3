"""Who may talk to whom: what `connects`, `accepts`, `expose` and `metrics` say, as rules of a NetworkPolicy."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

from seatrial.compiler.context import selector_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from seatrial.compiler.context import Context
    from seatrial.spec.services import Service

Rule = dict[str, Any]
METADATA = ipaddress.ip_network("169.254.169.254/32")
"""Where AWS, Google Cloud and Azure hand out the node's own credentials."""
PRIVATE_V4 = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
PRIVATE_V6 = ["fc00::/7", "fe80::/10"]
INTERNET = [
    {"ipBlock": {"cidr": "0.0.0.0/0", "except": PRIVATE_V4}},
    {"ipBlock": {"cidr": "::/0", "except": PRIVATE_V6}},
]
"""The internet is what is not a private range, so that this opens neither the cluster's own network nor the metadata
service."""
ANYWHERE = [{"ipBlock": {"cidr": "0.0.0.0/0"}}, {"ipBlock": {"cidr": "::/0"}}]
PEER_PORT = re.compile(r"(?P<host>.+):(?P<port>[0-9]{1,5})")


def ports_of(service: Service) -> tuple[int, ...]:
    """The ports its container listens on for requests."""
    return tuple(service.port.values()) if isinstance(service.port, dict) else (service.port,)


def tcp(ports: Iterable[int]) -> list[Rule]:
    return [{"port": port, "protocol": "TCP"} for port in dict.fromkeys(ports)]


def in_namespace(namespace: str) -> Rule:
    """Pods of a namespace, by the label that the API server sets and nobody can forge."""
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}


def pods_of(namespace: str, app: str) -> Rule:
    """The pods of one service or job; both selectors in one peer, because two peers would mean either."""
    return {**in_namespace(namespace), "podSelector": {"matchLabels": selector_labels(app)}}


def namespace_named(context: Context, peer: str) -> str | None:
    """The namespace that `team:ai` or `namespace:ci` means."""
    kind, _, name = peer.partition(":")
    if kind == "team":
        return context.namespace(name)
    return name if kind == "namespace" else None


def egress(context: Context, peer: str) -> Rule | None:
    """What a `connects` entry allows; None for one that names nothing, which the checks of the file report."""
    service = context.cluster.services.get(peer)
    if service:
        return {"to": [pods_of(context.namespace(service.team), peer)], "ports": tcp(ports_of(service))}
    namespace = namespace_named(context, peer)
    if namespace:
        return {"to": [in_namespace(namespace)]}
    host, ports = split_port(peer)
    to = INTERNET if host == "internet" else blocks(host)
    return {"to": to, **({"ports": tcp(ports)} if ports else {})} if to else None


def ingress_from(context: Context, peer: str) -> list[Rule]:
    """The sources that an `accepts` entry names; empty for one that names nothing."""
    if peer == "anyone":
        return ANYWHERE
    owner = context.cluster.services.get(peer) or context.cluster.jobs.get(peer)
    if owner:
        return [pods_of(context.namespace(owner.team), peer)]
    namespace = namespace_named(context, peer)
    return [in_namespace(namespace)] if namespace else blocks(peer)


def split_port(peer: str) -> tuple[str, Sequence[int]]:
    """`10.0.0.0/8:5432` as network and port; tried whole first, because an IPv6 network has colons of its own."""
    if blocks(peer):
        return peer, ()
    match = PEER_PORT.fullmatch(peer)
    return (match["host"].strip("[]"), (int(match["port"]),)) if match else (peer, ())


def blocks(text: str) -> list[Rule]:
    """A network as an `ipBlock`; never the metadata service, unless it alone is named. Empty for what is no network."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return []
    block: Rule = {"cidr": str(network)}
    if METADATA.network_address in network and network != METADATA:
        block["except"] = [str(METADATA)]
    return [{"ipBlock": block}]
