"""`${VAR}` in the values of the file.

Replaced after the YAML is read, so that a value from the environment can never add keys or lines. Known forms:

- `${VAR}`: the value; a finding where it is not set.
- `${VAR:-default}`: the default where it is unset or empty; `${VAR-default}`: only where it is unset.
- `${VAR:?message}`: a finding with the message where it is unset or empty.
- `$${`: a literal `${`, for shells and templates inside containers.

A value that is nothing but one variable is read as YAML reads a plain value, so that `replicas: ${N}` is a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seatrial.spec import codes
from seatrial.spec.problem import Problem, nearest
from seatrial.spec.scalars import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.location import SpecPath

FORM = re.compile(
    r"\$(?P<literal>\$\{)|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<operator>:-|-|:\?)(?P<word>[^}]*))?\}|(?P<bad>\$\{)"
)


@dataclass(slots=True)
class Substitution:
    """What became of the variables of one document.

    Attributes:
        problems: variables that are not set, and what looks like one and is not.
        written: path → text as written, for each value that a variable changed: messages show this, never the value.

    """

    problems: list[Problem] = field(default_factory=list[Problem])
    written: dict[SpecPath, str] = field(default_factory=dict["SpecPath", str])


def substitute(
    data: dict[str, Any], environment: Mapping[str, str], *, needed: bool = True
) -> tuple[dict[str, Any], Substitution]:
    """A copy of the data with every variable replaced; a shallow one where the text is known to have none."""
    found = Substitution()
    if not needed:
        return dict(data), found
    return _walk(data, (), environment, found), found


def escape(text: str) -> str:
    """The text as a file writes it so that nothing in it is taken for a variable."""
    return text.replace("${", "$${")


def _walk(value: Any, path: SpecPath, environment: Mapping[str, str], found: Substitution) -> Any:
    if isinstance(value, dict):
        return {key: _walk(item, (*path, key), environment, found) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # YAML holds anything
    if isinstance(value, list):
        return [_walk(item, (*path, index), environment, found) for index, item in enumerate(value)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, str) and "${" in value:
        return _replace(value, path, environment, found)
    return value


def _replace(text: str, path: SpecPath, environment: Mapping[str, str], found: Substitution) -> Any:
    def one(match: re.Match[str]) -> str:
        if match["literal"]:
            return "${"
        if match["bad"]:
            message = f"{text[match.start() : match.start() + 20]} is not a variable"
            found.problems.append(Problem(codes.VARIABLE, path, message, "write ${NAME}, or $${ for the characters ${"))
            return match[0]
        found.written[path] = text
        return _value(match, path, environment, found)

    replaced = FORM.sub(one, text)
    whole = FORM.fullmatch(text)
    if not whole or not whole["name"]:
        return replaced
    try:
        return resolve(replaced)
    except ValueError:
        return replaced


def _value(match: re.Match[str], path: SpecPath, environment: Mapping[str, str], found: Substitution) -> str:
    name, operator, word = match["name"], match["operator"], match["word"] or ""
    value = environment.get(name)
    if value is not None and (value or operator not in (":-", ":?")):
        return value
    if operator in (":-", "-"):
        return word
    near = nearest(name, environment, limit=1)
    also = f"; {near[0]} is set, was that meant?" if near else ""
    message = f"the environment variable {name} is not set" + (f": {word}" if word else "")
    found.problems.append(
        Problem(codes.VARIABLE, path, message, f"set it, or write ${{{name}:-default}} with a default{also}")
    )
    return match[0]
