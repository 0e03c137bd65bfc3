"""A cluster as the file that says it: only what differs from the defaults, the same bytes for the same cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from seatrial.spec.fields import Section
from seatrial.spec.jobs import Job
from seatrial.spec.merge import merge
from seatrial.spec.scalars import resolve
from seatrial.spec.services import Service
from seatrial.spec.variables import escape

if TYPE_CHECKING:
    import yaml

    from seatrial.spec.cluster import Cluster

STAND_IN = {"team": "team", "image": "image:1"}
WIDTH = 120
ABSENT = object()


def dump(cluster: Cluster) -> str:
    """The cluster as YAML; `load(dump(cluster)).cluster == cluster`.

    Args:
        cluster: any cluster; an included file and a variable of the file it came from are written out.

    """
    import yaml

    return yaml.dump(
        _escaped(plain(cluster)),
        Dumper=_dumper(),
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        default_flow_style=None,
    )


def plain(cluster: Cluster) -> dict[str, Any]:
    """The cluster as plain data, as a file would hold it; `Cluster.model_validate(plain(cluster)) == cluster`."""
    document: dict[str, Any] = {"seatrial": cluster.seatrial, **_section(cluster, None)}
    for section, kind in (("services", Service), ("jobs", Job)):
        under: dict[str, Any] = getattr(cluster.defaults, section)
        entries: dict[str, Any] = getattr(cluster, section)
        if under and entries:
            base = kind.model_validate(merge(STAND_IN, under))
            required = frozenset(STAND_IN) - under.keys()
            document[section] = {name: _section(entry, base, required) for name, entry in entries.items()}
    return document


def _section(value: Section, base: Section | None, required: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields in which a section differs from `base`, or from the defaults of its class.

    Args:
        value: the section.
        base: what it would be if the file said nothing.
        required: fields that are written in any case.

    """
    written = value.model_dump(by_alias=True)
    found: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        key = field.alias or name
        current = getattr(value, name)
        if base is not None and name not in required:
            default = getattr(base, name)
        else:
            default = (
                ABSENT if field.is_required() or name in required else field.get_default(call_default_factory=True)
            )
        if type(current) is not type(default) or current != default:
            found[key] = _value(current, default, written[key])
    return found


def _value(current: Any, default: Any, written: Any) -> Any:
    if isinstance(current, Section):
        return _section(current, default if type(default) is type(current) else None)
    if isinstance(current, tuple):
        return [
            _value(item, ABSENT, text) for item, text in zip(cast("tuple[Any, ...]", current), written, strict=True)
        ]
    if not isinstance(current, dict):
        return written
    if not current and isinstance(default, dict):
        return None  # an empty mapping would leave what the defaults say
    under: dict[str, Any] = default if isinstance(default, dict) else {}  # pyright: ignore[reportUnknownVariableType]
    found: dict[str, Any] = dict.fromkeys(
        key for key in under if key not in current
    )  # null removes what the defaults say
    for key, item in current.items():  # pyright: ignore[reportUnknownVariableType]
        below = under.get(key, ABSENT)  # pyright: ignore[reportUnknownArgumentType]
        if below is ABSENT or type(item) is not type(below) or item != below:  # pyright: ignore[reportUnknownArgumentType]
            found[key] = _value(item, below, written[key])
    return found


def _escaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _escaped(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]  # plain data
    if isinstance(value, list):
        return [_escaped(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return escape(value) if isinstance(value, str) else value


def _dumper() -> type[yaml.SafeDumper]:
    """PyYAML's dumper, quoting what either YAML 1.1 or 1.2 would take for something else than text."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Never writes aliases: two equal values are two values."""

        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        plain = _is_text(value)
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')  # pyright: ignore[reportUnknownMemberType]  # PyYAML has no types

    Dumper.add_representer(str, text)
    return Dumper


def _is_text(value: str) -> bool:
    try:
        return resolve(value) == value and value != "<<"
    except ValueError:
        return False
