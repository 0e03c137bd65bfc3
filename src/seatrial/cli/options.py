"""Options that several commands share, each written once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"
    YAML = "yaml"


def complete_contexts(incomplete: str) -> list[str]:
    """The contexts of the kubeconfig, for the shell's completion."""
    from seatrial.cli.connection import known_contexts

    return [name for name in known_contexts() if name.startswith(incomplete)]


File = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="The cluster file; - is standard input. Default: cluster.yaml")
]
FileOption = Annotated[str | None, typer.Option("--file", "-f", metavar="FILE", help="The same as the argument FILE.")]
Place = Annotated[str | None, typer.Option("--on", metavar="PLACE", help="A place of the file, with its overrides.")]
Output = Annotated[Format, typer.Option("--output", "-o", help="Format of the result.")]
Context = Annotated[
    str | None,
    typer.Option("--context", metavar="NAME", help="Context of the kubeconfig.", autocompletion=complete_contexts),
]
Kubeconfig = Annotated[Path | None, typer.Option("--kubeconfig", metavar="PATH", help="Use this kubeconfig alone.")]
Namespace = Annotated[str | None, typer.Option("--namespace", "-n", metavar="NAME", help="Only this namespace.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Timeout = Annotated[str, typer.Option("--timeout", metavar="DURATION", help="How long to wait for readiness.")]
Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="Name of the local cluster. Default: the file's.")
]
