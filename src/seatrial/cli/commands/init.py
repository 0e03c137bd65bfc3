from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ORDER = 10


class Kind(StrEnum):
    """What the cluster is for."""

    INFERENCE = "inference"
    TRAINING = "training"
    PLATFORM = "platform"


def command(
    kind: Annotated[Kind, typer.Argument(help="What the cluster is for.")] = Kind.INFERENCE,
    file: Annotated[
        str, typer.Option("--file", "-f", metavar="FILE", help="Where to write; - is standard output.")
    ] = "cluster.yaml",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the cluster.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a commented cluster.yaml to start from."""
    from seatrial.cli.output import named, next_steps, say, write
    from seatrial.errors import SeatrialError
    from seatrial.spec.starter import starter

    text = starter(kind.value, name) if name else starter(kind.value)
    if file == "-":
        write(text)
        return
    path = Path(file)
    try:
        with path.open("w" if force else "x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError as error:
        raise SeatrialError(
            f"{path} is there already", fix="name another with -f, or replace it with --force"
        ) from error
    say(f"wrote {path}")
    given = named(None if file == "cluster.yaml" else file)
    next_steps(f"seatrial check{given}", f"seatrial up{given}")
