"""What a project could be started with: found in its files, never invented."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.dockerfile.write.decisions import Caution, ProjectError, Wishes
from seatrial.dockerfile.write.servers import (
    ANYWHERE,
    GRADIO_PORT,
    SERVERS,
    asgi,
    wsgi,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.dockerfile.write.declared import Declared
    from seatrial.dockerfile.write.folder import Folder
    from seatrial.dockerfile.write.sources import Application, Source

NAMES = (
    "serve", "server", "app", "api", "main", "run", "inference", "predict", "worker",
    "train", "training", "finetune", "fine_tune", "evaluate", "pipeline", "job",
)  # fmt: skip
"""Names of files that a program starts with, servers first: an image is made more often to serve."""
PROCESSES = ("web", "api", "app", "worker", "train")
SHELL = re.compile(r"[|&;<>`*?~]|\$\(|\$\{?[A-Za-z_]")
PORT_VARIABLE = re.compile(r"\$(?:PORT\b|\{PORT(?::-(\d+))?\})")


@dataclass(frozen=True, slots=True)
class Found:
    """A command that the project could be started with."""

    command: tuple[str, ...]
    why: str
    where: str
    source: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    installed: bool = False
    port: int = 0
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """How a file is imported: its dotted name, what has to be on PYTHONPATH, and whether it is installed."""

    name: str
    search: str = ""
    installed: bool = False

    @property
    def environment(self) -> tuple[tuple[str, str], ...]:
        return (("PYTHONPATH", self.search),) if self.search else ()


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to look at."""

    folder: Folder
    declared: Declared
    sources: Mapping[str, Source]
    wishes: Wishes

    def module(self, path: str) -> Module:
        parts = path.removesuffix(".py").split("/")
        parts = parts[:-1] if parts[-1] in {"__init__", "__main__"} else parts
        imports = {name for source in self.sources.values() for name in source.roots}
        if parts[0] == "src" and len(parts) > 1:
            if self.declared.packaged and len(parts) > 2:  # noqa: PLR2004  src/package/module
                return Module(".".join(parts[1:]), installed=True)
            if "src" not in imports:
                parent = self._lonely(path)
                return Module(parts[-1], f"/app/{parent}") if parent else Module(".".join(parts[1:]), "/app/src")
        parent = self._lonely(path)
        return Module(parts[-1], f"/app/{parent}") if parent else Module(".".join(parts))

    def _lonely(self, path: str) -> str:
        """The folder of a file that imports its neighbours by their bare names: it has to be searched."""
        parent, _, _ = path.rpartition("/")
        if not parent or self.folder.has(f"{parent}/__init__.py"):
            return ""
        neighbours = {
            name.removeprefix(f"{parent}/").removesuffix(".py").partition("/")[0]
            for name in self.sources
            if name.startswith(f"{parent}/") and name != path
        }
        return parent if neighbours & set(self.sources[path].roots) else ""

    def rank(self, path: str) -> tuple[int, int, str]:
        stem = path.removesuffix(".py").rpartition("/")[2]
        return (NAMES.index(stem) if stem in NAMES else len(NAMES), path.count("/"), path)

    def has(self, *names: str) -> str:
        """The first of these distributions that the project asks for."""
        return next((name for name in names if self.declared.wants(name)), "")


def find_start(look: Look) -> Found:
    """The command to run.

    Raises:
        ProjectError: nothing to run was found, or it cannot be told what.

    """
    found = _wished(look) or _procfile(look) or _served(look) or _django(look) or _script(look) or _file(look)
    if found is None:
        raise _nothing(look)
    return found


def _wished(look: Look) -> Found | None:
    if not look.wishes.entrypoint:
        return None
    return Found(look.wishes.entrypoint, "you asked for it", "", source=_named_source(look, look.wishes.entrypoint))


