"""Label selectors as the API server evaluates them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Mapping


def required_pairs(selector: Mapping[str, Any]) -> Mapping[str, Any]:
    """The `matchLabels` of a LabelSelector."""
    return mapping(selector.get("matchLabels"))


def required_values(selector: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Labels that everything selected has, each with the values that it may have; a value that is no text as ""."""
    expressions = map(mapping, sequence(selector.get("matchExpressions")))
    return [
        *((key, [text(value)]) for key, value in required_pairs(selector).items()),
        *(
            (text(part.get("key")), list(dict.fromkeys(map(text, sequence(part.get("values"))))))
            for part in expressions
            if part.get("operator") == "In"
        ),
    ]


def selects(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """Whether a LabelSelector selects these labels; an empty selector selects everything."""
    for key, value in required_pairs(selector).items():
        if key not in labels or labels[key] != value:
            return False
    return all(_holds(mapping(part), labels) for part in sequence(selector.get("matchExpressions")))


def _holds(requirement: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """`NotIn` also holds where the label is absent."""
    value = labels.get(text(requirement.get("key")))
    match requirement.get("operator"):
        case "In":
            return value is not None and value in sequence(requirement.get("values"))
        case "NotIn":
            return value not in sequence(requirement.get("values"))
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case _:
            return False
