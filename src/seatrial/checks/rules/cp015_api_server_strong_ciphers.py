"""TLS uses cipher suites without known attacks.

## What it does
Looks for suites with RC4, 3DES, CBC or without forward secrecy in `--tls-cipher-suites`; the default list is fine.

## Why
What is recorded today can be read later, or at once, by whoever breaks the weak suite that a client picked.

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
        - --tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA
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
        - --tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
```

## Fix
Leave the flag out, or name only ECDHE suites with GCM or CHACHA20.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, WEAK_CIPHERS, Setting, broken
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting(
        "tls-cipher-suites",
        lambda value: not any(part in (value or "") for part in WEAK_CIPHERS),
        "offers weak cipher suites",
        "leave --tls-cipher-suites out",
    ),
)


@rule(
    "CP015", "api-server-strong-ciphers", Severity.INFO, CONTAINERS,
    aliases="CKV_K8S_105 C-0143 C-0277",
    covers=(150,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
