"""Who may reach whom: `connects` and `accepts`."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from seatrial.spec import codes
from seatrial.spec.problem import Problem
from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.semantics.scene import Scene

NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
LARGEST_PORT = 65535
DIGITS = 5
CONNECTS = "a service's name, team:<team>, internet:443 or 10.0.0.0/8:5432"
ACCEPTS = "a service's name, team:<team>, namespace:<namespace>, 10.0.0.0/8 or anyone"


def check_traffic(scene: Scene) -> Iterator[Problem]:
    """Every peer can be read, and exists."""
    for path, workload in scene.workloads():
        for index, peer in enumerate(workload.connects):
            yield from _connects(scene, (*path, "connects", index), peer)
        if isinstance(workload, Service):
            for index, peer in enumerate(workload.accepts):
                yield from _accepts(scene, (*path, "accepts", index), peer)
            for index, block in enumerate(workload.expose.from_):
                if not is_network(block):
                    here: SpecPath = (*path, "expose", "from", index)
                    yield Problem(codes.TRAFFIC, here, f"{block!r} is not a network", "write a CIDR such as 10.0.0.0/8")


def is_network(text: str) -> bool:
    """Whether this is an IPv4 or IPv6 network in CIDR form."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def _connects(scene: Scene, path: SpecPath, peer: str) -> Iterator[Problem]:
    kind, _, name = peer.partition(":")
    if kind == "team":
        yield from scene.missing("teams", name, path)
    elif NAME.fullmatch(peer) and peer != "internet":
        yield from scene.missing("services", peer, path)
    elif kind == "namespace" and NAME.fullmatch(name):
        return
    elif not _is_outside(peer):
        yield Problem(codes.TRAFFIC, path, f"{peer!r} is not something to connect to", f"write {CONNECTS}")


def _is_outside(peer: str) -> bool:
    """`internet` or a network, with or without a port."""
    target, _, port = peer.rpartition(":")
    if peer == "internet" or is_network(peer):
        return True
    good_port = port.isdecimal() and len(port) <= DIGITS and 1 <= int(port) <= LARGEST_PORT
    return good_port and (target == "internet" or is_network(target.strip("[]")))


def _accepts(scene: Scene, path: SpecPath, peer: str) -> Iterator[Problem]:
    kind, _, name = peer.partition(":")
    if kind == "team":
        yield from scene.missing("teams", name, path)
    elif NAME.fullmatch(peer) and peer != "anyone":
        if peer not in scene.names["jobs"]:
            yield from scene.missing("services", peer, path)
    elif not (peer == "anyone" or is_network(peer) or (kind == "namespace" and NAME.fullmatch(name))):
        yield Problem(codes.TRAFFIC, path, f"{peer!r} cannot be let in", f"write {ACCEPTS}")
