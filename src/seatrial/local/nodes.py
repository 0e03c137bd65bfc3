"""The simulated nodes of a cluster: those given are there, as given, and no others of ours."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.kube.access import ClusterAccess, User
from seatrial.kube.client import APPLY_TYPE, FIELD_MANAGER
from seatrial.kube.errors import NotFound
from seatrial.local.errors import LocalError
from seatrial.resource import ResourceKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seatrial.kube.client import Client
    from seatrial.local.layout import ClusterDirectory
    from seatrial.resource import Manifest

NODES = "/api/v1/nodes"
OURS = "app.kubernetes.io/managed-by=seatrial"
HASH = "seatrial.dev/manifest-hash"
DEFAULT_ACCOUNT = "/api/v1/namespaces/default/serviceaccounts/default"
PARALLEL_REQUESTS = 16
"""The API server of two cores answers no faster when it is asked more at once."""
SECONDS_PER_NODE = 0.001


@dataclass(frozen=True, slots=True)
class NodeChanges:
    """Names of nodes by what was done to them."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


def administrator(directory: ClusterDirectory, server: str) -> ClusterAccess:
    """The way to the cluster's API server, as its administrator; it needs no kubeconfig."""
    certificate, key = ((directory.pki / f"admin.{kind}").read_bytes() for kind in ("crt", "key"))
    authority = (directory.pki / "ca.crt").read_bytes()
    return ClusterAccess(directory.context, server, authority=authority, user=User(certificate=certificate, key=key))


async def sync_nodes(client: Client, wanted: Sequence[Manifest], progress: Callable[[int], None]) -> NodeChanges:
    """Create, change and delete nodes until they are those of `wanted`.

    Args:
        client: of the local cluster, as its administrator.
        wanted: Node manifests with unique names; capacity and allocatable in `status`.
        progress: called with the number of nodes done so far.

    Raises:
        ClusterError: the API server refuses a node, or stops answering.

    """
    nodes = {node["metadata"]["name"]: _ours(node) for node in wanted}
    present = await _present(client)
    created = tuple(name for name in nodes if name not in present)
    changed = tuple(n for n, node in nodes.items() if n in present and present[n] != _hash_of(node))
    removed = tuple(sorted(set(present) - set(nodes)))
    done = 0

    async def one(name: str) -> None:
        nonlocal done
        if name in nodes:
            await _write(client, nodes[name], exists=name in present)
        else:
            await client.delete(ResourceKey("", "Node", "", name))
        done += 1
        progress(done)

    await asyncio.gather(*(one(name) for name in (*created, *changed, *removed)))
    unchanged = tuple(name for name in nodes if name in present and name not in changed)
    return NodeChanges(created, changed, removed, unchanged)


async def wait_nodes_ready(
    client: Client, names: Sequence[str], progress: Callable[[int], None], patience_seconds: float
) -> None:
    """Return when all of these nodes are Ready and pods can be created in `default`.

    Args:
        client: of the local cluster, as its administrator.
        names: the nodes.
        progress: called with the number of nodes that are Ready.
        patience_seconds: how long to wait while no further node becomes Ready.

    Raises:
        LocalError: nothing happens any more; the message names a node.

    """
    # A list of many nodes costs the API server more than it gains to know a moment earlier.
    pause = max(0.05, len(names) * SECONDS_PER_NODE)
    ready, deadline = -1, 0.0
    while missing := await _not_ready(client, names):
        if len(names) - len(missing) != ready:
            ready, deadline = len(names) - len(missing), time.monotonic() + patience_seconds
            progress(ready)
        if time.monotonic() > deadline:
            raise LocalError(
                f"{len(missing)} of {len(names)} simulated nodes are not Ready, {missing[0]} among them",
                fix="look at the log of kwok: `seatrial logs kwok`",
            )
        await asyncio.sleep(pause)
    progress(len(names))
    deadline = time.monotonic() + patience_seconds
    # A pod is refused until its namespace has the ServiceAccount, which the controller-manager writes.
    while not await _exists(client, DEFAULT_ACCOUNT):
        if time.monotonic() > deadline:
            raise LocalError(
                "The controller-manager did not create the default ServiceAccount",
                fix="look at its log: `seatrial logs kube-controller-manager`",
            )
        await asyncio.sleep(pause)


def _ours(node: Manifest) -> Manifest:
    """The manifest with the marks by which KWOK and the next `up` know it."""
    metadata = node["metadata"]
    digest = hashlib.sha256(json.dumps(node, sort_keys=True).encode()).hexdigest()[:16]
    labels = {**metadata.get("labels", {}), "app.kubernetes.io/managed-by": "seatrial"}
    annotations = {**metadata.get("annotations", {}), "kwok.x-k8s.io/node": "fake", HASH: digest}
    return {**node, "metadata": {**metadata, "labels": labels, "annotations": annotations}}


def _hash_of(node: Mapping[str, Any]) -> str:
    return str(node["metadata"]["annotations"][HASH])


async def _present(client: Client) -> dict[str, str]:
    """Name → hash of the nodes that are ours."""
    found = await client.session.read(
        NODES,
        what="list the simulated nodes",
        query={"labelSelector": OURS},
        accept="application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
    )
    items: list[Manifest] = found["items"] or []  # Go writes an empty list as null
    return {n["metadata"]["name"]: n["metadata"].get("annotations", {}).get(HASH, "") for n in items}


async def _write(client: Client, node: Manifest, *, exists: bool) -> None:
    """Server-side apply: of the node, and of its status, which an update of an existing node does not touch."""
    name = node["metadata"]["name"]
    status = {**node, "metadata": {"name": name}}
    status.pop("spec", None)
    writes = [(f"{NODES}/{name}", node)]
    if exists and "status" in node:
        writes.append((f"{NODES}/{name}/status", status))
    for path, body in writes:
        await client.session.request(
            "PATCH",
            path,
            what=f"apply Node {name}",
            query={"fieldManager": FIELD_MANAGER, "force": True, "fieldValidation": "Strict"},
            body=json.dumps(body).encode(),
            content_type=APPLY_TYPE,
        )


async def _exists(client: Client, path: str) -> bool:
    try:
        await client.raw(path)
    except NotFound:
        return False
    return True


async def _not_ready(client: Client, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    # Version 0: as the API server has it in its cache, which costs etcd nothing.
    query = {"labelSelector": OURS, "resourceVersion": "0"}
    found = await client.session.read(NODES, what="list the simulated nodes", query=query)
    nodes: list[Manifest] = found["items"] or []
    ready = {node["metadata"]["name"] for node in nodes if _is_ready(node)}
    return [name for name in names if name not in ready]


def _is_ready(node: Manifest) -> bool:
    conditions = node.get("status", {}).get("conditions", ())
    tainted = any(taint["key"] == "node.kubernetes.io/not-ready" for taint in node.get("spec", {}).get("taints", ()))
    # Pods are kept away until the node lifecycle controller takes the taint off, a moment after the condition.
    return not tainted and any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
