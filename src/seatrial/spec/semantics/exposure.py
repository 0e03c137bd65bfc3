"""Hosts, paths, gateways and certificates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.finding import Severity
from seatrial.spec import codes
from seatrial.spec.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.semantics.scene import Scene
    from seatrial.spec.services import Expose

HOST = re.compile(r"(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


def exposure_type(expose: Expose, *, gateway: bool) -> str:
    """As written, else `cluster` without a host, `gateway` where the cluster has one, else `ingress`."""
    return expose.type or ("cluster" if not expose.host else "gateway" if gateway else "ingress")


def check_exposure(scene: Scene) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for name, service in scene.cluster.services.items():
        expose = service.expose
        path: SpecPath = ("services", name, "expose")
        kind = exposure_type(expose, gateway=bool(scene.cluster.network.gateway))
        if kind in ("ingress", "gateway"):
            yield from _route(scene, path, expose, kind)
            where = (expose.host, expose.path.rstrip("/") or "/")
            if expose.host and where in taken:
                message = f"{expose.host}{expose.path} is served by {taken[where]} already"
                yield Problem(codes.EXPOSURE, (*path, "host"), message, "choose another `host` or `path`")
            taken.setdefault(where, name)
        elif expose.host:
            message = f"a host needs type ingress or gateway, and this is {kind}"
            yield Problem(
                codes.EXPOSURE, (*path, "host"), message, "remove `host`, or write `type: ingress`", Severity.WARNING
            )
        if expose.from_ and kind != "load-balancer":
            message = f"`from` limits a load balancer, and this is {kind}"
            yield Problem(
                codes.EXPOSURE, (*path, "from"), message, "remove it, or write `type: load-balancer`", at_key=True
            )


def _route(scene: Scene, path: SpecPath, expose: Expose, kind: str) -> Iterator[Problem]:
    network = scene.cluster.network
    if not expose.host:
        message, fix = f"{kind} without a host serves every host name", "write `host: chat.example.com`"
        yield Problem(codes.EXPOSURE, path, message, fix, Severity.WARNING, at_key=True)
    elif not HOST.fullmatch(expose.host):
        fix = "write lower-case labels with dots, `chat.example.com`, without scheme, port or path"
        yield Problem(codes.EXPOSURE, (*path, "host"), f"{expose.host!r} is not a host name", fix)
    if not expose.path.startswith("/"):
        yield Problem(codes.EXPOSURE, (*path, "path"), f"{expose.path!r} is not a path", f"write /{expose.path}")
    if kind == "gateway" and not network.gateway:
        fix = "write `gateway: <namespace>/<name>` in network, or `type: ingress`"
        yield Problem(codes.EXPOSURE, (*path, "type"), "there is no gateway", fix)
