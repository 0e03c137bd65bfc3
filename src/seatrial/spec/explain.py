"""The documentation of a field, as `kubectl explain` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from seatrial.errors import SeatrialError
from seatrial.spec.annotations import attribute_of, bare, fields_of, item_of, options, sections_in, unit, words
from seatrial.spec.cluster import Cluster
from seatrial.spec.documentation import sentences
from seatrial.spec.fields import Section, as_written
from seatrial.spec.problem import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
ROOT = "the cluster file"


class UnknownFieldError(SeatrialError):
    """A field that the file does not have."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say about a field.

    Attributes:
        path: as asked, `services.scale`; empty for the whole file.
        type: in words.
        unit: of the value; empty where it has none.
        default: as a file writes it; empty where there is none.
        required: whether it must be written.
        choices: the only values it takes.
        description: one sentence.
        fields: the fields below it.

    """

    path: str
    type: str
    unit: str
    default: str
    required: bool
    choices: tuple[str, ...]
    description: str
    fields: tuple[Explanation, ...] = ()


def explain(path: str = "") -> Explanation:
    """The documentation of a field and of all below it.

    Args:
        path: `services.scale`; names of entries may be left out or written, `services.chat.scale` is the same field.

    Raises:
        UnknownFieldError: there is no such field; the fix names the nearest.

    """
    annotation: Any = Cluster
    found = Explanation("", words(Cluster), "", "", required=True, choices=(), description=str(Cluster.__doc__))
    walked: list[str] = []
    keys = path.replace("[]", "").split(".") if path else []
    for index, key in enumerate(keys):
        item = item_of_any(annotation)
        if item is not None and not _has(annotation, key) and not _below_item(annotation, key):
            if index == len(keys) - 1 and nearest(key, _known(item)):
                raise _unknown(key, walked, item)
            annotation = item  # the name of an entry
            walked.append(key)
            continue
        while not _has(annotation, key) and item_of_any(annotation) is not None:
            annotation = item_of_any(annotation)
        section = next((section for section in sections_in(annotation) if key in fields_of(section)), None)
        if section is None:
            raise _unknown(key, walked, annotation)
        walked.append(key)
        found = _explanation(section, key, ".".join(walked))
        annotation = fields_of(section)[key]
    return _with_fields(found, annotation, ())


def item_of_any(annotation: Any) -> Any:
    """What lies in a mapping or list, of whichever form of the type has one."""
    return next((item for option in options(annotation) if (item := item_of(option)) is not None), None)


def _has(annotation: Any, key: str) -> bool:
    return any(key in fields_of(section) for section in sections_in(annotation))


def _below_item(annotation: Any, key: str) -> bool:
    item = item_of_any(annotation)
    return item is not None and (_has(item, key) or _below_item(item, key))


def _known(annotation: Any) -> list[str]:
    return [name for section in sections_in(annotation) for name in fields_of(section)]


def _unknown(key: str, walked: list[str], annotation: Any) -> UnknownFieldError:
    known = _known(annotation)
    found = nearest(key, known)
    where = ".".join(walked) or ROOT
    if found:
        fix = "did you mean " + " or ".join(".".join([*walked, name]) for name in found) + "?"
    else:
        fix = f"fields of {where}: {', '.join(known)}" if known else f"{where} has no fields"
    return UnknownFieldError(f"there is no field {key} in {where}", fix=fix)


def _explanation(section: type[Section], key: str, path: str) -> Explanation:
    annotation = fields_of(section)[key]
    name = attribute_of(section, key)
    field = section.model_fields[name]
    default = "" if field.is_required() else _default(field.get_default(call_default_factory=True))
    choices = [str(value) for option in options(annotation) for value in _choices(option)]
    return Explanation(
        path=path,
        type=words(annotation),
        unit=unit(annotation),
        default=default,
        required=field.is_required(),
        choices=tuple(choices),
        description=sentences(section)[name],
    )


def _choices(option: Any) -> tuple[Any, ...]:
    inner = bare(option)
    return get_args(inner) if get_origin(inner) is Literal else ()


def _default(value: Any) -> str:
    if value is None or value in ("", (), {}) or isinstance(value, Section):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # any field
    return str(as_written(value))


def _with_fields(found: Explanation, annotation: Any, above: tuple[type[Section], ...]) -> Explanation:
    while (item := item_of_any(annotation)) is not None and not any(sections_in(annotation)):
        annotation = item
    fields: list[Explanation] = []
    for section in sections_in(annotation):
        if section not in above:
            fields.extend(_fields(section, found.path, above))
    return Explanation(
        found.path,
        found.type,
        found.unit,
        found.default,
        found.required,
        found.choices,
        found.description,
        tuple(fields),
    )


def _fields(section: type[Section], path: str, above: tuple[type[Section], ...]) -> Iterator[Explanation]:
    for key, annotation in fields_of(section).items():
        found = _explanation(section, key, f"{path}.{key}" if path else key)
        yield _with_fields(found, annotation, (*above, section))


def format_explanation(found: Explanation, *, recursive: bool = False) -> str:
    """The explanation as text.

    Args:
        found: what `explain` gave.
        recursive: print the tree of all fields below instead of those directly below with their sentences.

    """
    facts = [("FIELD", found.path or ROOT), ("TYPE", found.type)]
    facts += [(title, text) for title, text in (("UNIT", found.unit), ("DEFAULT", found.default)) if text]
    if found.path:
        facts.append(("REQUIRED", "yes" if found.required else "no"))
    lines = [f"{title + ':':<10}{text}" for title, text in facts]
    lines += ["", "DESCRIPTION:", indent(fill(found.description, WIDTH - 4), "    ")]
    if found.fields:
        lines += ["", "FIELDS:"]
        lines += _tree(found, 1) if recursive else _list(found)
    return "\n".join(lines) + "\n"


def _list(found: Explanation) -> Iterator[str]:
    for field in found.fields:
        required = " (required)" if field.required else ""
        default = f" = {field.default}" if field.default else ""
        yield f"  {field.path.rpartition('.')[2]}{required}: {field.type}{default}"
        yield indent(fill(field.description, WIDTH - 6), "      ")


def _tree(found: Explanation, depth: int) -> Iterator[str]:
    for field in found.fields:
        yield f"{'  ' * depth}{field.path.rpartition('.')[2]}: {field.type}"
        yield from _tree(field, depth + 1)
