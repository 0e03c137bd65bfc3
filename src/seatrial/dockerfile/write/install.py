"""The commands that bring the dependencies into /opt/venv, by what declares them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from seatrial.dockerfile.write.decisions import Caution, Decision, Install, Mount
from seatrial.dockerfile.write.distributions import TOOLS
from seatrial.dockerfile.write.folder import read_toml, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.write.declared import Declared
    from seatrial.dockerfile.write.folder import Folder

PIP = "pip --python /opt/venv install"
CACHE = "/var/cache/build"
"""Where pip and every other tool keep what they downloaded, as XDG_CACHE_HOME tells them; kept between builds."""
NETRC = "/run/secrets/netrc"
"""Where BuildKit puts a secret of this name; pip, uv and pdm read the file that the variable NETRC names (tried)."""
PUBLIC = (("pypi", "org"), ("pytorch", "org"), ("nvidia", "com"), ("pyg", "org"), ("vllm", "ai"))
"""The ends of hosts that ask nobody for a password."""
EXPORTED = "/tmp/requirements.txt"  # noqa: S108  in a layer of the build stage, written and read by one RUN
GIT_SOURCE = re.compile(r'git\+|\bgit = "|type = "git"')
UV = (
    ("UV_COMPILE_BYTECODE", "1"),
    ("UV_LINK_MODE", "copy"),
    ("UV_PROJECT_ENVIRONMENT", "/opt/venv"),
    ("UV_PYTHON", "/opt/venv/bin/python"),
    ("UV_PYTHON_DOWNLOADS", "never"),
)


def choose_install(folder: Folder, declared: Declared, *, on_top: bool) -> Install | None:
    """How to install; None if the project declares nothing.

    Args:
        folder: the project.
        declared: what its files say.
        on_top: the image's own packages count, as with vLLM's image: only pip knows how to install beside them, so
            that a lock is turned into requirements first.

    """
    if declared.kind == "nothing":
        return None
    by_kind = _exported(declared) if on_top and declared.kind in EXPORTS else _direct(declared)
    secrets = tuple(_secrets(folder, declared))
    netrc = (("NETRC", NETRC),) if any(not secret.variable for secret in secrets) else ()
    texts = (folder.texts.get(path, "") for path in declared.files)
    return Install(
        tool=by_kind.tool,
        environment=(*by_kind.environment, *netrc),
        copy=() if declared.kind == "setup" else declared.files,
        dependencies=by_kind.dependencies,
        project=by_kind.project,
        secrets=secrets,
        shares_index=declared.kind != "poetry",
        vcs=any(GIT_SOURCE.search(text) for text in texts),
    )


def _direct(declared: Declared) -> Install:
    """The way of whatever wrote the lock."""
    no_deps = f"{PIP} --no-deps ." if declared.packaged else ""
    if declared.kind == "requirements":
        return _by_pip(declared)
    if declared.kind == "setup":
        return Install(project=f"{PIP} .")
    if declared.kind == "uv":
        sync = "uv sync --frozen --no-dev"
        project = f"{sync} --no-editable" if declared.packaged or declared.workspace else ""
        return Install(TOOLS["uv"], UV, dependencies=(f"{sync} --no-install-local",), project=project)
    if declared.kind == "pyproject":
        pip = "uv pip install --python /opt/venv"
        project = f"{pip} --no-deps ." if declared.packaged else ""
        command = f"{pip} --requirement pyproject.toml"
        return Install(TOOLS["uv"], UV, dependencies=(command,), project=project)
    environment, command = LOCKED[declared.kind]
    return Install(
        TOOLS[declared.kind],
        (*environment, ("VIRTUAL_ENV", "/opt/venv")),
        dependencies=(command,),
        project=no_deps,
    )


def _by_pip(declared: Declared) -> Install:
    hashes = " --require-hashes" if declared.requirements.hashed else ""
    local = tuple(dict.fromkeys(path for path, _ in declared.requirements.local))
    path = declared.files[0]
    project = f"{PIP} --no-deps ." if declared.packaged else ""
    if not local:
        return Install(dependencies=(f"{PIP}{hashes} --requirement {path}",), project=project)
    # The project's own folders are not there yet when the dependencies are installed: that is what keeps them cached.
    folder, _, name = path.rpartition("/")
    rest = f"{folder}/others-{name}" if folder else f"others-{name}"
    pattern = r"'^(-e|--editable)?[[:space:]=]*\.'"
    filtered = f"grep --extended-regexp --invert-match {pattern} {path} > {rest} || true"
    return Install(
        dependencies=(f"{{ {filtered}; }}", f"{PIP}{hashes} --requirement {rest}"), project=f"{PIP} {' '.join(local)}"
    )


LOCKED = {
    "poetry": ((("POETRY_NO_INTERACTION", "1"),), "poetry install --only main --no-root"),
    "pdm": ((("PDM_CHECK_UPDATE", "false"),), "pdm install --prod --frozen-lockfile --no-self"),
    "pipenv": ((("PIPENV_VERBOSITY", "-1"),), "pipenv sync"),
}
EXPORTS = {
    "uv": ("uv", f"uv export --frozen --no-dev --no-emit-local --output-file {EXPORTED} --quiet"),
    "poetry": ("poetry export", f"poetry export --only main --output {EXPORTED}"),
    "pdm": ("pdm", f"pdm export --prod --output {EXPORTED}"),
    "pipenv": ("pipenv", f"pipenv requirements --hash > {EXPORTED}"),
}


def _exported(declared: Declared) -> Install:
    tool, command = EXPORTS[declared.kind]
    return Install(
        TOOLS[tool],
        dependencies=(command, f"{PIP} --no-deps --requirement {EXPORTED}"),
        project=f"{PIP} --no-deps ." if declared.packaged else "",
    )


def _secrets(folder: Folder, declared: Declared) -> Iterator[Mount]:
    for variable in declared.requirements.variables:
        yield Mount(variable, variable=variable)
    private = [index for index in declared.requirements.indexes if not is_public(index.url) and "${" not in index.url]
    if not private:
        return
    if declared.kind != "poetry":
        yield Mount("netrc")
        return
    sources: object = table(read_toml(folder, "pyproject.toml"), "tool", "poetry").get("source")
    for source in cast("list[object]", sources) if isinstance(sources, list) else []:
        name, url = table(source).get("name"), table(source).get("url")
        if isinstance(name, str) and isinstance(url, str) and not is_public(url):
            key = f"POETRY_HTTP_BASIC_{re.sub(r'[^A-Z0-9]', '_', name.upper())}"
            yield Mount(f"{key}_USERNAME", variable=f"{key}_USERNAME")
            yield Mount(f"{key}_PASSWORD", variable=f"{key}_PASSWORD")


def is_public(url: str) -> bool:
    """The index asks for no password, or is a folder."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return host is None or tuple(host.split(".")[-2:]) in PUBLIC


