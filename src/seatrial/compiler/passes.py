"""The compiler: a cluster goes through an ordered tuple of emitters, then through the finishing passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.compiler.context import Context
    from seatrial.resource import Resource


class Emitter(Protocol):
    """Writes the objects of one component."""

    def __call__(self, context: Context) -> Iterable[Resource]: ...
