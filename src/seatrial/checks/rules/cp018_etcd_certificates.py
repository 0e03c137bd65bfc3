"""etcd speaks TLS with clients and peers that it knows.

## What it does
Asks for certificates, keys and client authentication towards clients and peers, refuses `--auto-tls` and `--peer-
auto-tls`, and asks for an authority that is not the cluster's own.

## Why
etcd holds every Secret and asks nobody for rights: who can connect owns the cluster, and with the cluster's own
authority every kubelet certificate is good enough.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system}
spec:
  containers:
    - name: etcd
      command:
        - etcd
        - --cert-file=/p/s.crt
        - --key-file=/p/s.key
        - --client-cert-auth=true
        - --trusted-ca-file=/p/etcd/ca.crt
        - --peer-cert-file=/p/p.crt
        - --peer-key-file=/p/p.key
        - --peer-client-cert-auth=true
        - --peer-auto-tls=true
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system}
spec:
  containers:
    - name: etcd
      command:
        - etcd
        - --cert-file=/p/s.crt
        - --key-file=/p/s.key
        - --client-cert-auth=true
        - --trusted-ca-file=/p/etcd/ca.crt
        - --peer-cert-file=/p/p.crt
        - --peer-key-file=/p/p.key
        - --peer-client-cert-auth=true
```

## Fix
Set the flags as named; kubeadm does.

## References
- https://etcd.io/docs/latest/op-guide/security/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import ETCD, Setting, broken, equal, given
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting("cert-file", given, "has no certificate for clients", "set --cert-file"),
    Setting("key-file", given, "has no key for clients", "set --key-file"),
    Setting("client-cert-auth", equal("true"), "answers clients without certificates", "write --client-cert-auth=true"),
    Setting(
        "auto-tls", equal(None, "false"), "signs its own certificates, which nobody can verify", "remove --auto-tls"
    ),
    Setting("peer-cert-file", given, "has no certificate for its peers", "set --peer-cert-file"),
    Setting("peer-key-file", given, "has no key for its peers", "set --peer-key-file"),
    Setting(
        "peer-client-cert-auth",
        equal("true"),
        "accepts peers without certificates",
        "write --peer-client-cert-auth=true",
    ),
    Setting("peer-auto-tls", equal(None, "false"), "signs its own certificates for peers", "remove --peer-auto-tls"),
    Setting(
        "trusted-ca-file",
        lambda value: value != "/etc/kubernetes/pki/ca.crt",
        "trusts the authority of the whole cluster",
        "give etcd an authority of its own",
        Severity.WARNING,
    ),
)


@rule(
    "CP018",
    "etcd-certificates",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "CKV_K8S_116 CKV_K8S_117 CKV_K8S_118 CKV_K8S_119 CKV_K8S_121 C-0153 C-0154 C-0155 C-0156 C-0157 "
        "C-0158 C-0159 KCV-0042 KCV-0043 KCV-0044 KCV-0045 KCV-0046 KCV-0047"
    ),
    covers=(153,),
)
def check(container: Container) -> Iterator[Hit]:
    return broken(container, ETCD, SETTINGS)
