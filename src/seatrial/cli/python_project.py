"""A Python project on disk: read for `seatrial dockerfile`, and what was decided about it said."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.cli.output import console, next_steps, say
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from seatrial.dockerfile.write import Folder, Plan

SKIPPED = {"node_modules", "__pycache__", "venv", "env", "build", "dist", "site-packages", "mlruns", "wandb"}
READ = (".py", ".toml", ".txt", ".lock", ".cfg", ".in")
NAMED = {"Procfile", "Pipfile", ".python-version"}
LARGEST_TEXT = 20_000_000
"""Bytes; a lock of a large project has some millions."""
MOST_FILES = 20_000
"""Of a project's sources there are fewer; more is a home folder, or data."""


def read_folder(folder: Path) -> Folder:
    """The files of a project that say how it runs.

    Raises:
        SeatrialError: there is no such folder, or it holds too much to be a project.

    """
    from seatrial.dockerfile.write import Folder

    if not folder.is_dir():
        raise SeatrialError(f"{folder} is not a folder", fix="name the folder of the project")
    texts: dict[str, str] = {}
    others: set[str] = set()
    # Links to folders are not followed: they may lead around, or out of what a build can copy.
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        for name in sorted(files):
            path = Path(parent) / name
            relative = path.relative_to(folder).as_posix()
            text = _text(path) if name in NAMED or name.endswith(READ) else None
            if text is None:
                others.add(relative)
            else:
                texts[relative] = text
        if len(texts) + len(others) > MOST_FILES:
            raise SeatrialError(f"{folder} has more than {MOST_FILES} files", fix="name the folder of one project")
    return Folder(folder.resolve().name, texts, frozenset(others))


def _text(path: Path) -> str | None:
    """The text of a file; None for what is none, is too large, or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_TEXT:
            return None
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def split_command(text: str) -> tuple[str, ...]:
    """The words of a command line; raises SeatrialError for a quote that is not closed."""
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise SeatrialError(f"--entrypoint {text!r} has a quote that is not closed", fix="close it") from error


def print_plan(plan: Plan) -> None:
    """Every decision and what led to it, then what could be better; to standard error."""
    from rich.text import Text

    screen = console(to_stderr=True)
    width = max(len(decision.topic) for decision in plan.decisions)
    for decision in plan.decisions:
        where = f" ({decision.where})" if decision.where else ""
        line = Text.assemble((decision.topic.ljust(width), "bold"), f"  {decision.choice}\n{' ' * width}    ")
        screen.print(line.append(f"{decision.why}{where}", style="dim"))
    for caution in plan.cautions:
        where = f"{caution.where}: " if caution.where else ""
        screen.print(Text.assemble(where, ("warning", "yellow"), f" {caution.message}; {caution.fix}"))


def write_new(path: Path, text: str, *, force: bool) -> None:
    """Write the file; raises SeatrialError if it is there and must not be replaced."""
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError as error:
        raise SeatrialError(
            f"{path} is there already", fix="name another with -f, or replace it with --force"
        ) from error


def write_dockerignore(path: Path, *, force: bool) -> None:
    """Write it, or say what the one that is there lets through."""
    from seatrial.dockerfile.write import dockerignore, missing_patterns

    if not path.exists() or force:
        write_new(path, dockerignore(), force=True)
        say(f"wrote {path}")
        return
    missing = missing_patterns(_text(path) or "")
    lets = f", but it lets {' and '.join(missing)} into the image; add them" if missing else ""
    say(f"kept {path}{lets}")


def say_next(project: Folder, plan: Plan, folder: Path, target: Path) -> None:
    """The commands to run now."""
    name = re.sub(r"[^a-z0-9]+", "-", project.name.lower()).strip("-") or "app"
    secrets = plan.install.secrets if plan.install else ()
    given = "".join(
        f" --secret id={secret.name}" if secret.variable else f" --secret id={secret.name},src=$HOME/.netrc"
        for secret in secrets
    )
    named = "" if target == folder / "Dockerfile" else f" -f {shlex.quote(str(target))}"
    next_steps(
        f"docker build -t {name}{named}{given} {shlex.quote(str(folder))}",
        f"seatrial check {shlex.quote(str(target))}",
    )
