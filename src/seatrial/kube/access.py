"""Where a cluster is and who we are there: one context of a kubeconfig, resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


@dataclass(frozen=True, slots=True)
class ExecPlugin:
    """A program that prints credentials (`client.authentication.k8s.io`).

    Attributes:
        command: the program; relative paths are already resolved against the kubeconfig's folder.
        api_version: `client.authentication.k8s.io/v1` or `…/v1beta1`.
        arguments: its arguments.
        environment: variables added to ours.
        interactive_mode: `Never`, `IfAvailable` or `Always`: whether it may talk to the user on standard input.
        provide_cluster_info: whether it is told the server's address and CA.
        install_hint: what the kubeconfig says about getting the program.
        cluster_config: the cluster's extension `client.authentication.k8s.io/exec`, handed to the program.

    """

    command: str
    api_version: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    interactive_mode: str = "IfAvailable"
    provide_cluster_info: bool = False
    install_hint: str = ""
    cluster_config: Any = None


@dataclass(frozen=True, slots=True)
class User:
    """Who we are. At most one kind of credential is used: certificate and one of token, basic or exec.

    Attributes:
        certificate: client certificate, PEM; goes with `key`.
        key: its private key, PEM.
        token: bearer token.
        token_file: file with a bearer token, read again when it changes; wins over `token`.
        username: for basic authentication, which only proxies before the API server still take.
        password: goes with `username`.
        plugin: program that prints a token or a certificate.
        impersonate: `Impersonate-…` headers from `as`, `as-uid`, `as-groups` and `as-user-extra`.

    """

    certificate: bytes | None = field(default=None, repr=False)
    key: bytes | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    token_file: Path | None = None
    username: str = ""
    password: str = field(default="", repr=False)
    plugin: ExecPlugin | None = None
    impersonate: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterAccess:
    """Everything needed to connect.

    Attributes:
        context: name of the context; `in-cluster` inside a pod.
        server: URL of the API server, without a slash at its end.
        namespace: the context's namespace.
        authority: CA certificates to trust, PEM; None for those of the system.
        insecure: do not verify the server's certificate.
        tls_server_name: name to verify instead of the host of `server`.
        proxy_url: HTTP proxy on the way; may hold a password.
        user: who we are.

    """

    context: str
    server: str
    namespace: str = "default"
    authority: bytes | None = field(default=None, repr=False)
    insecure: bool = False
    tls_server_name: str = ""
    proxy_url: str = field(default="", repr=False)
    user: User = field(default_factory=User)


def access_in_cluster(environment: Mapping[str, str], folder: Path = SERVICE_ACCOUNT) -> ClusterAccess | None:
    """The access that a pod has through its ServiceAccount; None outside a pod."""
    host, port = environment.get("KUBERNETES_SERVICE_HOST"), environment.get("KUBERNETES_SERVICE_PORT")
    if not host or not port or not (folder / "token").is_file():
        return None
    authority, namespace = folder / "ca.crt", folder / "namespace"
    return ClusterAccess(
        context="in-cluster",
        server=f"https://{f'[{host}]' if ':' in host else host}:{port}",
        namespace=namespace.read_text().strip() if namespace.is_file() else "default",
        authority=authority.read_bytes() if authority.is_file() else None,
        # The kubelet replaces the token about every 50 minutes: it is read from the file, never kept.
        user=User(token_file=folder / "token"),
    )
