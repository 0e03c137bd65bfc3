"""The compiler: a cluster goes through an ordered tuple of emitters, then through the finishing passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from seatrial.compiler.context import Context
from seatrial.resource import Resource


class Emitter(Protocol):
    """Writes the objects of one component."""

    def __call__(self, context: Context) -> Iterable[Resource]: ...
