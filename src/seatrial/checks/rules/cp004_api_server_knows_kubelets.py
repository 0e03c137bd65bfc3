"""The API server and the kubelets know each other.

## What it does
Asks for a client certificate and key towards kubelets and for the authority that signed theirs, and refuses
`--kubelet-https=false`.

## Why
Logs, exec and port-forward go through this connection; without the authority anybody between the two can pose as a
node.

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
        - --kubelet-client-certificate=/pki/a.crt
        - --kubelet-client-key=/pki/a.key
        - --kubelet-https=false
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
        - --kubelet-client-certificate=/pki/a.crt
        - --kubelet-client-key=/pki/a.key
        - --kubelet-certificate-authority=/pki/ca.crt
```

## Fix
Set the three flags; kubeadm leaves out the authority until the kubelets' serving certificates are signed by it.

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
    Setting("kubelet-https", equal(None, "true"), "talks to kubelets in the clear", "remove --kubelet-https"),
    Setting("kubelet-client-certificate", given, "shows kubelets no certificate", "set --kubelet-client-certificate"),
    Setting("kubelet-client-key", given, "has no key for kubelets", "set --kubelet-client-key"),
    Setting("kubelet-certificate-authority", given, "trusts any kubelet", "set --kubelet-certificate-authority"),
)


@rule(
    "CP004", "api-server-knows-kubelets", Severity.WARNING, CONTAINERS,
    aliases="CKV_K8S_71 CKV_K8S_72 CKV_K8S_73 C-0116 C-0117 KCV-0004 KCV-0005 KCV-0006",
    covers=(140,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
