from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from seatrial.cli.options import File, FileOption, Namespace, Place

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
        str | None, typer.Option("--service", "-s", metavar="NAME", help="Only this service or job.")
    ] = None,
    namespace: Namespace = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say beside each best-practice field why it is there.")
    ] = False,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print the values of Secrets.")] = False,
) -> None:
    """Print the Kubernetes resources that the file compiles to."""
    from seatrial.cli.output import write
    from seatrial.cli.prepare import prepare
    from seatrial.compiler.render import render_json, render_yaml
    from seatrial.errors import SeatrialError

    prepared = prepare(file, file_option, place=on)
    resources = [
        resource
        for resource in prepared.resources
        if (service is None or resource.source[1:2] == (service,))
        and (namespace is None or resource.namespace == namespace)
    ]
    if service is not None and not resources:
        known = ", ".join([*prepared.source.cluster.services, *prepared.source.cluster.jobs]) or "none"
        raise SeatrialError(f"the file has no service or job called {service}", fix=f"it has: {known}")
    if output is Form.JSON:
        write(render_json(resources, show_secrets=show_secrets))
    else:
        write(render_yaml(resources, explain=explain, show_secrets=show_secrets))
