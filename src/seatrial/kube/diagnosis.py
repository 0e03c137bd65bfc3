"""What Kubernetes itself says about an object that does not get well: its Events and its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.kube.discovery import ApiType
from seatrial.kube.listing import Selection, read_list
from seatrial.kube.tree import as_mapping

if TYPE_CHECKING:
    from seatrial.kube.session import Session
    from seatrial.resource import Manifest, ResourceKey

EVENTS = ApiType("", "v1", "Event", "events", namespaced=True)
PODS = ApiType("", "v1", "Pod", "pods", namespaced=True)


async def read_events(session: Session, key: ResourceKey, *, uid: str = "") -> tuple[Manifest, ...]:
    """The Events about an object, the latest last.

    Args:
        session: the way to the cluster, `client.session`.
        key: the object.
        uid: only about this very object, not one of the same name before it.

    Raises:
        ClusterError: the server refuses.

    """
    about = {"involvedObject.kind": key.kind, "involvedObject.name": key.name, "involvedObject.uid": uid}
    fields = ",".join(f"{name}={value}" for name, value in about.items() if value)
    # Events about cluster-scoped objects lie in `default`.
    listing = await read_list(session, Selection(EVENTS, key.namespace or "default", fields=fields))
    return tuple(sorted(listing.items, key=last_seen))


def last_seen(event: Manifest) -> str:
    """When an Event happened last; old and new reporters fill different fields."""
    series = as_mapping(event.get("series"))
    times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
    return next((time for time in times if time), event["metadata"].get("creationTimestamp", ""))


async def read_log(
    session: Session, namespace: str, pod: str, *, container: str = "", previous: bool = False, tail: int | None = None
) -> str:
    """The last lines that a container wrote.

    Args:
        session: the way to the cluster, `client.session`.
        namespace: of the pod.
        pod: its name.
        container: needed when the pod has several.
        previous: of the run before the last restart.
        tail: how many lines; None for all that the node has kept.

    Raises:
        ClusterError: the server refuses, or the node does not answer it.

    """
    query = {"container": container, "previous": previous, "tailLines": "" if tail is None else tail}
    what = f"read the log of Pod {namespace}/{pod}"
    body = await session.request("GET", PODS.path(namespace, pod, "log"), what=what, query=query, accept="*/*")
    return body.decode(errors="replace")
