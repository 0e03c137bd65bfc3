"""A fault on its way up: the walker adds the steps to it while it returns, so that what is right costs no paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from seatrial.edit import Edit
from seatrial.location import format_path
from seatrial.schemas.fault import Fault
from seatrial.schemas.words import show, show_type

if TYPE_CHECKING:
    from seatrial.location import SpecPath
    from seatrial.schemas.fault import Problem

NO_VALUE: Final = object()


class Violation:
    """A fault whose path is not known yet.

    `steps` leads from the fault up; `text` follows the name of the value in the message, and `instead` is what stands
    there; `value` is the right value and `name` the right key where there is one likely; `home` counts the steps up to
    the mapping where a field belongs.
    """

    __slots__ = ("fix", "home", "instead", "name", "problem", "steps", "text", "value")

    def __init__(
        self, problem: Problem, text: str, fix: str = "", step: str | int | None = None, *, instead: Any = NO_VALUE
    ) -> None:
        self.problem = problem
        self.text = text
        self.fix = fix
        self.steps: list[str | int] = [] if step is None else [step]
        self.instead = instead
        self.value: Any = NO_VALUE
        self.name = ""
        self.home = 0

    def settle(self, kind: str) -> Fault:
        """The fault, once all steps are there; `kind` names the object itself."""
        path = tuple(reversed(self.steps))
        edit = None
        if self.name:
            edit = Edit(path, key=self.name)
        elif self.value is not NO_VALUE:
            edit = Edit(path, self.value)
        text = f"{_name(path) or kind} {self.text}"
        if self.instead is not NO_VALUE:
            # Messages end up in logs, where no secret may stand.
            secret = kind == "Secret" and path[:1] in (("data",), ("stringData",))
            text += f", not {show_type(self.instead) if secret else show(self.instead)}"
        return Fault(path, self.problem, text, self._fix(path, kind), edit)

    def _fix(self, path: SpecPath, kind: str) -> str:
        if not self.home:
            return self.fix
        place = path[: len(path) - self.home]
        return f"move it up into {_name(place) or kind}, where it is a field"


def _name(path: SpecPath) -> str:
    """The last field with the indexes behind it: `ports[0]`."""
    start = next((i for i in range(len(path) - 1, -1, -1) if isinstance(path[i], str)), 0)
    return format_path(path[start:])
