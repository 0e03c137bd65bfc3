"""Which objects belong together: ApplySets of KEP-3659, so that other tools see the same sets."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.compiler.runs import is_run
from seatrial.finding import Finding, Severity
from seatrial.planner.fields import annotation, text
from seatrial.resource import Manifest, Resource, ResourceKey

if TYPE_CHECKING:
    from collections.abc import Iterable

ID_LABEL = "applyset.kubernetes.io/id"
PART_OF_LABEL = "applyset.kubernetes.io/part-of"
TOOLING = "applyset.kubernetes.io/tooling"
GROUP_KINDS = "applyset.kubernetes.io/contains-group-kinds"
NAMESPACES = "applyset.kubernetes.io/additional-namespaces"
RUNS = "seatrial.dev/runs"
"""Ours, not the KEP's: jobs that run once and were started, so that none is started twice."""
TOOL = "seatrial"


@dataclass(frozen=True, slots=True)
class ApplySet:
    """What the parent object of a set says of its members.

    Attributes:
        parent: the Secret that stands for the set.
        group_kinds: `ConfigMap`, `Deployment.apps`: kinds that may have members.
        namespaces: namespaces that may have members; empty string for cluster-scoped ones is left out.
        runs: `namespace/name` of each Job that runs once and was started, still there or not.

    """

    parent: ResourceKey
    group_kinds: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The value of the part-of label: unpadded URL-safe base64 of SHA-256 of `name.namespace.kind.group`."""
        parent = self.parent
        source = f"{parent.name}.{parent.namespace}.{parent.kind}.{parent.group}"
        digest = base64.urlsafe_b64encode(hashlib.sha256(source.encode()).digest()).decode().rstrip("=")
        return f"applyset-{digest}-v1"

    def __or__(self, other: ApplySet) -> ApplySet:
        """The superset that is written before an apply: whatever crashes, every member stays findable.

        Its runs are those of the left side, what is recorded: a run of the right side has not started yet.
        """
        return ApplySet(
            self.parent, self.group_kinds | other.group_kinds, self.namespaces | other.namespaces, self.runs
        )

    def manifest(self, version: str) -> Manifest:
        """The parent object as it is applied.

        Args:
            version: of Seatrial, for the tooling annotation.

        """
        others = sorted(self.namespaces - {self.parent.namespace, ""})
        annotations = {TOOLING: f"{TOOL}/v{version}", GROUP_KINDS: ",".join(sorted(self.group_kinds))}
        if others:
            annotations[NAMESPACES] = ",".join(others)
        if self.runs:
            annotations[RUNS] = ",".join(sorted(self.runs))
        return {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": self.parent.name,
                "namespace": self.parent.namespace,
                "labels": {ID_LABEL: self.id, "app.kubernetes.io/managed-by": TOOL},
                "annotations": annotations,
            },
        }


def parent_key(cluster: str, namespace: str) -> ResourceKey:
    """The parent Secret of a file's set.

    Args:
        cluster: the file's `name`.
        namespace: one that exists before the first apply and outlives the last.

    """
    return ResourceKey("", "Secret", namespace, f"seatrial-{cluster}")


def applyset_of(parent: ResourceKey, keys: Iterable[ResourceKey], *, runs: Iterable[str] = ()) -> ApplySet:
    """The set that holds exactly these members, and has started these runs."""
    members = tuple(keys)
    return ApplySet(
        parent,
        frozenset(key.group_kind for key in members),
        frozenset(key.namespace for key in members if key.namespace),
        frozenset(runs),
    )


def read_parent(parent: ResourceKey, live: Manifest | None) -> ApplySet:
    """What a live parent says; an empty set where there is none yet."""
    if not live:
        return ApplySet(parent)
    kinds = (kind.strip() for kind in annotation(live, GROUP_KINDS).split(","))
    namespaces = {name.strip() for name in annotation(live, NAMESPACES).split(",")} | {parent.namespace}
    runs = {name.strip() for name in annotation(live, RUNS).split(",")}
    return ApplySet(
        parent, frozenset(kind for kind in kinds if kind), frozenset(n for n in namespaces if n), frozenset(runs - {""})
    )


def run_names(resources: Iterable[Resource]) -> frozenset[str]:
    """`namespace/name` of the Jobs among them that run once, see `docs/decisions/0005-jobs.md`."""
    return frozenset(f"{each.namespace}/{each.name}" for each in resources if is_run(each.manifest))


def label_member(manifest: Manifest, applyset_id: str) -> Manifest:
    """The manifest with the label that makes it a member."""
    metadata = manifest["metadata"]
    return {**manifest, "metadata": {**metadata, "labels": {**metadata.get("labels", {}), PART_OF_LABEL: applyset_id}}}


def find_applyset_problems(
    resources: Iterable[Resource], parent: ResourceKey, live: Manifest | None
) -> tuple[Finding, ...]:
    """What makes a set not ours to write: another tool's parent, or members that already name a set."""
    findings = [
        Finding(
            code="PLAN002",
            severity=Severity.ERROR,
            message=f"{resource.key} already carries the label {PART_OF_LABEL}",
            fix="remove the label; Seatrial writes it",
            resource=resource.key,
            field=f'metadata.labels."{PART_OF_LABEL}"',
        )
        for resource in resources
        if text(resource.manifest, "metadata", "labels", PART_OF_LABEL)
    ]
    if live:
        tool = annotation(live, TOOLING)
        wanted = ApplySet(parent).id
        if tool.partition("/")[0] != TOOL or text(live, "metadata", "labels", ID_LABEL) != wanted:
            findings.append(
                Finding(
                    code="PLAN003",
                    severity=Severity.ERROR,
                    message=f"{parent} exists and is not a set of Seatrial's: its tooling is {tool or 'not given'}",
                    fix="give the cluster another name, or remove the other tool's set",
                    resource=parent,
                    why="two tools that prune the same set delete each other's objects",
                )
            )
    return tuple(findings)
