"""The exit codes of every command; docs/reference/exit-codes.md is this table."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script may rely on; the docstring below each is its documentation."""

    OK = 0
    """Done. For `check` and `scan`: nothing at or above `--fail-on`; `diff`: nothing would change; `status`: all is
    ready."""
    DIFFERENT = 1
    """The answer is no. For `check` and `scan`: findings; `diff`: something would change; `status`: something is not
    ready. For `up`, `apply` and `delete`: the cluster refused something, or something failed."""
    COULD_NOT_RUN = 2
    """Wrong usage, a file with errors, an unreachable cluster, an image that could not be scanned: nothing was decided,
    and nothing was written."""
    TIMED_OUT = 3
    """Everything was applied, but not everything was ready in time."""
    NEEDS_CONSENT = 4
    """A conflict with another field manager, a plan out of date, or nobody said yes: nothing was written."""
    INTERRUPTED = 130
    """Ctrl-C. The next run of the same command continues."""
