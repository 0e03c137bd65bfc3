"""Look at the pods behind objects that are not ready: the worst one's events and last words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.kube.diagnosis import read_events, read_log
from seatrial.kube.errors import ClusterError
from seatrial.live.outcome import Diagnosis
from seatrial.live.together import together
from seatrial.planner.fields import items, mapping, number, text
from seatrial.planner.readiness.pods import pod_trouble, worst_pod
from seatrial.resource import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.kube.client import Client
    from seatrial.resource import Manifest

LOOKED_AT = 20
"""Workloads whose pods are read at most: a thousand unready ones have the same few reasons."""
EVENTS = 5
LOG_LINES = 20


async def read_pods(client: Client, manifests: Sequence[Manifest]) -> dict[str, tuple[Manifest, ...]]:
    """UID of an object → the pods that its selector matches, for the first objects that have one."""
    selecting = [manifest for manifest in manifests if _selector(manifest)][:LOOKED_AT]
    served = await client.type_of("", "Pod")

    async def read(manifest: Manifest) -> tuple[Manifest, ...]:
        namespace = text(manifest, "metadata", "namespace")
        try:
            return (await client.list(served, namespace=namespace, labels=_selector(manifest))).items
        except ClusterError:
            return ()  # the wait goes on without the reason

    found = await together(read(manifest) for manifest in selecting)
    uids = (text(manifest, "metadata", "uid") for manifest in selecting)
    return dict(zip(uids, found, strict=True))


async def diagnose(client: Client, manifests: Sequence[Manifest | None]) -> Diagnosis | None:
    """The worst pod of these objects, with its events and the end of its log; None when no pod has trouble."""
    try:
        objects = [manifest for manifest in manifests if manifest]
        pods = [pod for found in (await read_pods(client, objects)).values() for pod in found]
        pods += [manifest for manifest in objects if text(manifest, "kind") == "Pod"]
        worst = worst_pod(pods)
        if worst is None:
            return None
        worst = {"apiVersion": "v1", "kind": "Pod", **worst}
        events = await read_events(client.session, key_of(worst), uid=text(worst, "metadata", "uid"))
    except ClusterError:
        return None  # the failure that is diagnosed is what the user must see
    name = f"{text(worst, 'metadata', 'namespace')}/{text(worst, 'metadata', 'name')}"
    lines = tuple(f"{text(event, 'reason')}: {text(event, 'message')}" for event in events[-EVENTS:])
    return Diagnosis(name, pod_trouble(worst), lines, await _last_words(client, worst))


async def _last_words(client: Client, pod: Manifest) -> tuple[str, ...]:
    """The log of the container that failed or restarted most; empty when none has run."""
    ran = [s for s in items(pod, "status", "containerStatuses") if number(s, "restartCount") or _has_started(s)]
    if not ran:
        return ()
    worst = max(ran, key=lambda status: number(status, "restartCount"))
    is_down = bool(mapping(worst, "state", "waiting")) and bool(number(worst, "restartCount"))
    try:
        log = await read_log(
            client.session,
            text(pod, "metadata", "namespace"),
            text(pod, "metadata", "name"),
            container=text(worst, "name"),
            previous=is_down,
            tail=LOG_LINES,
        )
    except ClusterError:
        return ()  # simulated nodes have no logs
    return tuple(log.splitlines())


def _has_started(status: Manifest) -> bool:
    return bool(mapping(status, "state", "running")) or bool(mapping(status, "state", "terminated"))


def _selector(manifest: Manifest) -> str:
    """The label selector of a workload as a query; empty where it has none, or one that is more than labels."""
    labels = mapping(manifest, "spec", "selector", "matchLabels")
    if not labels or mapping(manifest, "spec", "selector").keys() != {"matchLabels"}:
        return ""
    return ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
