from __future__ import annotations

import os

from seatrial.cli.options import Format, Name, Output, Yes

ORDER = 75


def command(name: Name = None, yes: Yes = False, output: Output = Format.TEXT) -> None:
    """Delete the local control plane, its data and its context."""
    from seatrial.cli.deploy import ask
    from seatrial.cli.documents import LocalChange
    from seatrial.cli.local_name import choose_cluster
    from seatrial.cli.output import next_steps, say, write_document
    from seatrial.local.cluster import reset
    from seatrial.local.paths import Paths

    paths = Paths.from_environment(os.environ)
    chosen = choose_cluster(name, paths)
    if not yes:
        ask(f"Delete the local cluster {chosen} and everything in it?")
    deleted = reset(chosen, paths=paths)
    if output is not Format.TEXT:
        write_document(LocalChange(cluster=chosen, result="deleted" if deleted else "was-not-there"), output)
    say(f"deleted {chosen}" if deleted else f"there was nothing of {chosen} to delete")
    next_steps("seatrial up")