def _procfile(look: Look) -> Found | None:
    lines = {
        name.strip(): (number, command.strip())
        for number, line in enumerate(look.folder.texts.get("Procfile", "").splitlines(), start=1)
        if not line.lstrip().startswith("#")
        for name, colon, command in [line.partition(":")]
        if colon and command.strip()
    }
    if not lines:
        return None
    name = next((each for each in PROCESSES if each in lines), next(iter(lines)))
    number, text = lines[name]
    asked = PORT_VARIABLE.search(text)
    port = look.wishes.port or int((asked and asked[1]) or 8000)
    text = PORT_VARIABLE.sub(str(port), text)
    others = [each for each in lines if each != name]
    why = f"process {name} of the Procfile" + (f"; also there: {', '.join(others)}" if others else "")
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise ProjectError(f"Procfile:{number} has a quote that is not closed", fix="close it") from error
    # A Procfile is run by a shell; `exec` hands its process, and with it the signals, to the program.
    command = ("/bin/sh", "-c", f"exec {text}") if SHELL.search(text) else words
    return Found(command, why, f"Procfile:{number}", _named_source(look, words), port=port if asked else 0)


def _named_source(look: Look, words: tuple[str, ...]) -> str:
    """The file that a command's words name, as `app.py` or as `pkg.app:create_app()`."""
    for word in words:
        module = word.partition(":")[0].replace(".", "/")
        for path in (word.removeprefix("./"), f"{module}.py", f"src/{module}.py", f"{module}/__main__.py"):
            if path in look.sources:
                return path
    return ""


def _served(look: Look) -> Found | None:
    """An application object, or a script of a framework that serves it itself."""
    paths = sorted(look.sources, key=look.rank)
    for path in paths:
        if look.sources[path].applications:
            others = [each for each in paths if each != path and look.sources[each].applications]
            return _serve(look, path, f"; also there: {', '.join(others)}" if others else "")
    for path in paths:
        line = look.sources[path].roots.get("streamlit")
        if line and look.has("streamlit"):
            port = look.wishes.port or SERVERS["streamlit"].port
            command = ("streamlit", "run", path, "--server.address", ANYWHERE, "--server.port", str(port))
            environment = (("STREAMLIT_SERVER_HEADLESS", "true"),)
            return Found(command, "it imports streamlit", f"{path}:{line}", path, environment)
    return None


def _serve(look: Look, path: str, others: str) -> Found:
    source, module = look.sources[path], look.module(path)
    # An object is ready to be served; a function that makes one is second best.
    application = min(source.applications, key=lambda each: (each.factory, each.line))
    where = f"{path}:{application.line}"
    port = look.wishes.port or (source.port[0] if source.port else 0)
    if application.speaks == "gradio":
        port = port or GRADIO_PORT
        environment = (("GRADIO_SERVER_NAME", ANYWHERE), ("GRADIO_SERVER_PORT", str(port)))
        return Found(("python", path), f"a Gradio application{others}", where, path, environment, port=port)
    command, cautions = _server_command(look, path, application, module.name, port)
    why = f"{'a function that makes ' if application.factory else ''}an application for {command[0]}{others}"
    return Found(command, why, where, path, module.environment, module.installed, port, cautions)


def _server_command(
    look: Look, path: str, application: Application, module: str, port: int
) -> tuple[tuple[str, ...], tuple[Caution, ...]]:
    source = look.sources[path]
    where = f"{path}:{application.line}"
    if application.speaks == "asgi":
        bundled = any(
            (each := look.declared.wants(name)) and {"standard", "all"} & each.extras
            for name in ("fastapi", "litestar")
        )
        server = look.has("uvicorn", "granian", "hypercorn") or ("uvicorn" if bundled else "")
        if server:
            return asgi(server, module, application, port or SERVERS[server].port), ()
        needed = "uvicorn"
    else:
        server = look.has("gunicorn", "waitress")
        if server:
            program = "waitress-serve" if server == "waitress" else server
            return wsgi(program, module, application, port or SERVERS["gunicorn"].port), ()
        needed = "gunicorn"
        if "flask" in source.roots:
            fix = "add gunicorn to the dependencies"
            caution = Caution(
                "Flask's own server is made for development: one slow request holds all others", fix, where
            )
            return wsgi("flask", module, application, port or SERVERS["flask"].port), (caution,)
    if source.main:
        return ("python", path), ()
    raise ProjectError(
        f"{where} is an application, but nothing that serves it is among the dependencies",
        fix=f"add {needed} to them, or say what to run with --entrypoint",
    )


