"""A plan as the text of a Dockerfile: the same plan gives the same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from seatrial.dockerfile.write.install import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from seatrial.dockerfile.write.decisions import Install, Mount, Plan, Start

USER = 10001
"""Above the ids that Debian and Kubernetes nodes hand out, so that it is nobody on the node."""


def render(plan: Plan) -> str:
    """The Dockerfile; it ends with a newline."""
    blocks = [_head(plan)]
    if plan.install:
        blocks.append(_build_stage(plan, plan.install))
    blocks.append(_final_stage(plan))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(plan: Plan) -> list[str]:
    # Handing a secret over as a variable is newer than the syntax that some builders start with.
    needs_syntax = plan.install is not None and any(secret.variable for secret in plan.install.secrets)
    lines = ["# syntax=docker/dockerfile:1"] if needs_syntax else []
    lines.append("# Written by `seatrial dockerfile`, which also says why.")
    if "@sha256:" not in plan.image:
        lines += [
            "# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:",
            f"#   docker buildx imagetools inspect {plan.image} --format '{{{{.Manifest.Digest}}}}'",
        ]
    return [*lines, f"ARG PYTHON_IMAGE={plan.image}"]


def _build_stage(plan: Plan, install: Install) -> list[str]:
    site = "--system-site-packages " if plan.site_packages else ""
    environment = (
        ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
        ("PIP_ROOT_USER_ACTION", "ignore"),
        ("XDG_CACHE_HOME", CACHE),
        *install.environment,
    )
    if install.tool:
        environment = (("PATH", "/opt/tool/bin:$PATH"), *environment)
    lines = ["FROM ${PYTHON_IMAGE} AS build", _env(environment)]
    if plan.build_packages:
        lines.append(_run((), _apt(plan.build_packages)))
    lines.append("WORKDIR /app")
    venv = f"python3 -m venv --without-pip {site}/opt/venv"
    cache = f"--mount=type=cache,target={CACHE}"
    mounts = [cache, *map(_secret, install.secrets)]
    if install.tool:
        # Before the files are copied: another requirement does not install the installer again. In an environment of
        # its own it gets neither into the image nor in the way of what the image has.
        tool = ["python3 -m venv /opt/tool", f"pip install {install.tool}"]
        lines.append(_run((cache,), [*tool, venv]))
        venv = ""
    lines += _copies(install.copy)
    commands = [command for command in (venv, *install.dependencies) if command]
    lines.append(_run(mounts if install.dependencies else (), commands))
    if install.project:
        lines += ["# Behind the dependencies: a change of the sources installs nothing but the project.", "COPY . ."]
        version = "SETUPTOOLS_SCM_PRETEND_VERSION=${VERSION} " if plan.version_from_git else ""
        if version:
            lines.append("ARG VERSION=0.0.0")
        lines.append(_run(mounts if install.shares_index else mounts[:1], [version + install.project]))
    return lines


def _copies(paths: Sequence[str]) -> Iterator[str]:
    """One COPY for the files of each folder."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    for folder, files in folders.items():
        yield f"COPY {' '.join(files)} ./{folder + '/' if folder else ''}"


def _final_stage(plan: Plan) -> list[str]:
    start = plan.start
    lines = ["FROM ${PYTHON_IMAGE}"]
    environment = [("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONUNBUFFERED", "1"), *start.environment]
    if plan.install:
        environment.insert(0, ("PATH", "/opt/venv/bin:$PATH"))
    lines.append(_env(environment))
    user = [
        f"groupadd --gid {USER} app",
        f"useradd --no-log-init --uid {USER} --gid {USER} --create-home --shell /usr/sbin/nologin app",
    ]
    if start.kind == "job":
        # A job writes its results beside itself unless told otherwise; a server has nothing to write.
        user.append(f"install --directory --owner={USER} --group={USER} /app")
    lines += [_run((), [*(_apt(plan.packages) if plan.packages else ()), *user]), "WORKDIR /app"]
    if plan.install:
        lines.append("COPY --from=build /opt/venv /opt/venv")
    if start.source:
        lines.append("COPY . .")
    lines.append(f"USER {USER}:{USER}")
    if start.port:
        lines.append(f"EXPOSE {start.port}")
    if not start.handles_term:
        lines += [
            "# Python as process 1 drops SIGTERM unless it handles it; SIGINT ends it at once.",
            "STOPSIGNAL SIGINT",
        ]
    lines += [_health(start, slow=plan.slow_start), f"ENTRYPOINT {json.dumps(list(start.command))}"]
    return lines


def _health(start: Start, *, slow: bool) -> str:
    period = "600s" if slow and start.port else "30s"
    options = f"--interval=30s --timeout=5s --start-period={period}"
    return f"HEALTHCHECK {options} \\\n  CMD {json.dumps(['python3', '-c', health_program(start)])}"


def health_program(start: Start) -> str:
    """A program for `python -c` that exits with 0 while the container is well; slim images have no curl."""
    if start.health:
        return (
            f"import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', {start.port}, timeout=4); "
            f"c.request('GET', '{start.health}'); sys.exit(c.getresponse().status >= 400)"
        )
    if start.port:
        return f"import socket; socket.create_connection(('127.0.0.1', {start.port}), 4).close()"
    # The state is the word behind the name in brackets: stopped, traced, dead or a zombie is not well.
    return "import sys; sys.exit(open('/proc/1/stat').read().rpartition(')')[2].split()[0] in 'TtXZ')"


def _env(variables: Iterable[tuple[str, str]]) -> str:
    return "ENV " + " \\\n    ".join(f"{name}={value}" for name, value in variables)


def _apt(packages: Sequence[str]) -> list[str]:
    listed = "".join(f' \\\n      "{package}"' if "=" in package else f" \\\n      {package}" for package in packages)
    return [
        "apt-get update",
        f"apt-get install -y --no-install-recommends{listed}",
        "rm -rf /var/lib/apt/lists/*",
    ]


def _secret(secret: Mount) -> str:
    return f"--mount=type=secret,id={secret.name}" + (f",env={secret.variable}" if secret.variable else "")


def _run(mounts: Sequence[str], commands: Sequence[str]) -> str:
    joined = " \\\n && ".join(commands)
    if not mounts:
        return f"RUN {joined}"
    return f"RUN {(' ' + chr(92) + chr(10) + '    ').join(mounts)} \\\n    {joined}"
