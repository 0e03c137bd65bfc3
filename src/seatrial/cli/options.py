"""Options that several commands share, each written once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seatrial.cli import completion
from seatrial.duration import Duration


class Format(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"
    YAML = "yaml"


def parse_duration(value: str | Duration) -> Duration:
    """Read a duration; typer hands the default over, too."""
    try:
        return value if isinstance(value, Duration) else Duration.parse(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


FIVE_MINUTES, TEN_MINUTES = Duration.parse("5m"), Duration.parse("10m")

File = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="The cluster file, or its folder; - is standard input. Default: cluster.yaml"),
]
FileOption = Annotated[str | None, typer.Option("--file", "-f", metavar="FILE", help="The same as the argument FILE.")]
Place = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="PLACE",
        help="A place of the file, with its overrides. Default: local",
        autocompletion=completion.places,
    ),
]
Output = Annotated[Format, typer.Option("--output", "-o", help="Format of the result.")]
Context = Annotated[
    str | None,
    typer.Option("--context", metavar="NAME", help="Context of the kubeconfig.", autocompletion=completion.contexts),
]
Kubeconfig = Annotated[Path | None, typer.Option("--kubeconfig", metavar="PATH", help="Use this kubeconfig alone.")]
Namespace = Annotated[
    str | None,
    typer.Option(
        "--namespace", "-n", metavar="NAME", help="Only this namespace.", autocompletion=completion.namespaces
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Timeout = Annotated[
    Duration,
    typer.Option("--timeout", metavar="DURATION", parser=parse_duration, help="How long to wait, such as 90s or 10m."),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="NAME",
        help="Name of the local cluster. Default: the file's.",
        autocompletion=completion.local_clusters,
    ),
]
