from __future__ import annotations

import os

from seatrial.cli.options import Name

ORDER = 70


def command(name: Name = None) -> None:
    """Stop the local control plane; its data stay."""
    from seatrial.cli.local_name import choose_cluster
    from seatrial.cli.output import next_steps, say
    from seatrial.local.cluster import down
    from seatrial.local.paths import Paths

    paths = Paths.from_environment(os.environ)
    chosen = choose_cluster(name, paths)
    say(f"stopped {chosen}" if down(chosen, paths=paths) else f"{chosen} was not running")
    next_steps("seatrial up", f"seatrial reset --name {chosen}")
