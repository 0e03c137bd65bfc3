from __future__ import annotations

from typing import Annotated

import typer

ORDER = 40


def command(
    path: Annotated[str, typer.Argument(metavar="FIELD", help="A field of cluster.yaml, such as services.scale.")] = "",
    recursive: Annotated[bool, typer.Option("--recursive", help="Print all fields below it.")] = False,
) -> None:
    """Print the documentation of a field of cluster.yaml."""
    from seatrial.cli.output import write
    from seatrial.spec.explain import explain, format_explanation

    write(format_explanation(explain(path), recursive=recursive))
