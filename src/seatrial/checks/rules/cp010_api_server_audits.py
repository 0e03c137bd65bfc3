"""The API server writes an audit log, and keeps it for a while.

## What it does
Asks for `--audit-policy-file`, for `--audit-log-path` or a webhook, and for at least 30 days, 10 files and 100 MB a
file where a file is written.

## Why
After a break-in nothing else says who read which Secret; a log that is kept for a day is gone before anybody looks.

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
        - --audit-log-path=/var/log/audit.log
        - --audit-log-maxage=1
        - --audit-log-maxbackup=10
        - --audit-log-maxsize=100
        - --audit-policy-file=/etc/p.yaml
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
        - --audit-log-path=/var/log/audit.log
        - --audit-log-maxage=30
        - --audit-log-maxbackup=10
        - --audit-log-maxsize=100
        - --audit-policy-file=/etc/p.yaml
```

## Fix
Set the five flags, and mount the folder of the log.

## References
- https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, component, flags, given
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seatrial.checks.view import Container


def _at_least(least: int) -> Callable[[str | None], bool]:
    return lambda value: value is not None and value.isdecimal() and int(value) >= least


SETTINGS = (Setting("audit-policy-file", given, "audits nothing", "set --audit-policy-file and --audit-log-path"),)
KEPT = (
    Setting(
        "audit-log-maxage", _at_least(30), "keeps its audit log for less than 30 days", "set --audit-log-maxage=30"
    ),
    Setting("audit-log-maxbackup", _at_least(10), "keeps fewer than 10 old logs", "set --audit-log-maxbackup=10"),
    Setting("audit-log-maxsize", _at_least(100), "starts a log anew before 100 MB", "set --audit-log-maxsize=100"),
)


@rule(
    "CP010",
    "api-server-audits",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "CKV_K8S_91 CKV_K8S_92 CKV_K8S_93 CKV_K8S_94 C-0130 C-0131 C-0132 C-0133 C-0160 C-0161 C-0067 C-0254 "
        "KCV-0019 KCV-0020 KCV-0021 KCV-0022"
    ),
    covers=(145,),
)
def check(container: Container) -> Iterator[Hit]:
    if component(container) != API_SERVER:
        return
    yield from broken(container, API_SERVER, SETTINGS)
    written = flags(container)
    if "audit-log-path" in written:
        yield from broken(container, API_SERVER, KEPT)
    elif "audit-webhook-config-file" not in written and "audit-policy-file" in written:
        field = f"{container.path}.command"
        yield Hit(field, "kube-apiserver writes its audit events nowhere", "set --audit-log-path")
