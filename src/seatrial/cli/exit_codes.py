"""The exit codes of every command; docs/reference/exit-codes.md is this table."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script may rely on."""

    OK = 0
    """Done; for `diff`: the cluster is as the file says; for `check`: no finding at or above `--fail-on`."""
    DIFFERENT = 1
    """For `diff`: something differs; for `check`: findings; for `apply`, `up` and `delete`: something failed."""
    COULD_NOT_RUN = 2
    """Wrong usage, an unreadable file, an unreachable cluster: nothing was decided."""
    TIMED_OUT = 3
    """Everything was applied, but not everything was ready in time."""
    NEEDS_CONSENT = 4
    """A conflict with another field manager, a plan out of date, or nobody said yes: nothing was written."""
    INTERRUPTED = 130
    """Ctrl-C; the next run continues."""
