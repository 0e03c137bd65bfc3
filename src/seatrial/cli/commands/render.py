from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli import completion
from seatrial.cli.options import File, FileOption, Namespace, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.cli.prepare import Prepared
    from seatrial.resource import Resource

ORDER = 30


class Form(StrEnum):
    """How resources are printed."""

    YAML = "yaml"
    JSON = "json"


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    output: Annotated[Form, typer.Option("--output", "-o", help="Format.")] = Form.YAML,
    service: Annotated[
        str | None,
        typer.Option(
            "--service",
            "-s",
            metavar="NAME",
            help="Only this service or job.",
            autocompletion=completion.workloads,
        ),
    ] = None,
    namespace: Namespace = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say beside each best-practice field why it is there; YAML only.")
    ] = False,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print the values of Secrets.")] = False,
) -> None:
    """Print the Kubernetes resources that the file compiles to."""
    from seatrial.cli.output import write
    from seatrial.cli.prepare import prepare
    from seatrial.compiler.render import render_json, render_yaml

    resources = choose(prepare(file, file_option, place=on), service, namespace)
    if output is Form.JSON:
        write(render_json(resources, show_secrets=show_secrets))
    else:
        write(render_yaml(resources, explain=explain, show_secrets=show_secrets))


def choose(prepared: Prepared, service: str | None, namespace: str | None) -> list[Resource]:
    """The resources of a service or job, of a namespace, of both, or all.

    Raises:
        SeatrialError: there is no such service, job or namespace.

    """
    cluster, resources = prepared.source.cluster, prepared.resources
    require("service or job", service, [*cluster.services, *cluster.jobs])
    require("namespace", namespace, sorted({each.namespace for each in resources} - {""}))
    return [
        each
        for each in resources
        if (service is None or each.source[1:2] == (service,)) and namespace in (None, each.namespace)
    ]


def require(what: str, name: str | None, known: Sequence[str]) -> None:
    from seatrial.errors import SeatrialError

    if name is not None and name not in known:
        raise SeatrialError(f"the file has no {what} called {name}", fix=f"it has {', '.join(known) or 'none at all'}")
