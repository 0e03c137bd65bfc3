"""Programs that serve a Python application: how each is called, where it listens, how it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.dockerfile.write.sources import Application

ANYWHERE = "0.0.0.0"  # noqa: S104  a container is reached from outside only there


@dataclass(frozen=True, slots=True)
class Server:
    """A program.

    Attributes:
        port: where it listens if nothing says otherwise.
        handles_term: it ends on SIGTERM, also as process 1, where a signal that nobody handles is dropped.
        health: the path that it answers itself.
        only_here: it listens on 127.0.0.1 unless it is told a host.

    """

    port: int
    handles_term: bool = False
    health: str = ""
    only_here: bool = False


SERVERS = {
    "fastapi": Server(8000, handles_term=True),
    "flask": Server(5000, only_here=True),
    "granian": Server(8000, handles_term=True, only_here=True),
    "gunicorn": Server(8000, handles_term=True, only_here=True),
    "hypercorn": Server(8000, handles_term=True, only_here=True),
    "streamlit": Server(8501, handles_term=True, health="/_stcore/health"),
    "uvicorn": Server(8000, handles_term=True, only_here=True),
    "vllm": Server(8000, handles_term=True, health="/health"),
    "waitress-serve": Server(8080),
}
"""Defaults and paths are those of each program's documentation; `/_stcore/health` is Streamlit's, `/health` vLLM's."""
GRADIO_PORT = 7860
PORT = re.compile(r"--(?:server\.)?port=(\d+)|(?:--bind|--listen|-b)=?(?:.*:)(\d+)|-b(?:.*:)(\d+)")
PORT_OPTIONS = {"--port", "-p", "--server.port"}
BIND_OPTIONS = {"--bind", "-b", "--listen"}
HOST_OPTIONS = {"--host", "-h", "--bind", "-b", "--server.address", "--listen"}


def program_of(command: Sequence[str]) -> tuple[str, Server | None]:
    """The server that the command starts, by the name of its program: `python -m uvicorn` starts uvicorn."""
    words = list(command)
    if words[0].rpartition("/")[2].startswith("python") and "-m" in words[:-1]:
        module = words[words.index("-m") + 1]
        name = "vllm" if module.startswith("vllm.") else module
    else:
        name = words[0].rpartition("/")[2]
        if name == "vllm" and "serve" not in words:
            return name, None
    return name, SERVERS.get(name)


def port_of(command: Sequence[str]) -> int:
    """The port that the command names; 0 if it names none."""
    for word, following in zip(command, [*command[1:], ""], strict=True):
        match = PORT.fullmatch(word)
        written = next((group for group in match.groups() if group), "") if match else ""
        if word in PORT_OPTIONS:
            written = following
        elif word in BIND_OPTIONS:
            written = following.rpartition(":")[2]
        if written.isascii() and written.isdigit():
            return int(written)
    return 0


def is_reachable(command: Sequence[str], server: Server) -> bool:
    """The command does not leave a server on 127.0.0.1."""
    told = any(word.partition("=")[0] in HOST_OPTIONS or word.startswith("-b") for word in command)
    return told or not server.only_here


def asgi(server: str, module: str, application: Application, port: int) -> tuple[str, ...]:
    """The command that serves an ASGI application."""
    target = f"{module}:{application.name}"
    if server == "hypercorn":
        return ("hypercorn", "--bind", f"{ANYWHERE}:{port}", f"{target}()" if application.factory else target)
    factory = ("--factory",) if application.factory else ()
    interface = ("--interface", "asgi") if server == "granian" else ()
    return (server, *interface, *factory, target, "--host", ANYWHERE, "--port", str(port))


def wsgi(server: str, module: str, application: Application, port: int) -> tuple[str, ...]:
    """The command that serves a WSGI application."""
    target = f"{module}:{application.name}"
    if server == "gunicorn":
        return ("gunicorn", "--bind", f"{ANYWHERE}:{port}", f"{target}()" if application.factory else target)
    if server == "waitress-serve":
        call = ("--call",) if application.factory else ()
        return ("waitress-serve", f"--listen={ANYWHERE}:{port}", *call, target)
    return ("flask", "--app", target, "run", "--host", ANYWHERE, "--port", str(port))
