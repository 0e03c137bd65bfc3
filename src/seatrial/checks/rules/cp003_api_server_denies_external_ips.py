"""Services may not claim external addresses.

## What it does
Asks for the admission plugin DenyServiceExternalIPs.

## Why
Whoever may create a Service can otherwise take over the traffic to any address (CVE-2020-8554).

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
        - --enable-admission-plugins=NodeRestriction
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
        - --enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs
```

## Fix
Add DenyServiceExternalIPs to `--enable-admission-plugins`.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting(
        "enable-admission-plugins",
        lambda value: "DenyServiceExternalIPs" in (value or "").split(","),
        "lets Services claim any external address",
        "add DenyServiceExternalIPs to --enable-admission-plugins",
    ),
)


@rule(
    "CP003", "api-server-denies-external-ips", Severity.INFO, CONTAINERS,
    aliases="C-0115 C-0283 KCV-0003",
    covers=(139,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
