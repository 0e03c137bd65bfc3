"""Custom kinds on the local cluster: definitions that take every field, for kinds that an add-on brings elsewhere.

A Gateway controller or the Prometheus operator brings its kinds to a real cluster. Here nothing would act on them, so
their objects are only kept: the definition has no schema of its own, and says so in an annotation.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.local.errors import LocalError
from seatrial.planner.fields import is_true
from seatrial.resource import ResourceKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.kube.client import Client
    from seatrial.resource import Manifest, Resource

MANAGER = "seatrial-local"
ESTABLISHED_SECONDS = 10.0
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class CustomKind:
    """A namespaced kind that an add-on defines."""

    group: str
    kind: str
    plural: str

    @property
    def key(self) -> ResourceKey:
        return ResourceKey("apiextensions.k8s.io", "CustomResourceDefinition", "", f"{self.plural}.{self.group}")


KINDS = (
    CustomKind("gateway.networking.k8s.io", "HTTPRoute", "httproutes"),
    CustomKind("monitoring.coreos.com", "PodMonitor", "podmonitors"),
)


async def install_definitions(client: Client, resources: Iterable[Resource]) -> tuple[str, ...]:
    """Define the custom kinds among the resources that the cluster does not serve; their names.

    Args:
        client: of the local cluster.
        resources: what will be applied.

    Raises:
        LocalError: the API server does not take a definition into use.

    """
    used = {(resource.key.group, resource.kind): resource.manifest["apiVersion"] for resource in resources}
    wanted = [kind for kind in KINDS if (kind.group, kind.kind) in used]
    if not wanted:
        return ()
    served = await client.discover()
    missing = [kind for kind in wanted if served.find(kind.group, kind.kind) is None]
    for kind in missing:
        await client.apply(definition(kind, used[kind.group, kind.kind].rpartition("/")[2]), manager=MANAGER)
    for kind in missing:
        await _wait_established(client, kind)
    if missing:
        await client.discover(anew=True)
    return tuple(kind.key.name for kind in missing)


def definition(kind: CustomKind, version: str) -> Manifest:
    """A CustomResourceDefinition that keeps every field."""
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    metadata: Manifest = {
        "name": kind.key.name,
        "annotations": {"seatrial.dev/simulated": "no controller acts on these objects here"},
    }
    if kind.group.endswith(".k8s.io"):
        # The API server refuses definitions in protected groups without a word about their review.
        metadata["annotations"]["api-approved.kubernetes.io"] = "unapproved, a local stand-in"
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": metadata,
        "spec": {
            "group": kind.group,
            "names": {"kind": kind.kind, "plural": kind.plural, "singular": kind.kind.lower()},
            "scope": "Namespaced",
            "versions": [
                {
                    "name": version,
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": anything},
                    "subresources": {"status": {}},
                }
            ],
        },
    }


async def _wait_established(client: Client, kind: CustomKind) -> None:
    for _ in range(int(ESTABLISHED_SECONDS / POLL_SECONDS)):
        if is_true(await client.find(kind.key), "Established"):
            return
        await asyncio.sleep(POLL_SECONDS)
    raise LocalError(
        f"{kind.key} is not Established after {ESTABLISHED_SECONDS:g} s", fix="see: seatrial logs kube-apiserver"
    )
