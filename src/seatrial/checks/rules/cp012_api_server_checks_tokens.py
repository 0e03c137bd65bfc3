"""Tokens of ServiceAccounts are verified, looked up and short-lived.

## What it does
Asks for `--service-account-key-file`, refuses `--service-account-lookup=false`, and asks to end the year-long
extension of tokens.

## Why
Without the look-up a token works after its ServiceAccount was deleted, and extended tokens are good for a year
instead of an hour.

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
        - --service-account-key-file=/pki/sa.pub
        - --service-account-lookup=false
        - --service-account-extend-token-expiration=false
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
        - --service-account-key-file=/pki/sa.pub
        - --service-account-extend-token-expiration=false
```

## Fix
Set `--service-account-key-file`, leave the look-up on, and write `--service-account-extend-token-expiration=false`.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, equal, given
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting(
        "service-account-lookup",
        equal(None, "true"),
        "accepts tokens of deleted ServiceAccounts",
        "remove --service-account-lookup=false",
    ),
    Setting("service-account-key-file", given, "names no key for tokens", "set --service-account-key-file"),
    Setting(
        "service-account-extend-token-expiration",
        equal("false"),
        "lets tokens live for a year",
        "write --service-account-extend-token-expiration=false",
        Severity.INFO,
    ),
)


@rule(
    "CP012", "api-server-checks-tokens", Severity.WARNING, CONTAINERS,
    aliases="CKV_K8S_96 CKV_K8S_97 C-0135 C-0136 C-0290 KCV-0024 KCV-0025",
    covers=(147,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
