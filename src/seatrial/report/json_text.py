"""JSON of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from seatrial.report.characters import encodable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def json_text(value: Any) -> str:
    """Plain data as indented JSON; U+FFFD stands for what UTF-8 cannot encode."""
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        data = msgspec.json.encode(_encodable(value))
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(str(key)): _encodable(part) for key, part in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(part) for part in cast("Sequence[Any]", value)]
    return value
