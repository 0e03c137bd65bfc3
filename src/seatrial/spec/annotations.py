"""The types of the file as values: what a field is called, what it may hold, and which fields lie below it."""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from seatrial.spec.fields import Section, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "nothing",
    Any: "any value",
    dict: "a mapping",
}


@cache
def fields_of(section: type[Section]) -> dict[str, Any]:
    """Name in the file → annotation, in the order of the class, its base classes first."""
    hints = get_type_hints(section, include_extras=True)
    return {field.alias or name: hints[name] for name, field in section.model_fields.items()}


def attribute_of(section: type[Section], key: str) -> str:
    """The Python name of a field: `class_` for `class`."""
    return next((name for name, field in section.model_fields.items() if (field.alias or name) == key), key)


def bare(annotation: Any) -> Any:
    """The annotation without `Annotated`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def metadata(annotation: Any) -> tuple[Any, ...]:
    """What `Annotated` says about it."""
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def options(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, each with its metadata; anything else alone."""
    inner = bare(annotation)
    if get_origin(inner) in (Union, types.UnionType):
        return tuple(option for member in get_args(inner) for option in options(member))
    return (annotation,)


def is_section(annotation: Any) -> bool:
    inner = bare(annotation)
    return isinstance(inner, type) and issubclass(inner, Section)


def sections_in(annotation: Any) -> Iterator[type[Section]]:
    """The mappings with fixed keys that a value of this type may be."""
    for option in options(annotation):
        if is_section(option):
            yield bare(option)


def child(annotation: Any, key: str | int) -> Any:
    """The type of what lies below `key`, or None."""
    for option in options(annotation):
        inner = bare(option)
        if is_section(inner):
            found = fields_of(inner).get(str(key))
        else:
            found = item_of(inner) if isinstance(key, int) is (get_origin(inner) is tuple) else None
        if found is not None:
            return found
    return None


def item_of(annotation: Any) -> Any:
    """The type of the values of a mapping or list, or None."""
    inner = bare(annotation)
    origin, arguments = get_origin(inner), get_args(inner)
    if origin is dict:
        return arguments[1]
    return arguments[0] if origin is tuple else None


def walk(annotation: Any, path: tuple[str | int, ...]) -> Any:
    """The type at a path below a type, or None."""
    for key in path:
        annotation = child(annotation, key)
        if annotation is None:
            return None
    return annotation


def words(annotation: Any) -> str:
    """What a value of this type is, for people."""
    members = [option for option in options(annotation) if bare(option) is not type(None)]
    if len(members) > 1:
        texts = list(dict.fromkeys(words(member) for member in members))
        return ", ".join(texts[:-1]) + f" or {texts[-1]}" if len(texts) > 1 else texts[0]
    return _one(members[0]) if members else "nothing"


def _one(annotation: Any) -> str:
    marks = metadata(annotation)
    said = next((mark.text for mark in marks if isinstance(mark, Words)), None)
    if said:
        return said
    inner = bare(annotation)
    if get_origin(inner) is Literal:
        return "one of " + ", ".join(map(str, get_args(inner)))
    if get_origin(inner) is tuple:
        return f"a list{_each(get_args(inner)[0], 'each')}"
    if get_origin(inner) is dict:
        return f"a mapping of names{_each(get_args(inner)[1], 'each value')}"
    if is_section(inner):
        keys = list(fields_of(inner))
        shown = ", ".join(keys[:SHOWN_KEYS]) + (", …" if len(keys) > SHOWN_KEYS else "")
        return f"a mapping {{{shown}}}"
    return PLAIN.get(inner, str(inner)) + _bounds(marks)


SHOWN_KEYS = 6


def _each(annotation: Any, what: str) -> str:
    text = words(annotation)
    return "" if text == PLAIN[Any] else f", {what} {text}"


def _bounds(marks: tuple[Any, ...]) -> str:
    parts = [part for mark in marks if isinstance(mark, FieldInfo) for part in mark.metadata]
    low = next((part.ge for part in parts if getattr(part, "ge", None) is not None), None)
    high = next((part.le for part in parts if getattr(part, "le", None) is not None), None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f" of at least {low}" if low is not None else ""


def unit(annotation: Any) -> str:
    """The unit of a value, or nothing."""
    for option in options(annotation):
        for mark in metadata(option):
            extra: Any = mark.json_schema_extra if isinstance(mark, FieldInfo) else None
            if isinstance(extra, dict):
                return str(extra.get("x-unit", ""))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # JSON
            if isinstance(mark, WithJsonSchema) and mark.json_schema:
                return str(mark.json_schema.get("x-unit", ""))
    return ""