def _django(look: Look) -> Found | None:
    if "manage.py" not in look.folder.texts or not look.has("django"):
        return None
    for kind, servers in (("wsgi", ("gunicorn",)), ("asgi", ("uvicorn",))):
        path = next((each for each in sorted(look.folder.texts) if each.endswith(f"/{kind}.py")), "")
        if path and look.has(*servers):
            target = f"{path.removesuffix('.py').replace('/', '.')}:application"
            port = look.wishes.port or 8000
            where = ("--bind", f"{ANYWHERE}:{port}") if kind == "wsgi" else ("--host", ANYWHERE, "--port", str(port))
            # Without a source no route is looked for: Django refuses 127.0.0.1 unless ALLOWED_HOSTS names it.
            return Found((servers[0], *where, target), "a Django project", f"{path}:1")
    raise ProjectError(
        "manage.py:1 is of a Django project, but nothing that serves it is among the dependencies",
        fix="add gunicorn to them, or say what to run with --entrypoint",
    )


def _script(look: Look) -> Found | None:
    scripts = look.declared.scripts if look.declared.packaged else ()
    if not scripts:
        return None
    project = look.folder.name.replace("_", "-")
    chosen = next(
        (script for name in (*NAMES, project) for script in scripts if name == script.name.rpartition("-")[2]),
        next((script for script in scripts if script.name == project), scripts[0]),
    )
    others = [each.name for each in scripts if each is not chosen]
    why = "a script of the package" + (f"; also there: {', '.join(others)}" if others else "")
    return Found((chosen.name,), why, chosen.where, installed=True)


def _file(look: Look) -> Found | None:
    mains = [path for path in look.sources if path.endswith("/__main__.py")]
    named = [path for path in look.sources if look.rank(path)[0] < len(NAMES) and path.count("/") <= 2]  # noqa: PLR2004  src/package/main.py
    guarded = [path for path in look.sources if look.sources[path].main]
    candidates = sorted(named, key=look.rank) or sorted(mains) or sorted(guarded, key=look.rank)
    if not candidates and len(look.sources) == 1:
        candidates = list(look.sources)
    if not candidates:
        return None
    path = candidates[0]
    if not named and not mains and len(candidates) > 1:
        raise ProjectError(
            f"it cannot be told which of {', '.join(candidates[:5])} to run",
            fix=f'say it with --entrypoint "python {path}"',
        )
    others = [each for each in candidates if each != path]
    source, module = look.sources[path], look.module(path)
    why = "it is run as a program" if source.main else "the name of a file to start with"
    why += f"; also there: {', '.join(others)}" if others else ""
    is_part = path.endswith("__main__.py") or look.folder.has(f"{path.rpartition('/')[0]}/__init__.py")
    command = ("python", "-m", module.name) if is_part or module.installed else ("python", path)
    # A file that is run by its path finds its neighbours without PYTHONPATH.
    environment = module.environment if command[1] == "-m" else ()
    return Found(command, why, f"{path}:{source.main or 1}", path, environment, module.installed)


def _nothing(look: Look) -> ProjectError:
    notebooks = sorted(path for path in look.folder.others if path.endswith(".ipynb"))
    if notebooks and not look.sources:
        return ProjectError(
            f"there are only notebooks here, such as {notebooks[0]}",
            fix=f"write what has to run as a program: jupyter nbconvert --to script {shlex.quote(notebooks[0])}",
        )
    return ProjectError(
        "nothing to run was found: no Procfile, no application of FastAPI, Starlette, Flask, Django, Streamlit or "
        f"Gradio, no script in pyproject.toml, no file such as {NAMES[4]}.py or {NAMES[9]}.py",
        fix='say what to run with --entrypoint "python FILE"',
    )
