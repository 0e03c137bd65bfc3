from __future__ import annotations

import os

from seatrial.cli.options import Format, Name, Output

ORDER = 70


def command(name: Name = None, output: Output = Format.TEXT) -> None:
    """Stop the local control plane; its data stay for the next up."""
    from seatrial.cli.documents import LocalChange
    from seatrial.cli.local_name import choose_cluster
    from seatrial.cli.output import next_steps, say, write_document
    from seatrial.local.cluster import down
    from seatrial.local.paths import Paths

    paths = Paths.from_environment(os.environ)
    chosen = choose_cluster(name, paths)
    stopped = down(chosen, paths=paths)
    if output is not Format.TEXT:
        write_document(LocalChange(cluster=chosen, result="stopped" if stopped else "was-not-running"), output)
    say(f"stopped {chosen}" if stopped else f"{chosen} was not running")
    next_steps("seatrial up", f"seatrial reset --name {chosen}")
