"""Why a component does not run, from the end of its log, in one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.local.errors import LocalError
from seatrial.local.log_file import tail

if TYPE_CHECKING:
    from seatrial.local.layout import ClusterDirectory

LINES = 60
KNOWN = (
    (
        "no space left on device",
        "The disk that holds {root} is full",
        "free some space, then run the command again; nothing is lost",
    ),
    (
        "address already in use",
        "{component} cannot listen: another program took its port",
        "run the command again; it chooses another port",
    ),
    (
        r"corrupt|crc mismatch|failed to recover|file checksum|unexpected EOF.*wal|invalid database",
        "etcd cannot read the data of the local cluster {name}",
        "start anew with `seatrial reset --name {name}`; apply puts your file there again",
    ),
    (
        r"Exec format error|cannot execute",
        "{component} is not a program for this machine",
        "remove the file that `seatrial status` names, and run the command again",
    ),
)
TROUBLE = re.compile(r'^[EF]\d{4} |"level":"(?:error|fatal|panic)"|Error:|error:|panic:|^Traceback', re.MULTILINE)


def explain(directory: ClusterDirectory, component: str) -> LocalError:
    """An error that names the cause, to be raised.

    Args:
        directory: the cluster.
        component: what does not run; empty if nothing ended and it is only late.

    """
    if not component:
        return LocalError(
            f"The local cluster {directory.name} was not ready in time",
            fix=f"look at `seatrial logs supervisor --name {directory.name}`; a busy machine may need a second try",
        )
    lines = tail(directory.log(component), LINES)
    text = "\n".join(lines)
    for pattern, message, fix in KNOWN:
        if re.search(pattern, text, re.IGNORECASE):
            values = {"root": directory.root, "name": directory.name, "component": component}
            return LocalError(message.format(**values), fix=fix.format(**values))
    last = next((line for line in reversed(lines) if TROUBLE.search(line)), lines[-1] if lines else "it said nothing")
    return LocalError(
        f"{component} of the local cluster {directory.name} ends again and again: {last.strip()[:300]}",
        fix=f"read {directory.log(component)}",
    )
