"""The simulated nodes of a cluster: those given are there, as given, and no others of ours."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.local.errors import LocalError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

    import httpx2

    from seatrial.local.layout import ClusterDirectory
    from seatrial.resource import Manifest

NODES = "/api/v1/nodes"
OURS = "app.kubernetes.io/managed-by=seatrial"
HASH = "seatrial.dev/manifest-hash"
PARALLEL_REQUESTS = 16
TIMEOUT_SECONDS = 30.0
SECONDS_PER_NODE = 0.001


@dataclass(frozen=True, slots=True)
class NodeChanges:
    """Names of nodes by what was done to them."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


@asynccontextmanager
async def connect(directory: ClusterDirectory, server: str) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client of the cluster's API server, as its administrator."""
    import ssl

    import httpx2

    tls = ssl.create_default_context(cafile=directory.pki / "ca.crt")
    tls.load_cert_chain(directory.pki / "admin.crt", directory.pki / "admin.key")
    limits = httpx2.Limits(max_connections=PARALLEL_REQUESTS)
    client = httpx2.AsyncClient(base_url=server, verify=tls, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)
    async with client:
        try:
            yield client
        except httpx2.TransportError as error:
            raise LocalError(
                f"The API server of the local cluster {directory.name} stopped answering",
                fix=f"look at `seatrial logs {directory.name}` and run the command again",
            ) from error


async def sync_nodes(
    client: httpx2.AsyncClient, wanted: Sequence[Manifest], progress: Callable[[int], None]
) -> NodeChanges:
    """Create, change and delete nodes until they are those of `wanted`.

    Args:
        client: see `connect`.
        wanted: Node manifests with unique names; capacity and allocatable in `status`.
        progress: called with the number of nodes done so far.

    Raises:
        LocalError: the API server refuses a node.

    """
    nodes = {node["metadata"]["name"]: _ours(node) for node in wanted}
    present = await _present(client)
    created = tuple(name for name in nodes if name not in present)
    changed = tuple(n for n, node in nodes.items() if n in present and present[n] != _hash_of(node))
    removed = tuple(sorted(set(present) - set(nodes)))
    gate, done = asyncio.Semaphore(PARALLEL_REQUESTS), 0

    async def one(name: str) -> None:
        nonlocal done
        async with gate:
            if name in nodes:
                await _write(client, nodes[name], exists=name in present)
            else:
                await _check(name, await client.delete(f"{NODES}/{name}"), accepted=(200, 202, 404))
        done += 1
        progress(done)

    await asyncio.gather(*(one(name) for name in (*created, *changed, *removed)))
    unchanged = tuple(name for name in nodes if name in present and name not in changed)
    return NodeChanges(created, changed, removed, unchanged)


async def wait_nodes_ready(
    client: httpx2.AsyncClient, names: Sequence[str], progress: Callable[[int], None], patience_seconds: float
) -> None:
    """Return when all of these nodes are Ready and pods can be created in `default`.

    Args:
        client: see `connect`.
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
                fix="look at the log of kwok: `seatrial logs --component kwok`",
            )
        await asyncio.sleep(pause)
    progress(len(names))
    deadline = time.monotonic() + patience_seconds
    # A pod is refused until its namespace has the ServiceAccount, which the controller-manager writes.
    account = "/api/v1/namespaces/default/serviceaccounts/default"
    while (await client.get(account)).status_code != 200:  # noqa: PLR2004  OK
        if time.monotonic() > deadline:
            raise LocalError(
                "The controller-manager did not create the default ServiceAccount",
                fix="look at its log: `seatrial logs --component kube-controller-manager`",
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


async def _present(client: httpx2.AsyncClient) -> dict[str, str]:
    """Name → hash of the nodes that are ours."""
    response = await client.get(
        NODES,
        params={"labelSelector": OURS},
        headers={"Accept": "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"},
    )
    await _check("nodes", response, accepted=(200,))
    items: list[Manifest] = response.json()["items"] or []  # Go writes an empty list as null
    return {n["metadata"]["name"]: n["metadata"].get("annotations", {}).get(HASH, "") for n in items}


async def _write(client: httpx2.AsyncClient, node: Manifest, *, exists: bool) -> None:
    """Server-side apply: of the node, and of its status, which an update of an existing node does not touch."""
    name = node["metadata"]["name"]
    status = {**node, "metadata": {"name": name}}
    status.pop("spec", None)
    writes = [(f"{NODES}/{name}", node)]
    if exists and "status" in node:
        writes.append((f"{NODES}/{name}/status", status))
    for path, body in writes:
        response = await client.patch(
            path,
            params={"fieldManager": "seatrial", "force": "true", "fieldValidation": "Strict"},
            content=json.dumps(body),
            headers={"Content-Type": "application/apply-patch+yaml"},
        )
        await _check(name, response, accepted=(200, 201))


async def _check(name: str, response: httpx2.Response, accepted: tuple[int, ...]) -> None:
    if response.status_code in accepted:
        return
    try:
        reason = response.json()["message"]
    except (ValueError, KeyError, TypeError):
        reason = f"it answered {response.status_code}"
    raise LocalError(f"The local API server refuses {name}: {reason}")


async def _not_ready(client: httpx2.AsyncClient, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    response = await client.get(NODES, params={"labelSelector": OURS, "resourceVersion": "0"})
    await _check("nodes", response, accepted=(200,))
    nodes: list[Manifest] = response.json()["items"] or []
    ready = {node["metadata"]["name"] for node in nodes if _is_ready(node)}
    return [name for name in names if name not in ready]


def _is_ready(node: Manifest) -> bool:
    conditions = node.get("status", {}).get("conditions", ())
    tainted = any(taint["key"] == "node.kubernetes.io/not-ready" for taint in node.get("spec", {}).get("taints", ()))
    # Pods are kept away until the node lifecycle controller takes the taint off, a moment after the condition.
    return not tainted and any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
