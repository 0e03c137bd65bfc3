"""Secrets are encrypted in etcd.

## What it does
Asks for `--encryption-provider-config`.

## Why
A copy of etcd, a snapshot or a backup is otherwise a copy of every Secret in the clear.

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
        - --v=2
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
        - --encryption-provider-config=/etc/kubernetes/encryption.yaml
```

## Fix
Write an EncryptionConfiguration, best with a KMS provider, and name it in the flag.

## References
- https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, given
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting("encryption-provider-config", given, "stores Secrets in the clear", "set --encryption-provider-config"),
)


@rule(
    "CP014", "api-server-encrypts-secrets", Severity.WARNING, CONTAINERS,
    aliases="CKV_K8S_104 C-0141 C-0142 C-0066 C-0244 KCV-0030",
    covers=(149,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
