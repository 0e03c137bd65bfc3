"""What a project's files declare: dependencies, lock, package, scripts, Python."""

from __future__ import annotations

import ast
import json
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from seatrial.dockerfile.write.decisions import ProjectError
from seatrial.dockerfile.write.folder import read_toml, table, texts
from seatrial.dockerfile.write.python_version import Constraint
from seatrial.dockerfile.write.requirements import (
    Index,
    Requirement,
    Requirements,
    logical_lines,
    normalize,
    read_requirement,
    read_requirements,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.dockerfile.write.folder import Folder

PYPROJECT = "pyproject.toml"
LOCKS: tuple[tuple[str, Kind], ...] = (
    ("uv.lock", "uv"),
    ("poetry.lock", "poetry"),
    ("pdm.lock", "pdm"),
    ("Pipfile.lock", "pipenv"),
)
REQUIREMENTS = (
    "requirements.lock",
    "requirements-lock.txt",
    "requirements.txt",
    "requirements-prod.txt",
    "requirements/prod.txt",
    "requirements/production.txt",
    "requirements/requirements.txt",
    "requirements/base.txt",
)
"""Files for the program that runs, the first found is taken; those for tests and documentation are not among them."""
SCM = ("setuptools-scm", "hatch-vcs")
"""Build backends that read the version from git, which is not in the build context."""
Kind = Literal["uv", "poetry", "pdm", "pipenv", "requirements", "pyproject", "setup", "nothing"]


@dataclass(frozen=True, slots=True)
class Script:
    """An entry of `[project.scripts]`."""

    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the files say.

    Attributes:
        kind: of installation.
        where: `file:line` that decided the kind.
        files: that the dependencies are installed from.
        requirements: what is asked for, by the project itself.
        locked: (version, `file:line`) by distribution, from a lock; what is needed by what is needed included.
        packaged: `file:line` that makes the project a package; empty if it is none.
        workspace: the uv project has several packages.
        scripts: commands that the package installs.
        python: what is said about the version of Python, the most specific first.
        version_from_git: `file:line` of a build backend that asks git; empty if there is none.

    """

    kind: Kind
    where: str
    files: tuple[str, ...] = ()
    requirements: Requirements = field(default_factory=Requirements)
    locked: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    packaged: str = ""
    workspace: bool = False
    scripts: tuple[Script, ...] = ()
    python: tuple[Constraint, ...] = ()
    version_from_git: str = ""

    def versions(self) -> dict[str, tuple[str, str]]:
        """Exact versions with `file:line`, by distribution."""
        exact = {each.name: (each.version, each.where) for each in self.requirements.wanted if each.version}
        return exact | dict(self.locked)

    def wants(self, name: str) -> Requirement | None:
        """The requirement of this distribution, direct or from the lock."""
        for each in self.requirements.wanted:
            if each.name == name:
                return each
        if name in self.locked:
            version, where = self.locked[name]
            return Requirement(name, rest=f"=={version}", where=where)
        return None


def read_declared(folder: Folder) -> Declared:
    """Look at the files that declare dependencies.

    Raises:
        ProjectError: one of them cannot be read, or a lock is missing without which nothing can be installed.

    """
    pyproject = read_toml(folder, PYPROJECT)
    kind, where, files = _kind(folder, pyproject)
    scripts = [
        Script(name, folder.where(PYPROJECT, name, after=f"[{'.'.join(keys)}]"))
        for keys in (("project", "scripts"), ("tool", "poetry", "scripts"))
        for name in table(pyproject, *keys)
    ]
    build_requires = texts(table(pyproject, "build-system").get("requires"))
    scm = next((each for each in build_requires if normalize(each).startswith(SCM)), "")
    return Declared(
        kind,
        where,
        files,
        _requirements(folder, kind, files, pyproject),
        _locked(folder, kind),
        _packaged(folder, pyproject),
        bool(table(pyproject, "tool", "uv", "workspace")),
        tuple(scripts),
        tuple(_python(folder, pyproject)),
        folder.where(PYPROJECT, scm) if scm else "",
    )


def _kind(folder: Folder, pyproject: Mapping[str, Any]) -> tuple[Kind, str, tuple[str, ...]]:
    for lock, kind in LOCKS:
        manifest = "Pipfile" if kind == "pipenv" else PYPROJECT
        if lock in folder.texts and manifest in folder.texts:
            return kind, lock, (manifest, lock)
    for path in REQUIREMENTS:
        if path in folder.texts:
            return "requirements", path, read_requirements(folder, path).files
    if table(pyproject, "project"):
        return "pyproject", folder.where(PYPROJECT, "[project]"), (PYPROJECT,)
    if "setup.py" in folder.texts or "setup.cfg" in folder.texts:
        path = "setup.py" if "setup.py" in folder.texts else "setup.cfg"
        return "setup", path, (path,)
    if table(pyproject, "tool", "poetry"):
        where = folder.where(PYPROJECT, "[tool.poetry]")
        raise ProjectError(f"{where} has dependencies, but there is no poetry.lock", fix="run `poetry lock`")
    if "Pipfile" in folder.texts:
        raise ProjectError("there is a Pipfile, but no Pipfile.lock", fix="run `pipenv lock`")
    return "nothing", "", ()


def _requirements(folder: Folder, kind: Kind, files: tuple[str, ...], pyproject: Mapping[str, Any]) -> Requirements:
    if kind == "requirements":
        read = read_requirements(folder, files[0])
        # A line `-e .` asks for what the project itself asks for.
        own = (*_project_wants(folder, pyproject), *_setup_wants(folder)) if read.local else ()
        return replace(read, wanted=(*read.wanted, *own))
    if kind == "pipenv":
        pipfile = read_toml(folder, "Pipfile")
        wanted = tuple(_wanted_table(folder, "Pipfile", pipfile, "packages"))
        urls = _urls(pipfile.get("source"))
        return Requirements(wanted=wanted, indexes=tuple(Index(url, folder.where("Pipfile", url)) for url in urls))
    if kind == "setup":
        return Requirements(wanted=_setup_wants(folder))
    tools = [table(pyproject, "tool", name) for name in ("uv", "poetry", "pdm")]
    urls = [url for tool in tools for key in ("index", "source") for url in _urls(tool.get(key))]
    return Requirements(
        wanted=_project_wants(folder, pyproject),
        indexes=tuple(Index(url, folder.where(PYPROJECT, url)) for url in urls),
    )


def _project_wants(folder: Folder, pyproject: Mapping[str, Any]) -> tuple[Requirement, ...]:
    lines = texts(table(pyproject, "project").get("dependencies"))
    wanted = [read_requirement(line, folder.where(PYPROJECT, line)) for line in lines]
    poetry = _wanted_table(folder, PYPROJECT, pyproject, "tool", "poetry", "dependencies")
    return (*(each for each in wanted if each), *poetry)


def _wanted_table(folder: Folder, path: str, file: Mapping[str, Any], *keys: str) -> Iterator[Requirement]:
    """Poetry's and pipenv's `name = "^2.1"` or `name = {version = "==2.1", extras = ["x"]}`."""
    for name, rest in table(file, *keys).items():
        extras = ",".join(texts(table(rest).get("extras")))
        line = f"{name}[{extras}] {_version(rest)}"
        found = (
            read_requirement(line, folder.where(path, name, after=f"[{'.'.join(keys)}]"))
            if normalize(name) != "python"
            else None
        )
        if found:
            yield found


def _setup_wants(folder: Folder) -> tuple[Requirement, ...]:
    """`install_requires` of setup.cfg, and of setup.py where it is a list of literals."""
    lines: list[tuple[str, str]] = []
    settings = ConfigParser(interpolation=None)
    with suppress(ConfigParserError):
        settings.read_string(folder.texts.get("setup.cfg", ""))
        written = settings.get("options", "install_requires", fallback="")
        lines += [(line, folder.where("setup.cfg", line)) for _, line in logical_lines(written)]
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        for node in ast.walk(ast.parse(folder.texts.get("setup.py", ""))):
            if isinstance(node, ast.keyword) and node.arg == "install_requires" and isinstance(node.value, ast.List):
                values = [each for each in node.value.elts if isinstance(each, ast.Constant)]
                lines += [(str(each.value), f"setup.py:{each.lineno}") for each in values]
    found = [read_requirement(line, where) for line, where in lines]
    return tuple(each for each in found if each)


def _version(written: object) -> str:
    """`"^2.1"`, `"*"` or `{version = "==2.1", git = …}` as the end of a requirement."""
    if isinstance(written, str):
        return "" if written == "*" else written
    detail = table(written)
    for key in ("git", "url"):
        if isinstance(detail.get(key), str):
            return f"@ {detail[key]}"
    version = detail.get("version")
    return version if isinstance(version, str) and version != "*" else ""


def _urls(items: object) -> Iterator[str]:
    for item in cast("list[object]", items) if isinstance(items, list) else []:
        url = table(item).get("url")
        if isinstance(url, str):
            yield url


def _locked(folder: Folder, kind: Kind) -> Mapping[str, tuple[str, str]]:
    if kind == "pipenv":
        return _locked_by_pipenv(folder)
    lock = {name: path for path, name in LOCKS}.get(kind)
    if lock is None:
        return {}
    packages: object = read_toml(folder, lock).get("package")
    lines = _line_numbers(folder, lock)
    found: dict[str, tuple[str, str]] = {}
    for package in cast("list[object]", packages) if isinstance(packages, list) else []:
        name, version = table(package).get("name"), table(package).get("version")
        if isinstance(name, str) and isinstance(version, str):
            line = lines.get(f'name = "{name}"')
            found[normalize(name)] = (version, f"{lock}:{line}" if line else lock)
    return found


def _line_numbers(folder: Folder, path: str) -> Mapping[str, int]:
    """The number of each line, by its text: a lock has thousands, and every package asks for its own."""
    return {line.strip(): number for number, line in enumerate(folder.texts[path].splitlines(), start=1)}


def _locked_by_pipenv(folder: Folder) -> Mapping[str, tuple[str, str]]:
    path = "Pipfile.lock"
    try:
        lock: object = json.loads(folder.texts[path])
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{path} is not JSON", fix="run `pipenv lock`") from error
    lines = _line_numbers(folder, path)
    found: dict[str, tuple[str, str]] = {}
    for name, entry in table(lock, "default").items():
        version, opening = table(entry).get("version"), f'"{name}": {{'
        if isinstance(version, str):
            found[normalize(name)] = (version.lstrip("="), f"{path}:{lines.get(opening, 1)}")
    return found


def _packaged(folder: Folder, pyproject: Mapping[str, Any]) -> str:
    poetry = table(pyproject, "tool", "poetry")
    virtual = poetry.get("package-mode") is False or table(pyproject, "tool", "uv").get("package") is False
    if table(pyproject, "build-system") and (table(pyproject, "project") or poetry):
        return "" if virtual else folder.where(PYPROJECT, "[build-system]")
    return next((path for path in ("setup.py", "setup.cfg") if "setup(" in folder.texts.get(path, "")), "")


def _python(folder: Folder, pyproject: Mapping[str, Any]) -> Iterator[Constraint]:
    for path in (".python-version", "runtime.txt"):
        for number, line in logical_lines(folder.texts.get(path, ""))[:1]:
            version = line.removeprefix("python-").removeprefix("cpython-")
            # pyenv also takes the name of an environment here, which says nothing about the version.
            if version[:1].isdigit():
                yield Constraint(version, f"{path}:{number}", exact=True)
    asked = table(read_toml(folder, "Pipfile"), "requires")
    for path, value, exact in (
        ("Pipfile", asked.get("python_full_version") or asked.get("python_version"), True),
        (PYPROJECT, table(pyproject, "project").get("requires-python"), False),
        (PYPROJECT, table(pyproject, "tool", "poetry", "dependencies").get("python"), False),
    ):
        if isinstance(value, str):
            yield Constraint(value, folder.where(path, value), exact=exact)
