"""pydantic's errors → problems in plain words, one for each mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.spec import codes
from seatrial.spec.annotations import bare, fields_of, is_section, options, sections_in, walk, words
from seatrial.spec.fields import describe
from seatrial.spec.problem import Problem, nearest
from seatrial.spec.scalars import OLD_BOOLEANS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import ValidationError

    from seatrial.location import SpecPath
    from seatrial.spec.fields import Section

WRONG_KIND = frozenset(
    {
        "bool_type",
        "dict_type",
        "float_type",
        "int_from_float",
        "int_type",
        "invalid_key",
        "list_type",
        "mapping_type",
        "model_attributes_type",
        "model_type",
        "none_required",
        "string_type",
        "tuple_type",
    }
)
SHOWN = 60
IN_QUOTES = "put it in quotes: "


@dataclass(frozen=True, slots=True)
class _Error:
    kind: str
    base: SpecPath
    """The value of the file that a union was tried on, or the path itself."""
    path: SpecPath
    branch: str
    is_key: bool
    value: Any
    reason: str


def problems_of(error: ValidationError, data: Mapping[str, Any], root: type[Section]) -> Iterator[Problem]:
    """One problem for each mistake that pydantic found.

    Args:
        error: of validating `data` as `root`.
        data: as it was validated.
        root: the type.

    """
    groups: dict[SpecPath, list[_Error]] = {}
    for detail in error.errors(include_url=False):
        found = _read(detail, data)
        groups.setdefault(found.base, []).append(found)
    for group in groups.values():
        for found in _likely_branch(group):
            yield _problem(found, data, root)


def _read(detail: Mapping[str, Any], data: Any) -> _Error:
    path: list[str | int] = []
    branch, base, is_key, current = "", None, False, data
    location = detail["loc"]
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if isinstance(current, dict) and part in current:
            current = current[part]  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
        elif isinstance(current, (list, tuple)) and isinstance(part, int) and part < len(current):  # pyright: ignore[reportUnknownArgumentType]
            current = current[part]  # pyright: ignore[reportUnknownVariableType]
        elif part == "[key]":
            is_key = True
            continue
        elif not (last and detail["type"] == "missing"):
            branch, base = branch or str(part), tuple(path) if base is None else base
            continue
        path.append(part)
    context = detail.get("ctx", {})
    reason = str(context.get("error", "")) or str(detail.get("msg", ""))
    whole = tuple(path)
    return _Error(detail["type"], whole if base is None else base, whole, branch, is_key, detail.get("input"), reason)


def _likely_branch(group: list[_Error]) -> Iterable[_Error]:
    """Of a union's errors those of the form that was meant; all of them where there is no union."""
    branches: dict[str, list[_Error]] = {}
    for error in group:
        branches.setdefault(error.branch, []).append(error)
    if set(branches) == {""}:
        return group
    meant = {
        name: errors
        for name, errors in branches.items()
        if not any(error.path == error.base and error.kind in WRONG_KIND for error in errors)
    }
    if not meant:
        first = next(iter(branches.values()))[0]
        return (_Error("union", first.base, first.base, "", first.is_key, first.value, ""),)
    return min(meant.values(), key=lambda errors: (sum(e.kind == "extra_forbidden" for e in errors), len(errors)))


def _problem(error: _Error, data: Any, root: type[Section]) -> Problem:
    annotation = walk(root, error.path)
    if error.kind == "extra_forbidden":
        return _unknown_key(error, root, data)
    if error.kind == "missing":
        *above, key = error.path
        wanted = words(annotation) if annotation is not None else "a value"
        return Problem(codes.MISSING_KEY, tuple(above), f"{key} is missing", f"add `{key}:` with {wanted}", at_key=True)
    if error.is_key:
        rule = "letters, digits, dots and dashes" if annotation is None else _key_words(root, error.path)
        message = f"the key {str(error.path[-1])[:SHOWN]!r} is not {rule}"
        return Problem(codes.WRONG_VALUE, error.path, message, "rename it", at_key=True)
    if error.kind == "value_error":
        return _own_words(error, annotation)
    value = _at(data, error.path)
    wanted = words(annotation) if annotation is not None else "another value"
    if error.kind in WRONG_KIND or error.kind == "union":
        fix = _conversion(value, annotation) or f"write {wanted}"
        return Problem(codes.WRONG_TYPE, error.path, f"cannot be {_shown(value)}", fix)
    fix = _choice(value, annotation) or f"write {wanted}"
    return Problem(codes.WRONG_VALUE, error.path, f"cannot be {_shown(value)}", fix)


def _own_words(error: _Error, annotation: Any) -> Problem:
    """What our own validators say: `wrong`, `wrong; fix`, or `x is not a thing such as y`."""
    message, _, fix = error.reason.partition("; ")
    if not fix:
        shown, is_not, _ = message.partition(" is not ")
        _, expected, found = message.partition(", found ")
        message = f"cannot be {shown}" if is_not else f"cannot be {found}" if expected else message
        fix = f"write {words(annotation)}"
    return Problem(codes.WRONG_VALUE, error.path, message, fix)


def _unknown_key(error: _Error, root: type[Section], data: Any) -> Problem:
    *above, key = error.path
    parent = _at(data, tuple(above))
    candidates = list(sections_in(walk(root, tuple(above)))) if above else [root]
    best = max(candidates, key=lambda section: len(fields_of(section).keys() & parent.keys()), default=root)
    known = fields_of(best)
    found = nearest(str(key), known)
    listed = ", ".join(known)
    fix = f"did you mean {' or '.join(found)}?" if found else f"known keys here: {listed}"
    return Problem(codes.UNKNOWN_KEY, error.path, f"there is no key {str(key)[:SHOWN]!r} here", fix, at_key=True)


def _key_words(root: type[Section], path: SpecPath) -> str:
    from typing import get_args, get_origin

    for option in options(walk(root, path[:-1])):
        inner = bare(option)
        if get_origin(inner) is dict:
            return words(get_args(inner)[0])
    return "allowed here"


def _at(data: Any, path: SpecPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= SHOWN else value[:SHOWN] + "…")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"the number {value}"
    return describe(value)


def _conversion(value: Any, annotation: Any) -> str:
    """What to write where the value is right but of the wrong kind."""
    members = {bare(option) for option in options(annotation)} if annotation is not None else set[Any]()
    if isinstance(value, str):
        if bool in members and value.lower() in OLD_BOOLEANS:
            return f"write {str(OLD_BOOLEANS[value.lower()]).lower()}: in YAML 1.2 {value} is text"
        if int in members and value.isdecimal():
            return f"write {value} without quotes"
        head, colon, rest = value.partition(":")
        if colon and rest and not rest.startswith(" ") and head.isidentifier() and any(map(is_section, members)):
            return f"put a space behind the colon: `{head}: {rest.split()[0][:SHOWN]}`"
    if str in members and isinstance(value, (bool, int, float)):
        return f'{IN_QUOTES}"{str(value).lower() if isinstance(value, bool) else value}"'
    if _takes_list(members) and not isinstance(value, (list, dict)) and value is not None:
        return f"write a list: [{value}]"
    return ""


def _takes_list(members: set[Any]) -> bool:
    from typing import get_origin

    return any(get_origin(member) is tuple for member in members)


def _choice(value: Any, annotation: Any) -> str:
    from typing import Literal, get_args, get_origin

    for option in options(annotation):
        inner = bare(option)
        if get_origin(inner) is Literal:
            found = nearest(str(value), map(str, get_args(inner)), limit=1)
            if found:
                return f"did you mean {found[0]}?"
    return ""
