"""Seatrial: one file describes an AI cluster on Kubernetes; it is compiled, checked, proved and run.

The library on one screen. Everything takes values and returns values:

    cluster = load(Path("cluster.yaml").read_text())       or  Cluster(name="vision", services={...})
    resources = compile(cluster, place="prod")
    findings = check(resources)
    print(render(resources))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from seatrial.errors import SeatrialError
from seatrial.finding import Finding, Severity, has_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seatrial.duration import Duration
    from seatrial.location import Position
    from seatrial.quantity import Quantity
    from seatrial.resource import Resource, ResourceKey
    from seatrial.spec.cluster import Cluster
    from seatrial.spec.jobs import Job
    from seatrial.spec.places import Place
    from seatrial.spec.pools import CustomInstance, Pool
    from seatrial.spec.services import Expose, Scale, Service
    from seatrial.spec.storage import Nfs, Storage
    from seatrial.spec.teams import Members, Quota, Team
    from seatrial.spec.values import Budget, GpuRequest, Image, Percent, QuantityRange, Range
    from seatrial.spec.workloads import Resources

__version__ = "0.1.0"

# Imported when first used: `import seatrial` costs nothing, and so neither does `seatrial --help`.
_HOMES = {
    "seatrial.duration": ("Duration",),
    "seatrial.location": ("Position",),
    "seatrial.quantity": ("Quantity",),
    "seatrial.resource": ("Resource", "ResourceKey"),
    "seatrial.spec.cluster": ("Cluster",),
    "seatrial.spec.jobs": ("Job",),
    "seatrial.spec.places": ("Place",),
    "seatrial.spec.pools": ("CustomInstance", "Pool"),
    "seatrial.spec.services": ("Expose", "Scale", "Service"),
    "seatrial.spec.storage": ("Nfs", "Storage"),
    "seatrial.spec.teams": ("Members", "Quota", "Team"),
    "seatrial.spec.values": ("Budget", "GpuRequest", "Image", "Percent", "QuantityRange", "Range"),
    "seatrial.spec.workloads": ("Resources",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022  functions in the order of the journey, then types
    "load",
    "dump",
    "compile",
    "check",
    "render",
    "has_errors",
    "InvalidFileError",
    "SeatrialError",
    "Finding",
    "Severity",
    "Budget",
    "Cluster",
    "CustomInstance",
    "Duration",
    "Expose",
    "GpuRequest",
    "Image",
    "Job",
    "Members",
    "Nfs",
    "Percent",
    "Place",
    "Pool",
    "Position",
    "Quantity",
    "QuantityRange",
    "Quota",
    "Range",
    "Resource",
    "ResourceKey",
    "Resources",
    "Scale",
    "Service",
    "Storage",
    "Team",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'seatrial' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


class InvalidFileError(SeatrialError):
    """The file has errors; `findings` has all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


def load(
    text: str | bytes,
    *,
    file: str = "cluster.yaml",
    read: Callable[[str], bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Cluster:
    """Read a cluster from the text of its file.

    Args:
        text: YAML, as `cluster.yaml` has it.
        file: its name, for the positions of findings.
        read: reads the files that it includes, by the name beside `file`; default: includes are refused.
        environment: values for `${VAR}`; default: none.

    Raises:
        InvalidFileError: the file has errors. `seatrial.spec.load.load` returns them, warnings included.

    """
    from seatrial.spec.load import load as load_all

    loaded = load_all(text, file=file, read=read, environment=environment or {})
    if loaded.cluster is None or has_errors(loaded.findings):
        raise InvalidFileError(loaded.findings)
    return loaded.cluster


def dump(cluster: Cluster) -> str:
    """The cluster as YAML, defaults left out; `load(dump(cluster)) == cluster`."""
    from seatrial.spec.dump import dump as dump_yaml

    return dump_yaml(cluster)


def compile(  # noqa: A001  the word of the field; nobody compiles Python here
    cluster: Cluster, *, place: str = "local", secret_values: Mapping[tuple[str, str], str] | None = None
) -> tuple[Resource, ...]:
    """The Kubernetes resources of a cluster at a place, in the order in which they are applied.

    Args:
        cluster: what to compile.
        place: `local`, or one of `cluster.places`, with its overrides.
        secret_values: (secret, key) → value.

    """
    from seatrial.compiler.passes import compile_cluster

    return compile_cluster(cluster, place=place, secret_values=secret_values or {})


def check(resources: Sequence[Resource]) -> tuple[Finding, ...]:
    """What the rules say about resources; empty is good."""
    from seatrial.checks.engine import check as run_rules

    return run_rules(resources)


def render(resources: Sequence[Resource], *, explain: bool = False) -> str:
    """Resources as YAML; with the reason beside each best-practice field if `explain`. Secret values are masked."""
    from seatrial.compiler.render import render_yaml

    return render_yaml(resources, explain=explain)
