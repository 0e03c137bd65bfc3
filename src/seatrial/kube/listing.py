"""Lists, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.kube.errors import Expired
from seatrial.kube.session import JSON
from seatrial.kube.tree import as_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from seatrial.kube.discovery import ApiType
    from seatrial.kube.session import Query, Session
    from seatrial.resource import Manifest

PAGE = 500
METADATA_ONLY = f"{JSON};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


@dataclass(frozen=True, slots=True)
class Selection:
    """Objects of one kind.

    Attributes:
        type: the kind.
        namespace: only there; empty for all.
        labels: label selector, `app=web,tier!=db`.
        fields: field selector, `metadata.name=web`.

    """

    type: ApiType
    namespace: str = ""
    labels: str = ""
    fields: str = ""

    @property
    def path(self) -> str:
        return self.type.path(self.namespace)

    @property
    def query(self) -> Query:
        return {"labelSelector": self.labels, "fieldSelector": self.fields}


@dataclass(frozen=True, slots=True)
class Listing:
    """All objects of a selection at one moment, and the version of that moment."""

    items: tuple[Manifest, ...]
    resource_version: str


async def read_list(
    session: Session,
    selection: Selection,
    *,
    page_size: int = PAGE,
    accept: str = JSON,
    keep: Callable[[Manifest], Manifest] | None = None,
) -> Listing:
    """All objects of the selection, read in pages.

    Args:
        session: where.
        selection: which.
        page_size: objects a request; 0 for all in one.
        accept: the form of the answer; `METADATA_ONLY` leaves out all but the metadata.
        keep: what to keep of an object, so that the rest goes with its page.

    The server forgets the moment of a list after some minutes (410 on a later page). Its answer then carries a token
    to go on with the rest as it is now; that list would mix two moments, so it is read again instead, in one piece.

    Raises:
        ClusterError: the server refuses.

    """
    items: list[Manifest] = []
    token = ""
    while True:
        query: Query = {**selection.query, "limit": page_size or "", "continue": token}
        try:
            answer = await session.read(
                selection.path, what=f"list {selection.type.plural}", query=query, accept=accept
            )
        except Expired:
            if not token:
                raise
            items, token, page_size = [], "", 0
            continue
        items += map(keep, with_type(answer)) if keep else with_type(answer)
        token = answer["metadata"].get("continue", "")
        if not token:
            return Listing(tuple(items), answer["metadata"].get("resourceVersion", ""))


def with_type(answer: dict[str, Any]) -> list[Manifest]:
    """The items with apiVersion and kind, which the server leaves out in lists of built-in kinds."""
    kind = answer["kind"].removesuffix("List")
    head = {"apiVersion": answer["apiVersion"], "kind": kind}
    return [item if "kind" in item else {**head, **item} for item in as_list(answer.get("items"))]