def about_install(declared: Declared, install: Install) -> tuple[tuple[Decision, ...], tuple[Caution, ...]]:
    """Why it is installed like that, and what to do better."""
    command = install.dependencies[-1] if install.dependencies else install.project
    decisions = [Decision("install", command, f"{declared.where.partition(':')[0]} is there", declared.where)]
    if install.project and install.dependencies:
        decisions.append(Decision("project", install.project, "it is a package", declared.packaged or declared.where))
    if declared.requirements.hashed:
        decisions.append(Decision("hashes", "--require-hashes", "a line has one", declared.requirements.hashed))
    for index in declared.requirements.indexes:
        how = "read as it is" if is_public(index.url) else "private: its password comes from a secret of the build"
        decisions.append(Decision("index", _without_password(index.url), how, index.where))
    return tuple(decisions), (*_passwords(declared), *_unpinned(declared))


def _passwords(declared: Declared) -> Iterator[Caution]:
    for index in declared.requirements.indexes:
        user, at, _ = index.url.partition("://")[2].partition("/")[0].rpartition("@")
        if at and not user.startswith("${") and ":${" not in user:
            fix = "take it out, write ${NAME} in its place, and hand NAME over with docker build --secret"
            yield Caution(
                "the address of the index holds a password, which stays in git and in the image", fix, index.where
            )


def _without_password(url: str) -> str:
    scheme, there, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if there else url


def _unpinned(declared: Declared) -> Iterator[Caution]:
    if declared.locked or declared.kind not in {"requirements", "pyproject"}:
        return
    loose = [each for each in declared.requirements.wanted if not each.is_pinned]
    if loose:
        total = len(declared.requirements.wanted)
        names = ", ".join(each.name for each in loose[:4]) + (", …" if len(loose) > 4 else "")  # noqa: PLR2004
        lock = "requirements.lock"
        write = f"uv pip compile {declared.files[0]} --generate-hashes --output-file {lock}"
        yield Caution(
            f"{len(loose)} of {total} requirements have no exact version ({names}), so that every build may differ",
            f"write a lock: {'uv lock' if declared.kind == 'pyproject' else write}",
            loose[0].where,
        )
