"""From inputs to findings: read everything, then run the rules over all of it as one set."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.annotations import read_annotations
from seatrial.checks.comments import parse_ignores, place
from seatrial.checks.ignores import Ignore, apply_ignores
from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.view import sequence, text
from seatrial.finding import Finding, Severity, sort_findings
from seatrial.gather.files import Input, Kind
from seatrial.gather.parallel import Reading, find_in_parts
from seatrial.location import Position
from seatrial.manifests.locate import Locator
from seatrial.manifests.read import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seatrial.checks.selection import Selection
    from seatrial.manifests.read import File
    from seatrial.manifests.split import Slice
    from seatrial.resource import Resource

UNREADABLE = "MAN009"


class Compiled(NamedTuple):
    """What is to be said about a cluster file, and how many resources it makes."""

    findings: Sequence[Finding]
    resources: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is to be said about everything that was looked at.

    Attributes:
        findings: in the order of files and lines.
        files: how many were read.
        resources: how many Kubernetes objects were checked.
        dockerfiles: how many Dockerfiles were.
        clusters: how many cluster files were.
        others: documents that are no Kubernetes objects.
        hidden: how many findings are ignored, as somebody has decided.
        hidden_by_others: how many of them only the comments and annotations of other checkers hide.
        known: how many findings the baseline hides.
        mended: how many that the baseline knows are no longer found.
        texts: file name → text, for those who mend or show the lines.

    """

    findings: tuple[Finding, ...]
    files: int = 0
    resources: int = 0
    dockerfiles: int = 0
    clusters: int = 0
    others: int = 0
    hidden: int = 0
    hidden_by_others: int = 0
    known: int = 0
    mended: int = 0
    texts: dict[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(slots=True)
class _Heap:
    """What has been read so far."""

    texts: dict[str, str] = field(default_factory=dict[str, str])
    slices: dict[str, Sequence[Slice]] = field(default_factory=dict[str, "Sequence[Slice]"])
    resources: list[Resource] = field(default_factory=list["Resource"])
    findings: list[Finding] = field(default_factory=list[Finding])
    of_dockerfiles: list[Finding] = field(default_factory=list[Finding])
    ignores: list[Ignore] = field(default_factory=list[Ignore])
    files: int = 0
    compiled: int = 0
    dockerfiles: int = 0
    clusters: int = 0
    others: int = 0
    unread: bool = False
    registries: frozenset[str] = frozenset()

    def add(self, file: File, *, named: bool) -> None:
        self.files += 1
        if file.resources:
            self.texts[file.name] = file.text
            self.slices[file.name] = file.slices
        self.resources.extend(file.resources)
        self.findings.extend(file.findings)
        self.others += file.others
        self.unread = self.unread or file.unread
        if named and not file.resources and not file.findings:
            message = "nothing in this file is a Kubernetes object"
            fix = "name a file with manifests, a chart, a kustomization or a Dockerfile"
            self.findings.append(_fault("MAN008", file.name, message, fix, Severity.WARNING))


def review(
    inputs: Sequence[Input],
    choose: Callable[[], Selection],
    context: Context,
    *,
    compiled: Callable[[Input], Compiled],
    rendered: Callable[[Input], Sequence[File]],
    processes: int = 1,
    honour_others: bool = True,
) -> Reviewed:
    """Read and check all inputs.

    Args:
        inputs: what to check.
        choose: gives the rules, whose import takes as long as reading some hundred files does.
        context: what the manifests do not say.
        compiled: what is to be said about a cluster file.
        rendered: the files that a chart or a kustomization makes.
        processes: how many may work at once.
        honour_others: whether what other checkers are told to ignore is ignored.

    """
    # Millions of small values are made and none of them is garbage before the end.
    gc.disable()
    with Reading(inputs, processes) as reading:
        selection = choose()
        read = reading.finish()
    heap = _Heap(registries=_registries(context))
    for item in inputs:
        _take(heap, item, read, selection, compiled, rendered, honour_others=honour_others)
    objects = Inventory(heap.resources, context)
    locator = Locator(heap.slices)
    found = find_in_parts(objects, selection, locator, processes)
    ignores = [*heap.ignores, *_ignores(heap, objects, locator, honour_others=honour_others)]
    kept = apply_ignores((*found, *heap.of_dockerfiles), ignores, selection.codes, context.today)
    return Reviewed(
        sort_findings((*heap.findings, *kept.findings)),
        heap.files, len(heap.resources) + heap.compiled, heap.dockerfiles, heap.clusters, heap.others,
        len(kept.hidden), kept.hidden_by_others, texts=heap.texts,
    )  # fmt: skip


def _ignores(heap: _Heap, objects: Inventory, locator: Locator, *, honour_others: bool) -> list[Ignore]:
    """What the comments and annotations of manifests ignore."""
    comments = [
        comment for name in heap.slices for comment in parse_ignores(heap.texts[name], name, others=honour_others)
    ]
    positions = locator.all_of({comment.position.file for comment in comments})
    return [*place(comments, positions), *read_annotations(objects.objects, locator, others=honour_others)]


def _take(
    heap: _Heap,
    item: Input,
    read: Mapping[str, File],
    selection: Selection,
    compiled: Callable[[Input], Compiled],
    rendered: Callable[[Input], Sequence[File]],
    *,
    honour_others: bool,
) -> None:
    if item.problem:
        message = f"the file cannot be read: {item.problem}"
        heap.findings.append(_fault(UNREADABLE, item.name, message, "check its permissions, or leave it out"))
        heap.unread = True
        return
    match item.kind:
        case Kind.MANIFESTS:
            heap.add(read[item.name], named=item.named)
        case Kind.DOCKERFILE:
            heap.files += 1
            _take_dockerfile(heap, item, selection, honour_others=honour_others)
        case Kind.CLUSTER:
            heap.files += 1
            heap.clusters += 1
            findings, resources = compiled(item)
            heap.findings.extend(findings)
            heap.compiled += resources
        case Kind.CHART | Kind.KUSTOMIZATION:
            for file in rendered(item):
                heap.add(file, named=False)


def _registries(context: Context) -> frozenset[str]:
    """Where images may come from, as the user has set for manifests or for Dockerfiles; empty: from anywhere."""
    listed = (context.settings.get(code, {}).get("registries") for code in ("DOCK027", "IMG005"))
    return frozenset(text(entry).partition("/")[0] for entries in listed for entry in sequence(entries))


def _take_dockerfile(heap: _Heap, item: Input, selection: Selection, *, honour_others: bool) -> None:
    from seatrial.checks.dockerfile_comments import read_dockerfile_ignores
    from seatrial.checks.engine import check_dockerfile
    from seatrial.dockerfile.parse import parse

    content, faults = read_text(item.name, item.data)
    heap.findings.extend(faults)
    if not faults:
        heap.dockerfiles += 1
        heap.texts[item.name] = content
        dockerfile = parse(content, item.name, context=item.context, registries=heap.registries)
        heap.of_dockerfiles.extend(check_dockerfile(dockerfile, selection))
        heap.ignores.extend(read_dockerfile_ignores(dockerfile, others=honour_others))


def _fault(code: str, name: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, position=Position(name, 1, 1))
