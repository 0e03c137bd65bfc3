"""What ARG and ENV have set, place by place."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from seatrial.dockerfile.expand import expand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.dockerfile.view import Instruction


class Settings:
    """The variables of one stage; remembers the last answer, because rules ask from the top to the bottom."""

    def __init__(
        self,
        inherited: Mapping[str, str | None],
        arguments: Mapping[str, str | None],
        instructions: Sequence[Instruction],
    ) -> None:
        """Prepare to answer.

        Args:
            inherited: what the stage that this one is built on ends with.
            arguments: defaults of the ARGs before the first FROM, which an ARG without a value takes.
            instructions: of the stage.

        """
        self._inherited = inherited
        self._arguments = arguments
        self._setting = [each for each in instructions if each.keyword in ("ENV", "ARG")]
        self._starts = [each.start for each in self._setting]
        self._count = 0
        self._known = inherited

    def until(self, offset: int | None) -> Mapping[str, str | None]:
        """The values before an offset, or at the end."""
        count = len(self._starts) if offset is None else bisect_left(self._starts, offset)
        if count < self._count:
            self._count, self._known = 0, self._inherited
        if count > self._count:
            known = dict(self._known)
            for instruction in self._setting[self._count : count]:
                self._set(known, instruction)
            self._count, self._known = count, known
        return self._known

    def _set(self, known: dict[str, str | None], instruction: Instruction) -> None:
        before = dict(known) if len(instruction.pairs) > 1 else known
        for name, value, _ in instruction.pairs:
            if value is not None:
                known[name] = expand(value.value, before)
            elif instruction.keyword == "ARG":
                known[name] = self._arguments.get(name)
