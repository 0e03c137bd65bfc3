"""A kubelet protects its node from its pods.

## What it does
Looks at KubeletConfigurations (kernel defaults, process limit, certificate rotation, iptables chains, idle
connections, events, cipher suites) and at the metrics address of KubeProxyConfigurations.

## Why
One pod that starts processes without end takes the node with it, certificates that are not renewed end one day, and
kernel settings that drift differ from node to node.

## Bad
```yaml
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
protectKernelDefaults: true
podPidsLimit: 4096
rotateCertificates: false
serverTLSBootstrap: true
```

## Good
```yaml
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
protectKernelDefaults: true
podPidsLimit: 4096
rotateCertificates: true
serverTLSBootstrap: true
```

## Fix
Set the fields as the finding names them.

## References
- https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import WEAK_CIPHERS
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, integer, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = ("", "127.0.0.1", "[::1]", "localhost")


@rule(
    "NODE002",
    "kubelet-hardened",
    Severity.WARNING,
    objects("KubeletConfiguration", "KubeProxyConfiguration"),
    aliases=(
        "CKV_K8S_143 CKV_K8S_144 CKV_K8S_145 CKV_K8S_146 CKV_K8S_147 CKV_K8S_148 CKV_K8S_149 CKV_K8S_151 "
        "C-0176 C-0177 C-0178 C-0179 C-0180 C-0181 C-0182 C-0183 C-0184 C-0284 C-0291 KCV-0083 KCV-0084 "
        "KCV-0085 KCV-0086 KCV-0087 KCV-0088 KCV-0089 KCV-0090 KCV-0091 KCV-0092"
    ),
    covers=(155,),
)
def check(thing: Object) -> Iterator[Hit]:
    yield from _kubelet(thing) if thing.kind == "KubeletConfiguration" else _proxy(thing)


def _kubelet(thing: Object) -> Iterator[Hit]:
    manifest = thing.manifest
    if manifest.get("protectKernelDefaults") is not True:
        message = "the kubelet changes kernel settings that differ from its own"
        yield Hit("protectKernelDefaults", message, "set it to true, and the settings with sysctl")
    if (integer(manifest.get("podPidsLimit")) or -1) <= 0:
        yield Hit(
            "podPidsLimit", "a pod may start as many processes as the node can hold", "write a limit such as 4096"
        )
    if manifest.get("rotateCertificates") is not True:
        yield Hit("rotateCertificates", "the kubelet's client certificate is not renewed", "set it to true")
    if manifest.get("serverTLSBootstrap") is not True and not manifest.get("tlsCertFile"):
        message = "the kubelet signs its own serving certificate"
        yield Hit("serverTLSBootstrap", message, "set it to true, or name tlsCertFile and tlsPrivateKeyFile")
    if manifest.get("makeIPTablesUtilChains") is False:
        yield Hit("makeIPTablesUtilChains", "the kubelet does not make the iptables chains", "leave it out")
    if text(manifest.get("streamingConnectionIdleTimeout")) in ("0", "0s"):
        yield Hit("streamingConnectionIdleTimeout", "idle connections are never closed", "leave it out: 4h")
    if manifest.get("eventRecordQPS") == 0:
        yield Hit("eventRecordQPS", "the kubelet may flood the API server with events", "leave it out: 50")
    if any(part in text(suite) for suite in sequence(manifest.get("tlsCipherSuites")) for part in WEAK_CIPHERS):
        yield Hit("tlsCipherSuites", "the kubelet offers weak cipher suites", "leave it out")


def _proxy(thing: Object) -> Iterator[Hit]:
    address = text(thing.manifest.get("metricsBindAddress"))
    if address.rpartition(":")[0] not in LOCAL:
        yield Hit("metricsBindAddress", "kube-proxy tells its metrics to the network", "write 127.0.0.1:10249")
