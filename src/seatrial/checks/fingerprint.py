"""What a finding is about, whatever line it stands on: baselines and code scanning services know it by this."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from seatrial.checks.position import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.finding import Finding

NAMES = ("name", "mountPath", "containerPort", "port", "devicePath", "topologyKey", "key")
"""By what Kubernetes tells the items of its lists apart: the merge keys of its API."""
INDEX = re.compile(r"\[([0-9]+)\]")


def fingerprint(finding: Finding) -> str:
    """64 hexadecimal digits that stay the same while lines move, files are renamed and the rule's words change.

    They are made of the rule, the object and the field. What is no object, such as a Dockerfile, is known by its file.
    Findings of one rule at one place have the same: `fingerprints` tells them apart.
    """
    if finding.resource:
        key = finding.resource
        thing = ("object", key.group, key.kind, key.namespace, key.name)
    else:
        thing = ("file", posixpath.normpath(finding.position.file) if finding.position else "")
    parts = (finding.code, *map(str, thing), finding.anchor or finding.field)
    # Each part with its length, so that no two lists of parts read the same.
    return _digest("".join(f"{len(part)}:{part}" for part in parts))


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One for each finding, all different: the first at a place has its `fingerprint`, later ones count on from it."""
    seen = Counter[str]()
    found: list[str] = []
    for finding in findings:
        known = fingerprint(finding)
        found.append(_digest(f"{known}:{seen[known]}") if seen[known] else known)
        seen[known] += 1
    return tuple(found)


def _digest(text: str) -> str:
    # File names that are no UTF-8 come as surrogates.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Anchors:
    """Fields with names for indexes, which stay when an item is put before them: `containers[web].image`.

    Rules find many things in one container, so the last one is remembered.
    """

    def __init__(self) -> None:
        self._manifest: Mapping[str, Any] | None = None
        self._field = self._anchored = ""

    def of(self, manifest: Mapping[str, Any], field: str) -> str:
        """The field, as far as its items have names that no sibling has; empty where the field has no index."""
        end = field.rfind("]") + 1
        if not end:
            return ""
        item = field[:end]
        if manifest is not self._manifest or item != self._field:
            self._manifest, self._field, self._anchored = manifest, item, _anchored(manifest, item)
        return self._anchored + field[end:]


def _anchored(manifest: Mapping[str, Any], field: str) -> str:
    names: list[str] = []
    value: Any = manifest
    for step in resolve(manifest, field):
        if isinstance(step, int):
            names.append(_name(value, step))
        value = value[step]
    known = iter(names)
    return INDEX.sub(lambda match: f"[{next(known, match[1])}]", field)


def _name(items: Any, index: int) -> str:
    """What tells an item from its siblings; its index, where nothing does."""
    if not isinstance(items, list):
        return str(index)
    siblings = cast("Sequence[Any]", items)
    item = siblings[index]
    for key in NAMES:
        name = cast("Mapping[str, Any]", item).get(key) if isinstance(item, dict) else None
        if isinstance(name, (str, int)) and [_value(sibling, key) for sibling in siblings].count(name) == 1:
            return str(name)
    return str(index)


def _value(item: Any, key: str) -> Any:
    return cast("Mapping[str, Any]", item).get(key) if isinstance(item, dict) else None
