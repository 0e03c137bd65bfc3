"""Resources as text: YAML that every reader understands the same, or JSON.

An emitter of our own, because a manifest is only mappings, lists and scalars: PyYAML's takes 20 times as long, and
cannot write a comment beside a field.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from seatrial.compiler.explain import reasons_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.resource import Manifest, Resource

FIRST = ("apiVersion", "kind", "metadata")
METADATA_FIRST = ("name", "namespace")
MASK = "***"
LONGEST_ROW = 80
PLAIN = re.compile(r"[A-Za-z/](?:[-A-Za-z0-9_./]|[:@](?=[A-Za-z0-9]))*|[0-9]+(?:m|[KMGTPE]i)")
"""Text that is safe without quotes in every version of YAML, unless it is one of the words below."""
WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
"""What YAML 1.1 reads as a boolean, and both versions as something else than text."""
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""What a literal block cannot hold, or a reader may take for a line break."""


def render_yaml(resources: Iterable[Resource], *, explain: bool = False, show_secrets: bool = False) -> str:
    """The resources as a stream of YAML documents.

    Args:
        resources: in the order to be written.
        explain: write beside each best-practice field, as a comment, why it is there.
        show_secrets: write the values of Secrets; otherwise each is `***`, which no API server takes for base64.

    """
    lines: list[str] = []
    for resource in resources:
        lines.append("---")
        reasons = reasons_in(resource.manifest, resource.reasons) if explain else {}
        _write_mapping(lines, _presentable(resource.manifest, show_secrets=show_secrets), "", "", reasons)
    return "\n".join([*lines, ""]) if lines else ""


def render_json(resources: Iterable[Resource], *, show_secrets: bool = False) -> str:
    """The resources as one `List`, as `kubectl get -o json` prints several objects."""
    items = [_presentable(resource.manifest, show_secrets=show_secrets) for resource in resources]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, indent=2, ensure_ascii=False) + "\n"


def _presentable(manifest: Manifest, *, show_secrets: bool) -> Manifest:
    """Keys in the order people expect, and no secret values."""
    found = {key: manifest[key] for key in FIRST if key in manifest}
    found |= {key: manifest[key] for key in sorted(manifest) if key not in FIRST}
    about = manifest.get("metadata", {})
    found["metadata"] = {key: about[key] for key in METADATA_FIRST if key in about} | {
        key: about[key] for key in sorted(about) if key not in METADATA_FIRST
    }
    if manifest.get("kind") == "Secret" and not show_secrets:
        for field in ("data", "stringData"):
            if field in found:
                found[field] = dict.fromkeys(found[field], MASK)
    return found


def _write_mapping(lines: list[str], value: Mapping[str, Any], indent: str, path: str, reasons: dict[str, str]) -> None:
    """Append one line for each scalar, deeper lines for the rest."""
    for key in _key_order(value, path):
        here = f"{path}.{key}" if path else key
        if reasons and here in reasons:
            lines.append(f"{indent}# {reasons[here]}")
        _write_value(lines, f"{indent}{_text(key)}:", value[key], f"{indent}  ", here, reasons)


def _key_order(value: Mapping[str, Any], path: str) -> Iterable[str]:
    """As `_presentable` has them at the top; elsewhere sorted, the name of an item of a list first."""
    if path in {"", "metadata"}:
        return value
    if path.endswith("]") and "name" in value:
        return ["name", *sorted(key for key in value if key != "name")]
    return sorted(value)


def _write_value(lines: list[str], lead: str, value: Any, indent: str, path: str, reasons: dict[str, str]) -> None:
    if isinstance(value, dict) and value:
        lines.append(lead)
        _write_mapping(lines, cast("dict[str, Any]", value), indent, path, reasons)
    elif isinstance(value, (list, tuple)) and value:
        row = _row(cast("list[Any]", value), path, reasons)
        if row:
            lines.append(f"{lead} {row}")
            return
        lines.append(lead)
        _write_list(lines, cast("list[Any]", value), indent[2:], path, reasons)
    elif isinstance(value, str) and "\n" in value and _fits_block(value):
        chomp = "-" if not value.endswith("\n") else "+" if value.endswith("\n\n") else ""
        lines.append(f"{lead} |{chomp}")
        body = value if chomp == "-" else value[:-1]
        lines.extend(f"{indent}{line}" if line else "" for line in body.split("\n"))
    else:
        lines.append(f"{lead} {_scalar(value)}")


def _row(items: list[Any], path: str, reasons: dict[str, str]) -> str:
    """A short list of texts on one line, `[get, list, watch]`; empty for any other."""
    if not all(isinstance(item, str) for item in items) or sum(map(len, items)) > LONGEST_ROW:
        return ""
    if reasons and any(f"{path}[{number}]" in reasons for number in range(len(items))):
        return ""
    # A colon inside a flow sequence is where readers differ, so such texts are quoted.
    return f"[{', '.join(_quoted(item) if ':' in item else _scalar(item) for item in items)}]"


def _write_list(lines: list[str], items: list[Any], indent: str, path: str, reasons: dict[str, str]) -> None:
    for number, item in enumerate(items):
        here = f"{path}[{number}]"
        if reasons and here in reasons:
            lines.append(f"{indent}# {reasons[here]}")
        if isinstance(item, (dict, list, tuple)) and item:
            _write_item(lines, cast("Any", item), indent, here, reasons)
        else:
            _write_value(lines, f"{indent}-", item, f"{indent}  ", here, reasons)


def _write_item(lines: list[str], item: Any, indent: str, path: str, reasons: dict[str, str]) -> None:
    """A mapping or list inside a list: its lines, with the dash in place of the first indentation."""
    inner: list[str] = []
    if isinstance(item, dict):
        _write_mapping(inner, cast("dict[str, Any]", item), f"{indent}  ", path, reasons)
    else:
        _write_list(inner, item, f"{indent}  ", path, reasons)
    # A comment on the first field goes above the dash.
    first = next(number for number, line in enumerate(inner) if not line.lstrip().startswith("# "))
    lines.extend(f"{indent}{line.lstrip()}" for line in inner[:first])
    lines.append(f"{indent}- {inner[first][len(indent) + 2 :]}")
    lines.extend(inner[first + 1 :])


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, float):
        # YAML 1.1 knows a float by its point, YAML 1.2 does not mind it.
        mantissa, exponent, power = json.dumps(value).partition("e")
        return mantissa + (".0" if exponent and "." not in mantissa else "") + exponent + power
    return "{}" if isinstance(value, dict) else "[]"


@lru_cache(maxsize=4096)
def _text(value: str) -> str:
    """Bare where every reader takes it for the same text; remembered, because manifests repeat a few hundred words."""
    return value if PLAIN.fullmatch(value) and value.lower() not in WORDS else _quoted(value)


def _quoted(value: str) -> str:
    """A double-quoted scalar: JSON's escapes are YAML's, and what is not printable in YAML is escaped as well."""
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _fits_block(value: str) -> bool:
    """Whether a literal block keeps it: the first line sets the indentation, so it must start with a character."""
    return not value[0].isspace() and not UNPRINTABLE.search(value)
