"""The command line of each process of the control plane.

Everything listens on 127.0.0.1 alone and speaks TLS; a client shows a certificate. Client limits are raised everywhere:
the defaults protect a shared API server from its forty controllers and make a cluster of one user wait for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.local.layout import ClusterDirectory
    from seatrial.local.settings import Settings

SERVICE_RANGE = "10.96.0.0/16"
COMPONENTS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok")
"""In the order in which they are started; they are ended in the reverse order."""
ETCD_QUOTA_BYTES = 8 * 1024**3
AUDIT_FILE_MEBIBYTES = 50
NO_LISTENER = "--secure-port=0"
"""Nobody scrapes these processes, and their parent knows whether they live: what does not listen needs no port."""


def commands(directory: ClusterDirectory, settings: Settings) -> Mapping[str, list[str]]:
    """Component → argument vector."""
    flags = {
        "etcd": _etcd(directory, settings),
        "kube-apiserver": _apiserver(directory, settings),
        "kube-controller-manager": _controller_manager(directory),
        "kube-scheduler": _scheduler(directory),
        "kwok": _kwok(directory),
    }
    return {name: [settings.binaries[name], *flags[name]] for name in COMPONENTS}


def _etcd(directory: ClusterDirectory, settings: Settings) -> list[str]:
    client, peer = (f"https://127.0.0.1:{settings.ports[port]}" for port in ("etcd", "etcd-peer"))
    pki = directory.pki
    tls = [f"cert-file={pki}/etcd.crt", f"key-file={pki}/etcd.key", f"trusted-ca-file={pki}/etcd-ca.crt"]
    return [
        "--name=seatrial",
        f"--data-dir={directory.etcd}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=seatrial={peer}",
        "--client-cert-auth",
        "--peer-client-cert-auth",
        *(f"--{flag}" for flag in tls),
        *(f"--peer-{flag}" for flag in tls),
        f"--quota-backend-bytes={ETCD_QUOTA_BYTES}",
        "--log-level=warn",
    ]


def _apiserver(directory: ClusterDirectory, settings: Settings) -> list[str]:
    pki = directory.pki
    flags = [
        "--bind-address=127.0.0.1",
        f"--secure-port={settings.ports['apiserver']}",
        "--advertise-address=127.0.0.1",
        # The `kubernetes` Service would need an endpoint, and validation refuses a loopback address there.
        "--endpoint-reconciler-type=none",
        f"--tls-cert-file={pki}/apiserver.crt",
        f"--tls-private-key-file={pki}/apiserver.key",
        f"--client-ca-file={pki}/ca.crt",
        f"--etcd-servers=https://127.0.0.1:{settings.ports['etcd']}",
        f"--etcd-cafile={pki}/etcd-ca.crt",
        f"--etcd-certfile={pki}/apiserver-etcd-client.crt",
        f"--etcd-keyfile={pki}/apiserver-etcd-client.key",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-account-signing-key-file={pki}/service-account.key",
        f"--service-account-key-file={pki}/service-account.pub",
        f"--authentication-config={directory.config}/authentication.json",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        f"--service-cluster-ip-range={SERVICE_RANGE}",
        "--max-requests-inflight=1500",
        "--max-mutating-requests-inflight=1000",
        "--delete-collection-workers=16",
        "--profiling=false",
    ]
    return flags + (_audit(directory) if settings.audit else [])


def _audit(directory: ClusterDirectory) -> list[str]:
    return [
        f"--audit-policy-file={directory.config}/audit-policy.json",
        f"--audit-log-path={directory.logs}/audit.log",
        f"--audit-log-maxsize={AUDIT_FILE_MEBIBYTES}",
        "--audit-log-maxbackup=3",
        "--audit-log-mode=batch",
        "--audit-log-batch-max-size=400",
        "--audit-log-batch-max-wait=1s",
    ]


def _controller_manager(directory: ClusterDirectory) -> list[str]:
    pki = directory.pki
    return [
        NO_LISTENER,
        f"--kubeconfig={directory.kubeconfig('controller-manager')}",
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        f"--root-ca-file={pki}/ca.crt",
        f"--service-account-private-key-file={pki}/service-account.key",
        f"--cluster-signing-cert-file={pki}/ca.crt",
        f"--cluster-signing-key-file={pki}/ca.key",
        f"--service-cluster-ip-range={SERVICE_RANGE}",
        # Addresses of pods come from KWOK, and no kubelet reads the hint of the ttl controller: two writes less a node.
        "--allocate-node-cidrs=false",
        "--controllers=*,-ttl-controller",
        "--kube-api-qps=2000",
        "--kube-api-burst=4000",
        "--concurrent-deployment-syncs=20",
        "--concurrent-replicaset-syncs=20",
        "--concurrent-service-endpoint-syncs=10",
        "--profiling=false",
    ]


def _scheduler(directory: ClusterDirectory) -> list[str]:
    return [
        NO_LISTENER,
        f"--config={directory.config}/scheduler.json",
        "--leader-elect=false",
    ]


def _kwok(directory: ClusterDirectory) -> list[str]:
    return [
        f"--kubeconfig={directory.kubeconfig('kwok')}",
        f"--config={directory.config}/kwok.yaml",
    ]
