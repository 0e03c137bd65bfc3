"""The shapes of `-o json` and `-o yaml`, versioned `seatrial/v1`.

docs/reference/output/ holds their JSON Schemas, generated from these types. A field is added, never changed in meaning.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Severity = Literal["error", "warning", "info"]
ScanSeverity = Literal["critical", "high", "medium", "low", "negligible", "unknown"]


class Document(msgspec.Struct, kw_only=True, rename="camel"):
    """What every document starts with; the tag is its kind."""

    api_version: Literal["seatrial/v1"] = "seatrial/v1"


class Item(msgspec.Struct, kw_only=True, rename="camel"):
    """A part of a document."""


class ObjectName(Item):
    """A Kubernetes object."""

    kind: str
    name: str
    group: str = ""
    namespace: str = ""


class FindingItem(Item):
    """One problem."""

    code: str
    severity: Severity
    message: str
    fix: str = ""
    why: str = ""
    file: str = ""
    line: Annotated[int, msgspec.Meta(ge=0, description="1 is the first line; 0: the input has no lines")] = 0
    column: Annotated[int, msgspec.Meta(ge=0)] = 0
    field: str = ""
    resource: ObjectName | None = None
    aliases: Annotated[list[str], msgspec.Meta(description="the identifiers under which other checkers know it")] = []


class Findings(Document, tag="Findings", tag_field="kind"):
    """What `check` found."""

    findings: list[FindingItem]
    errors: int
    warnings: int
    resources_checked: int = 0
    rules_run: int = 0


class Error(Document, tag="Error", tag_field="kind"):
    """What any command prints in place of its document when it could not do its work."""

    message: str
    exit_code: int
    fix: str = ""
    findings: list[FindingItem] = []


class RuleItem(Item):
    """One rule."""

    code: str
    name: str
    severity: Severity
    summary: str
    aliases: list[str] = []


class Rules(Document, tag="Rules", tag_field="kind"):
    """What `check --list` prints."""

    rules: list[RuleItem]


class Rule(Document, tag="Rule", tag_field="kind"):
    """What `check --explain` prints."""

    rule: RuleItem
    page: Annotated[str, msgspec.Meta(description="Markdown")]


class Explanation(Document, tag="Explanation", tag_field="kind"):
    """What `explain` prints."""

    field: FieldItem


class FieldItem(Item):
    """One field of the cluster file."""

    path: Annotated[str, msgspec.Meta(description="empty for the whole file")]
    type: str
    description: str
    required: bool
    unit: str = ""
    default: str = ""
    choices: list[str] = []
    fields: Annotated[list[FieldItem], msgspec.Meta(description="those below it; with --recursive, theirs too")] = []


class PriceItem(Item):
    """US dollars an hour; null is unknown, never 0."""

    minimum: float | None
    maximum: float | None


class PoolCost(Item):
    """What a pool costs."""

    pool: str
    instance: str
    nodes_minimum: int
    nodes_maximum: int
    spot: bool
    usd_per_hour: PriceItem
    source: str = ""


class Cost(Document, tag="Cost", tag_field="kind"):
    """What `cost` prints."""

    place: str
    region: str
    pools: list[PoolCost]
    usd_per_hour: PriceItem
    usd_per_month: PriceItem
    unknown: list[str] = []


class VulnerabilityItem(Item):
    """A package of an image with a known vulnerability."""

    id: str
    severity: ScanSeverity
    package: str
    installed: str
    fixed_in: Annotated[str, msgspec.Meta(description="empty: no version mends it yet")] = ""
    title: str = ""
    ecosystem: str = ""
    paths: list[str] = []
    url: str = ""
    aliases: list[str] = []


class SecretItem(Item):
    """A credential in an image; never its value."""

    id: Annotated[str, msgspec.Meta(description="the scanner's rule")]
    severity: ScanSeverity
    title: str = ""
    file: str = ""
    line: Annotated[int, msgspec.Meta(ge=0, description="0: not known")] = 0


class IgnoredItem(Item):
    """What was found and somebody has decided to live with."""

    id: str
    severity: ScanSeverity
    package: Annotated[str, msgspec.Meta(description="empty for a secret")] = ""
    reason: str = ""
    by: Annotated[str, msgspec.Meta(description="the list that says so")] = ""


class PositionItem(Item):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int


class ScannedImage(Item):
    """One image; with an error, nothing is known about it."""

    image: str
    system: str = ""
    unsupported: Annotated[bool, msgspec.Meta(description="that system gets no more updates")] = False
    named_at: list[PositionItem] = []
    vulnerabilities: list[VulnerabilityItem] = []
    secrets: list[SecretItem] = []
    ignored: list[IgnoredItem] = []
    without_fix: Annotated[int, msgspec.Meta(ge=0, description="left out by --only-fixed")] = 0
    error: str = ""
    fix: str = ""


class Scan(Document, tag="Scan", tag_field="kind"):
    """What `scan` prints."""

    scanner: str
    fail_on: ScanSeverity
    passed: Annotated[bool, msgspec.Meta(description="nothing at or above failOn, and every image was scanned")]
    counts: Annotated[dict[str, int], msgspec.Meta(description="by severity, of all images")]
    failed: Annotated[int, msgspec.Meta(ge=0, description="images that could not be scanned")]
    images: list[ScannedImage]
    notes: Annotated[list[FindingItem], msgspec.Meta(description="about the ignore lists")] = []


class ReadinessItem(Item):
    """How one object is."""

    object: ObjectName
    state: str
    reason: str = ""


class Outcome(Document, tag="Outcome", tag_field="kind"):
    """What `apply`, `up` and `delete` print at their end."""

    cluster: str
    context: str
    result: Literal["ready", "applied", "failed", "timed-out", "refused"]
    written: Annotated[int, msgspec.Meta(ge=0, description="created or changed by this run")] = 0
    created: Annotated[int, msgspec.Meta(ge=0, description="in the plan, as the next two")] = 0
    changed: int = 0
    unchanged: int = 0
    pruned: Annotated[int, msgspec.Meta(ge=0, description="deleted by this run")] = 0
    seconds: float = 0.0
    not_ready: list[ReadinessItem] = []
    failures: list[str] = []


class ProcessItem(Item):
    """One process of a local control plane."""

    name: str
    running: bool
    pid: int | None = None
    restarts: int = 0


class NodeItem(Item):
    """Nodes of one pool."""

    pool: str
    ready: int
    total: int
    gpus: int = 0
    gpus_used: int = 0


class WorkloadItem(Item):
    """Pods of one service or job."""

    name: str
    namespace: str
    ready: int
    total: int


class Status(Document, tag="Status", tag_field="kind"):
    """What `status` prints."""

    cluster: str
    context: str = ""
    running: bool = False
    server: str = ""
    processes: list[ProcessItem] = []
    nodes: list[NodeItem] = []
    workloads: list[WorkloadItem] = []
    objects: list[ReadinessItem] = []


class LocalChange(Document, tag="LocalChange", tag_field="kind"):
    """What `down` and `reset` print."""

    cluster: str
    result: Literal["stopped", "was-not-running", "deleted", "was-not-there"]


class Logs(Document, tag="Logs", tag_field="kind"):
    """What `logs` prints."""

    cluster: str
    component: str
    lines: list[str]


DOCUMENTS: tuple[type[Document], ...] = (
    Cost,
    Error,
    Explanation,
    Findings,
    LocalChange,
    Logs,
    Outcome,
    Rule,
    Rules,
    Scan,
    Status,
)
"""All but the Plan, which `planner/document.py` has, because it is also read again."""
