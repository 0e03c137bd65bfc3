"""The few requests that the supervisor makes while a cluster starts, on the standard library alone.

The supervisor lives as long as the cluster does, so it imports little and keeps nothing open.
"""

from __future__ import annotations

import http.client
import ssl
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.local.layout import ClusterDirectory

TIMEOUT_SECONDS = 5.0
ROLES = {
    "/apis/rbac.authorization.k8s.io/v1/clusterroles/seatrial:kwok": "kwok-role.yaml",
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/seatrial:kwok": "kwok-role-binding.yaml",
    "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/seatrial-kwok": "kwok-flow-schema.yaml",
}
NODE_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"


class ApiServer:
    """The API server of one local cluster, spoken to as its administrator."""

    def __init__(self, directory: ClusterDirectory, port: int) -> None:
        self._pki = directory.pki
        self._port = port
        self._tls: dict[str, ssl.SSLContext] = {}

    def answers(self) -> bool:
        """Whether it serves an administrator, and has the namespace that KWOK writes leases into."""
        return self._has("/api/v1/namespaces/kube-node-lease")

    def is_ready(self) -> bool:
        """Whether all is there that it starts with, RBAC's bootstrap roles above all: a second or two later."""
        return self._has("/readyz")

    def grant_kwok_its_role(self) -> None:
        """Write KWOK's role by server-side apply.

        Raises:
            OSError: the API server does not answer, or refuses.

        """
        folder = resources.files("seatrial.local") / "roles"
        for path, file in ROLES.items():
            body = (folder / file).read_bytes()
            status = self._request(
                "PATCH",
                f"{path}?fieldManager=seatrial&force=true",
                body,
                {"Content-Type": "application/apply-patch+yaml"},
            )
            if status not in (http.client.OK, http.client.CREATED):
                raise OSError(f"the API server answered {status} to {path}")

    def kwok_has_its_role(self) -> bool:
        """Whether the authorizer knows the role already: its caches follow a write a moment later."""
        return self._has(f"{NODE_LEASES}?limit=1", user="kwok")

    def forget_node_leases(self) -> None:
        """Delete the leases of all nodes.

        Every KWOK process takes a new identity, and waits for the lease of the one before to expire: 40 s in which no
        pod would start. The node lifecycle controller forgives a missing lease for longer than KWOK takes to write one.

        Raises:
            OSError: the API server does not answer.

        """
        self._request("DELETE", NODE_LEASES)

    def _has(self, path: str, user: str = "admin") -> bool:
        try:
            return self._request("GET", path, user=user) == http.client.OK
        except OSError:
            return False

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        user: str = "admin",
    ) -> int:
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self._port, timeout=TIMEOUT_SECONDS, context=self._context(user)
        )
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            response.read()
        except http.client.HTTPException as error:
            raise OSError(f"the API server broke off: {error!r}") from error
        finally:
            connection.close()
        return response.status

    def _context(self, user: str) -> ssl.SSLContext:
        if user not in self._tls:
            tls = ssl.create_default_context(cafile=self._pki / "ca.crt")
            tls.load_cert_chain(self._pki / f"{user}.crt", self._pki / f"{user}.key")
            self._tls[user] = tls
        return self._tls[user]
