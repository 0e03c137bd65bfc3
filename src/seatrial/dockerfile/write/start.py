"""How the container starts: its command, with the port, the health and the signals that belong to it."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from seatrial.dockerfile.write.candidates import Found, Look, find_start
from seatrial.dockerfile.write.decisions import Caution, Decision, ProjectError, Start
from seatrial.dockerfile.write.servers import ANYWHERE, Server, is_reachable, port_of, program_of
from seatrial.dockerfile.write.sources import LAST_PORT

if TYPE_CHECKING:
    from seatrial.dockerfile.write.sources import Source

HEALTH = ("healthz", "livez", "health", "healthcheck", "live", "liveness", "alive", "ping", "readyz", "ready")
"""Last parts of a path that is asked whether all is well, in the order in which they are taken."""


def choose_start(look: Look) -> tuple[Start, tuple[Decision, ...], tuple[Caution, ...]]:
    """The start, why it is that one, and what could be better.

    Raises:
        ProjectError: nothing to run was found, it cannot be told what, or the ports contradict each other.

    """
    found = find_start(look)
    name, server = program_of(found.command if found.command[0] != "/bin/sh" else found.command[2].split()[1:])
    source = look.sources.get(found.source)
    port = _port(look, found, name, server)
    health, where = _health(look, source) if port and source else ("", "")
    if server and server.health:
        health, where = server.health, found.where
    serves_itself = bool(source and {"uvicorn", "hypercorn"} & set(source.roots) and source.port)
    handler = next((f"{path}:{each.handles_term}" for path, each in look.sources.items() if each.handles_term), "")
    start = Start(
        found.command,
        "server" if port else "job",
        port,
        health,
        found.environment,
        handles_term=server.handles_term if server else serves_itself or bool(handler),
        source=not found.installed,
    )
    decisions = [Decision("entry point", shlex.join(found.command), found.why, found.where)]
    if port:
        decisions.append(_port_decision(look, found, start, name))
    decisions.append(_health_decision(start, where, name if server and server.health else ""))
    decisions.append(_stop_decision(start, name if server else "", handler))
    cautions = found.cautions
    if server and not is_reachable(found.command, server):
        message = f"{name} listens on 127.0.0.1 only, which nobody reaches in a container"
        cautions += (Caution(message, f"add the option that makes it listen on {ANYWHERE}", found.where),)
    return start, tuple(decisions), cautions


def _port(look: Look, found: Found, name: str, server: Server | None) -> int:
    source = look.sources.get(found.source)
    written, wish = port_of(found.command), look.wishes.port
    if wish and written and written != wish:
        message = f"the command listens on {written}, --port says {wish}"
        raise ProjectError(message, fix="write the same port in both")
    # A server is told its port by the command; what the file would do when it is run by itself does not count.
    is_script = name.startswith("python") and not server
    from_source = source.port[0] if source and source.port and is_script else 0
    port = wish or written or found.port or from_source or (server.port if server else 0)
    if port > LAST_PORT:
        raise ProjectError(f"{found.where or 'the command'} listens on {port}, which is no port", fix="write another")
    return port


def _health_decision(start: Start, where: str, server: str) -> Decision:
    if start.health:
        why = f"{server} answers it itself" if server else "the sources answer it"
        return Decision("health", f"GET {start.health}", why, where)
    if start.port:
        return Decision("health", f"connect to {start.port}", "no path for it was found in the sources")
    return Decision("health", "process 1 runs", "it serves nothing that could be asked")


def _stop_decision(start: Start, server: str, handler: str) -> Decision:
    if start.handles_term:
        return Decision("stop", "SIGTERM", f"{server} ends on it" if server else "it is handled", handler)
    why = "as process 1 Python drops SIGTERM, which it does not handle, and would be killed after the grace period"
    return Decision("stop", "SIGINT", why)


def _port_decision(look: Look, found: Found, start: Start, name: str) -> Decision:
    source = look.sources.get(found.source)
    if look.wishes.port:
        return Decision("port", str(start.port), "you asked for it")
    if source and source.port and source.port[0] == start.port:
        return Decision(
            "port", str(start.port), "it is served there when the file is run", f"{source.path}:{source.port[1]}"
        )
    if found.where.startswith("Procfile"):
        return Decision("port", str(start.port), "the command names it, or leaves it to $PORT", found.where)
    return Decision("port", str(start.port), f"the default of {name}")


def _health(look: Look, source: Source) -> tuple[str, str]:
    """The path that answers when all is well, and `file:line`; empty if none was found."""
    routes = [(route, source.path) for route in source.routes]
    if not any(each.prefixed for each in look.sources.values()):
        routes += [(route, path) for path, each in sorted(look.sources.items()) for route in each.router_routes]
    ranked = [
        (HEALTH.index(last), route.path, f"{path}:{route.line}")
        for route, path in routes
        if (last := route.path.strip("/").lower().rpartition("/")[2]) in HEALTH
        and re.fullmatch(r"/[\w./-]+", route.path, re.ASCII)
    ]
    return min(ranked)[1:] if ranked else ("", "")
