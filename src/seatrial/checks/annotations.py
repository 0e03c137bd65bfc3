"""`ignore.seatrial.dev/POD001: "reason until 2027-01-01"` on an object or a pod template, and other checkers' own.

On an object it covers the object, on a pod template what that template says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.extents import Part
from seatrial.checks.ignores import Ignore
from seatrial.checks.peer_ignores import ANNOTATIONS, read_peer_annotations
from seatrial.checks.position import written_from
from seatrial.checks.until import read_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seatrial.checks.view import Object
    from seatrial.location import Locates

PREFIX = "ignore.seatrial.dev/"


def read_annotations(objects: Iterable[Object], positions: Locates, *, others: bool = False) -> list[Ignore]:
    """Every ignore that an annotation of an object or of its pods gives.

    Args:
        objects: of the check.
        positions: where they are written.
        others: whether the annotations of other checkers count.

    """
    prefixes = (PREFIX, *ANNOTATIONS) if others else (PREFIX,)
    found: list[Ignore] = []
    for thing in objects:
        if thing.annotations and _any(thing.annotations, prefixes):
            found.extend(_read(thing, thing.annotations, "", positions, others=others))
        for pod in thing.pods:
            # A Pod is its own template, and some kinds hand their annotations to their pods.
            annotations = pod.annotations
            if annotations and annotations is not thing.annotations and _any(annotations, prefixes):
                found.extend(_read(thing, annotations, pod.template, positions, others=others))
    return found


def _any(annotations: Mapping[Any, Any], prefixes: tuple[str, ...]) -> bool:
    return any(isinstance(key, str) and key.startswith(prefixes) for key in annotations)


def _read(
    thing: Object, annotations: Mapping[Any, Any], field: str, positions: Locates, *, others: bool
) -> Iterator[Ignore]:
    extent = Part(thing.key, thing.resource.source, field)
    for key, value in annotations.items():
        if isinstance(key, str) and key.startswith(PREFIX):
            reason, until = read_until(value if isinstance(value, str) else "")
            within = f"{field}.metadata.annotations" if field else "metadata.annotations"
            yield Ignore(
                identifiers=(key.removeprefix(PREFIX),),
                reason=reason,
                until=until,
                extent=extent,
                position=positions.locate((*written_from(thing.resource, within), key)),
                form="annotation",
            )
    theirs = tuple(read_peer_annotations(annotations)) if others else ()
    if theirs:
        yield Ignore(identifiers=theirs, extent=extent, form="annotation", ours=False)
