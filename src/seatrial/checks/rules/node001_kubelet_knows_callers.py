"""A kubelet asks who calls and what they may do.

## What it does
Looks at KubeletConfigurations: no anonymous callers, no `AlwaysAllow`, an authority for client certificates, no read-
only port.

## Why
Through a kubelet one runs commands in every container of its node, and the read-only port tells everything about them
to anybody.

## Bad
```yaml
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
```

## Good
```yaml
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
```

## Fix
Leave anonymous access and the read-only port at their defaults, which are off, and set
`authentication.x509.clientCAFile`.

## References
- https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "NODE001",
    "kubelet-knows-callers",
    Severity.ERROR,
    objects("KubeletConfiguration"),
    aliases=(
        "CKV_K8S_138 CKV_K8S_139 CKV_K8S_140 CKV_K8S_141 C-0172 C-0173 C-0174 C-0175 "
        "C-0069 C-0070 KCV-0079 KCV-0080 KCV-0081 KCV-0082"
    ),
    covers=(154,),
)
def check(thing: Object) -> Iterator[Hit]:
    manifest = thing.manifest
    if at(manifest, "authentication", "anonymous", "enabled") is True:
        field = "authentication.anonymous.enabled"
        yield Hit(field, "the kubelet answers callers that it does not know", "set it to false")
    if at(manifest, "authorization", "mode") == "AlwaysAllow":
        yield Hit("authorization.mode", "the kubelet lets every known caller do everything", "write Webhook")
    if not at(manifest, "authentication", "x509", "clientCAFile"):
        field = "authentication.x509.clientCAFile"
        yield Hit(field, "the kubelet cannot verify client certificates", "name the cluster's authority")
    if manifest.get("readOnlyPort") not in (None, 0):
        yield Hit("readOnlyPort", "the kubelet tells everybody what runs on the node", "set it to 0 or leave it out")
