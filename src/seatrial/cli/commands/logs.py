from __future__ import annotations

import os
from typing import Annotated

import typer

from seatrial.cli import completion
from seatrial.cli.options import Format, Name, Output

ORDER = 85


def command(
    component: Annotated[
        str,
        typer.Argument(
            metavar="COMPONENT",
            help="etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok, supervisor or audit.",
            autocompletion=completion.components,
        ),
    ],
    name: Name = None,
    lines: Annotated[int, typer.Option("--lines", metavar="N", min=1, help="How many lines.")] = 100,
    output: Output = Format.TEXT,
) -> None:
    """Print the log of a part of the local control plane."""
    from seatrial.cli.documents import Logs
    from seatrial.cli.local_name import choose_cluster
    from seatrial.cli.output import write, write_document
    from seatrial.local.cluster import logs
    from seatrial.local.paths import Paths

    paths = Paths.from_environment(os.environ)
    chosen = choose_cluster(name, paths)
    found = logs(chosen, component, lines, paths=paths)
    if output is not Format.TEXT:
        write_document(Logs(cluster=chosen, component=component, lines=list(found)), output)
    else:
        write("".join(f"{line}\n" for line in found))
