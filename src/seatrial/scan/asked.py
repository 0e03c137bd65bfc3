"""What a scanner is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.duration import Duration

if TYPE_CHECKING:
    from seatrial.scan.report import Ignored, Problem
    from seatrial.scan.target import Target

PATIENCE = Duration.parse("30m")
"""For one image: those with CUDA and PyTorch take scanners ten minutes, and Trivy's own default of five ends them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of a scanner.

    Attributes:
        target: the image.
        platform: of an image that has several, `linux/arm64`; empty: the scanner's default.
        secrets: look for secrets, too.
        patience: how long it may take.

    """

    target: Target
    platform: str = ""
    secrets: bool = False
    patience: Duration = PATIENCE


@dataclass(frozen=True, slots=True)
class Found:
    """What a scanner's report says.

    Attributes:
        problems: in any order, one entry for each file that holds a package.
        ignored: what the scanner's own configuration has left out.
        system: the operating system of the image.
        unsupported: its distribution gets no more updates, so that what is found in it is not all there is.

    """

    problems: list[Problem]
    ignored: list[Ignored]
    system: str
    unsupported: bool = False
