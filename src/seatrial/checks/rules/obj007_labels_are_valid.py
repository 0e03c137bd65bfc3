"""Labels and selectors have a valid form.

## What it does
Checks the keys and values of labels, of the labels of pod templates, of `matchLabels` and of `nodeSelector`, and the
keys of annotations: a value has at most 63 letters, digits, `-`, `_` and `.`, begins and ends with a letter or digit,
or is empty; a key may have a DNS name before a slash.

## Why
The API server refuses the object.

## Bad
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {owner: ml team}}
```

## Good
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {owner: ml-team}}
```

## Fix
Replace what is not allowed by `-`; put free text into an annotation.

## References
- https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
SHOWN = 60
FORM = "at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"


@rule("OBJ007", "labels-are-valid", Severity.ERROR, objects(), aliases="label-values", covers=(107,))
def check(thing: Object) -> Iterator[Hit]:
    yield from _labels("metadata.labels", thing.labels)
    for key in thing.annotations:
        if not _is_key(text(key).lower()):
            yield Hit("metadata.annotations", f"{key} is no valid name of an annotation", f"use {FORM}")
    selector = thing.spec.get("selector")
    if isinstance(selector, dict):
        # A Service's selector is a mapping of labels, that of others holds one.
        pairs = mapping(at(selector, "matchLabels"))
        yield from _labels("spec.selector.matchLabels", pairs)
    for pod in thing.pods:
        if pod.template and pod.template != pod.path:
            labels = mapping(at(thing.manifest, *pod.steps[:-1], "metadata", "labels"))
            yield from _labels(f"{pod.template}.metadata.labels", labels)
        yield from _labels(f"{pod.path}.nodeSelector", mapping(pod.spec.get("nodeSelector")))


def _labels(path: str, labels: Mapping[str, Any]) -> Iterator[Hit]:
    for key, value in labels.items():
        if not _is_key(text(key)):
            yield Hit(path, f"{key} is no valid name of a label", f"use {FORM}")
        elif isinstance(value, str) and not _is_value(value):
            shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
            yield Hit(f"{path}.{key}", f"{shown!r} is no valid value of a label", f"use {FORM}")


@lru_cache(maxsize=4096)
def _is_key(key: str) -> bool:
    domain, slash, name = key.rpartition("/")
    return NAME.fullmatch(name) is not None and (not slash or DOMAIN.fullmatch(domain) is not None)


@lru_cache(maxsize=4096)
def _is_value(value: str) -> bool:
    return not value or NAME.fullmatch(value) is not None
