from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ORDER = 22


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The project's folder. Default: the one you are in.")
    ] = Path(),
    file: Annotated[
        str,
        typer.Option(
            "--file", "-f", metavar="FILE", help="Where to write; - is standard output. Default: Dockerfile in FOLDER"
        ),
    ] = "",
    base: Annotated[
        str,
        typer.Option("--base", metavar="IMAGE", help="An image with Python to build on; may end in @sha256:DIGEST."),
    ] = "",
    python: Annotated[str, typer.Option("--python", metavar="VERSION", help="Version of Python, such as 3.12.")] = "",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="Where the server listens; 0: look.")
    ] = 0,
    entrypoint: Annotated[
        str, typer.Option("--entrypoint", metavar="COMMAND", help='What to run, such as "python train.py".')
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write a Dockerfile for a Python project by looking at it."""
    from seatrial.cli.output import say, write
    from seatrial.cli.python_project import (
        print_plan,
        read_folder,
        say_next,
        split_command,
        write_dockerignore,
        write_new,
    )
    from seatrial.dockerfile.write import Wishes, plan, render

    wishes = Wishes(base, python, port, split_command(entrypoint))
    project = read_folder(folder)
    decided = plan(project, wishes)
    print_plan(decided)
    if file == "-":
        write(render(decided))
        return
    target = Path(file) if file else folder / "Dockerfile"
    write_new(target, render(decided), force=force)
    say(f"wrote {target}")
    write_dockerignore(folder / ".dockerignore", force=force)
    say_next(project, decided, folder, target)
