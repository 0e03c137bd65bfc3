from __future__ import annotations

import os
from typing import Annotated

import typer

from seatrial.cli.options import Name

ORDER = 85


def command(
    component: Annotated[
        str,
        typer.Argument(
            help="etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok, supervisor or audit."
        ),
    ],
    name: Name = None,
    lines: Annotated[int, typer.Option("--lines", metavar="N", min=1, help="How many lines.")] = 100,
) -> None:
    """Print the log of a part of the local control plane."""
    from seatrial.cli.local_name import choose_cluster
    from seatrial.cli.output import write
    from seatrial.local.cluster import logs
    from seatrial.local.paths import Paths

    paths = Paths.from_environment(os.environ)
    write("".join(f"{line}\n" for line in logs(choose_cluster(name, paths), component, lines, paths=paths)))
