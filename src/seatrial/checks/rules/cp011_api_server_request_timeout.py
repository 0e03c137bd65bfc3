"""Requests end after a while.

## What it does
Refuses a `--request-timeout` of 0 or of more than five minutes; a minute is the default.

## Why
Clients that never finish hold connections and memory until the server has none left.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --request-timeout=30m
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --request-timeout=2m
```

## Fix
Leave the flag out, or set at most `5m0s`.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

PART = re.compile(r"([0-9.]+)(ms|h|m|s)")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
LONGEST_SECONDS = 300


def _ends(value: str | None) -> bool:
    if value is None:
        return True
    parts = PART.findall(value)
    try:
        total = sum(float(number) * SECONDS[unit] for number, unit in parts)
    except ValueError:
        return True
    return 0 < total <= LONGEST_SECONDS or (not parts and value != "0")


SETTINGS = (
    Setting(
        "request-timeout",
        _ends,
        "waits for slow requests for longer than five minutes",
        "set --request-timeout=300s or leave it out",
    ),
)


@rule(
    "CP011", "api-server-request-timeout", Severity.INFO, CONTAINERS,
    aliases="CKV_K8S_95 C-0134",
    covers=(146,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
