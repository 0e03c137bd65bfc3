"""The short form of a schema becomes one that checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.schemas.bounds import BoundsNode
from seatrial.schemas.compact import BOUNDS, COMBINATIONS
from seatrial.schemas.condition import CombinationNode, ConditionNode
from seatrial.schemas.listing import ListNode
from seatrial.schemas.mapping import MappingNode
from seatrial.schemas.scalar import ScalarNode
from seatrial.schemas.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from seatrial.schemas.compact import Compact
    from seatrial.schemas.node import Node


class Builder:
    """Makes nodes; `define` finds what a number or the name of a type stands for."""

    def __init__(self, define: Callable[[int | str], Node]) -> None:
        self._define = define
        self._words: dict[str, Node] = {name: ScalarNode(name, {}) for name in WORDS}

    def build(self, raw: Compact) -> Node:
        """The node; of a mapping only its own level, the rest when a value reaches it."""
        if isinstance(raw, str):
            return self._words.get(raw) or self._define(raw)
        if isinstance(raw, int):
            return self._define(raw)
        rest: list[Node] = [self._combine(word, raw[word]) for word in COMBINATIONS if word in raw]
        if any(key in raw for key in BOUNDS if key != "nullable"):
            rest.append(BoundsNode(raw))
        match raw.get("type"):
            case "object":
                return MappingNode(self.build, raw, rest)
            case "array":
                return ListNode(self.build, raw, rest)
            case str(word):
                return ScalarNode(word, raw, rest)
            case _:
                return ConditionNode(self.build, raw, rest)

    def _combine(self, keyword: str, raw: list[dict[str, Any]]) -> Node:
        return CombinationNode(keyword, [self.build(part) for part in raw], raw)
