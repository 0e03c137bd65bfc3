"""What was decided about a project's image, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seatrial.errors import SeatrialError


class ProjectError(SeatrialError):
    """No Dockerfile can be written for this project as it is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice: `base`, `python:3.13-slim-trixie`, the sentence why, and `file:line` of what led to it."""

    topic: str
    choice: str
    why: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """What the image will suffer from: one sentence, what to write instead, and `file:line`."""

    message: str
    fix: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user decides; empty means: look.

    Attributes:
        base: an image that has Python, in place of the one that would be chosen; may carry a digest.
        python: version such as `3.12`.
        port: that the server listens on.
        entrypoint: words of the command to run.

    """

    base: str = ""
    python: str = ""
    port: int = 0
    entrypoint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mount:
    """A secret of the build: a file, or the environment variable `variable`."""

    name: str
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """How the container starts.

    Attributes:
        command: words, run without a shell.
        kind: a server listens until it is stopped, a job ends by itself.
        port: of a server, otherwise 0.
        health: the HTTP path that answers when it is well; empty where none was found.
        environment: variables that it needs.
        handles_term: it ends on SIGTERM by itself, also as process 1.
        source: it is started from the project's folder, so that folder has to be in the image.

    """

    command: tuple[str, ...]
    kind: Literal["server", "job"]
    port: int = 0
    health: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    handles_term: bool = False
    source: bool = True


@dataclass(frozen=True, slots=True)
class Install:
    """How the dependencies get into /opt/venv.

    Attributes:
        tool: the requirements of what does it, `uv==0.13.9`; empty for pip.
        environment: variables of the build stage.
        copy: files that are copied before the dependencies are installed.
        dependencies: commands that install them.
        project: command that installs the project itself, without its dependencies; empty if it is no package.
        secrets: of private indexes.
        shares_index: what installs the project asks the same indexes, so that it gets the secrets, too.
        vcs: a requirement comes from a git repository.

    """

    tool: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    copy: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    project: str = ""
    secrets: tuple[Mount, ...] = ()
    shares_index: bool = True
    vcs: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the Dockerfile is rendered from.

    Attributes:
        image: both stages are built on it.
        install: None for a program that needs nothing but Python.
        build_packages: Debian packages of the build stage, as apt-get takes them, `git=1:2.47.*`.
        packages: those of the final image.
        site_packages: the packages of the image's own Python are used, too.
        start: the command.
        slow_start: it loads weights before it answers.
        version_from_git: the project is built with a version handed over, as git's is not in the build.
        decisions: why all this.
        cautions: what could be better.

    """

    image: str
    install: Install | None
    start: Start
    build_packages: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    site_packages: bool = False
    slow_start: bool = False
    version_from_git: bool = False
    decisions: tuple[Decision, ...] = ()
    cautions: tuple[Caution, ...] = ()
