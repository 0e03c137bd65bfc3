"""What a place to get binaries from looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from seatrial.local.events import LocalEvent, Report, Step

if TYPE_CHECKING:
    from pathlib import Path

    from seatrial.local.versions import Binary, Platform


@dataclass(frozen=True, slots=True)
class Request:
    """Which binary is wanted, and where fetched ones are kept.

    Attributes:
        binary: the program and its version.
        platform: for which machine.
        cache: the folder of all of Seatrial's cached things.
        report: told about progress.

    """

    binary: Binary
    platform: Platform
    cache: Path
    report: Report

    @property
    def target(self) -> Path:
        """Where the cache keeps it: `kubernetes/v1.37.2/linux-amd64/kubectl`."""
        folder = self.cache / self.binary.module / f"v{self.binary.version}" / str(self.platform)
        return folder / self.binary.name

    def tell(self, message: str, done: int = 0, total: int = 0, unit: str = "", *, finished: bool = False) -> None:
        self.report(LocalEvent(Step.BINARIES, self.binary.name, message, done, total, unit, finished))


class Source(Protocol):
    """One place; asked in turn until one has the binary."""

    @property
    def title(self) -> str:
        """How the user knows the place, `the cache`."""
        ...

    def get(self, request: Request) -> Path:
        """The binary, complete and executable.

        Raises:
            SourceError: this place does not have it; the text says why, for the user.

        """
        ...


class SourceError(Exception):
    """A place does not have the binary. Ends inside this package: the next place is asked."""
