"""Keys stand in the order of the alphabet.

## What it does
Looks at every mapping of an object, at the first that is out of order. It is an opinion and runs where it is asked for;
most people write `apiVersion`, `kind`, `metadata` and `spec` in this order, which happens to be sorted.

## Why
Two people who write the same object differently make differences that nobody can review.

## Bad
```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  namespace: ai
  name: settings
```

## Good
```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: ai
```

## Fix
Sort the keys of the mapping.

## References
- https://docs.kubelinter.io/#/generated/checks
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity
from seatrial.location import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object
    from seatrial.location import SpecPath


@rule("OBJ010", "keys-are-sorted", Severity.INFO, objects(), aliases="sorted-keys", covers=(110,), opt_in=True)
def check(thing: Object) -> Iterator[Hit]:
    waiting: list[tuple[SpecPath, Any]] = [((), thing.manifest)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            node = cast("dict[Any, Any]", value)
            keys = [str(key) for key in node]
            late = next((after for before, after in pairwise(keys) if after < before), "")
            if late:
                yield Hit(format_path((*path, late)), f"{late} stands behind a later key", "sort the keys")
                return
            waiting.extend(((*path, str(key)), child) for key, child in reversed(node.items()))
        elif isinstance(value, list):
            items = cast("list[Any]", value)
            waiting.extend(((*path, index), items[index]) for index in reversed(range(len(items))))
