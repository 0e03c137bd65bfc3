"""The scheduler listens to this node only and does not offer its profiler.

## What it does
Asks for `--bind-address=127.0.0.1` and `--profiling=false`.

## Why
Whoever reaches its port reads metrics and profiles.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-scheduler, namespace: kube-system}
spec:
  containers:
    - name: kube-scheduler
      command:
        - kube-scheduler
        - --bind-address=0.0.0.0
        - --profiling=false
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-scheduler, namespace: kube-system}
spec:
  containers:
    - name: kube-scheduler
      command:
        - kube-scheduler
        - --bind-address=127.0.0.1
        - --profiling=false
```

## Fix
Set both flags.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import SCHEDULER, Setting, broken, equal
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting(
        "bind-address",
        equal("127.0.0.1", "::1", "localhost"),
        "listens to the network",
        "write --bind-address=127.0.0.1",
    ),
    Setting("profiling", equal("false"), "offers its profiler", "write --profiling=false", Severity.INFO),
)


@rule(
    "CP017", "scheduler-hardened", Severity.WARNING, CONTAINERS,
    aliases="CKV_K8S_114 CKV_K8S_115 C-0151 C-0152 KCV-0040 KCV-0041",
    covers=(152,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, SCHEDULER, SETTINGS)
