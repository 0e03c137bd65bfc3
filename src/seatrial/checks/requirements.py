"""Requirements on the labels of nodes: what a pod asks of its node, and what a NodePool asks of a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.view import at, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.checks.view import Pod


class Requirement(NamedTuple):
    """One expression: `key`, `operator` (In, NotIn, Exists, DoesNotExist, Gt, Lt, Gte, Lte), `values`."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def met_by(self, value: str) -> bool:
        """Whether a label that is there with this value meets it; an unknown operator is met."""
        match self.operator:
            case "In":
                return value in self.values
            case "NotIn":
                return value not in self.values
            case "DoesNotExist":
                return False
            case "Gt" | "Lt" | "Gte" | "Lte":
                return self._compares(value)
            case _:
                return True

    def _compares(self, value: str) -> bool:
        bound = self.values[0] if self.values else ""
        if not (value.isdecimal() and bound.isdecimal()):
            return True
        difference = int(value) - int(bound)
        return {"Gt": difference > 0, "Lt": difference < 0, "Gte": difference >= 0, "Lte": difference <= 0}[
            self.operator
        ]


def read_expressions(value: Any) -> list[Requirement]:
    """The `matchExpressions` of a node selector term, or the `requirements` of a NodePool."""
    return [
        Requirement(text(at(one, "key")), text(at(one, "operator")), tuple(map(str, sequence(at(one, "values")))))
        for one in sequence(value)
        if isinstance(at(one, "key"), str)
    ]


def node_requirements(pod: Pod) -> list[list[Requirement]]:
    """What the pod asks of its node: a node must meet all of one of the lists."""
    chosen = [
        Requirement(text(key), "In", (str(value),)) for key, value in mapping(pod.spec.get("nodeSelector")).items()
    ]
    required = at(pod.spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    terms = [read_expressions(at(term, "matchExpressions")) for term in sequence(at(required, "nodeSelectorTerms"))]
    return [chosen + term for term in terms] or [chosen]


def may_meet(asked: Requirement, offered: Sequence[Requirement], *, complete: bool) -> bool:
    """Whether a node that has what is offered may meet what is asked.

    Args:
        asked: of the node.
        offered: what is known of the node's labels.
        complete: whether a label that is not spoken of is absent; else it may have any value.

    """
    told = [one for one in offered if one.key == asked.key]
    if not told:
        return not complete or asked.operator in ("NotIn", "DoesNotExist")
    values = next((one.values for one in told if one.operator == "In"), None)
    if values is not None:
        return any(asked.met_by(value) and all(one.met_by(value) for one in told) for value in values)
    if asked.operator == "In":
        return any(all(one.met_by(value) for one in told) for value in asked.values)
    return True
