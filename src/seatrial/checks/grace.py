"""How long a stopping pod gets, and what its hooks take of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.view import at, integer, sequence, text

if TYPE_CHECKING:
    from seatrial.checks.view import Container, Pod

DEFAULT = 30
SLEEP = r"\bsleep\s+([0-9]{1,6})([smh]?)\b"
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def grace_of(pod: Pod) -> int:
    """`terminationGracePeriodSeconds`, 30 by default."""
    grace = integer(pod.spec.get("terminationGracePeriodSeconds"))
    return DEFAULT if grace is None else grace


def longest_hook(pod: Pod) -> int:
    """Seconds of the longest preStop hook, as far as it sleeps; hooks of init containers never run."""
    runs = (c for c in pod.containers if not c.init or c.spec.get("restartPolicy") == "Always")
    return max((hook_of(container) for container in runs), default=0)


def hook_of(container: Container) -> int:
    """Seconds the preStop hook sleeps, as a `sleep` action or in a command, its sleeps one after the other."""
    hook = at(container.spec, "lifecycle", "preStop") if "lifecycle" in container.spec else None
    if not hook:
        return 0
    command = " ".join(text(word) for word in sequence(at(hook, "exec", "command")))
    slept = sum(int(amount) * UNITS[unit] for amount, unit in re.findall(SLEEP, command))
    return integer(at(hook, "sleep", "seconds")) or slept
