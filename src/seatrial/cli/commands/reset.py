from __future__ import annotations

import os

import typer

from seatrial.cli.options import Name, Yes

ORDER = 75


def command(name: Name = None, yes: Yes = False) -> None:
    """Delete the local control plane with all its data and its context."""
    from seatrial.cli.local_name import choose_cluster
    from seatrial.cli.output import next_steps, say
    from seatrial.local.cluster import reset
    from seatrial.local.paths import Paths

    paths = Paths.from_environment(os.environ)
    chosen = choose_cluster(name, paths)
    if not yes:
        typer.confirm(f"Delete the local cluster {chosen} and everything in it?", abort=True, err=True)
    say(f"deleted {chosen}" if reset(chosen, paths=paths) else f"there was nothing of {chosen} to delete")
    next_steps("seatrial up")
