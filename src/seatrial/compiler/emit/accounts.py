"""A ServiceAccount for each workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.work import workloads_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context

FIELDS = {"metadata.annotations": ("identity",), "automountServiceAccountToken": ("kubernetes_api",)}
REASONS = {
    "automountServiceAccountToken": (
        "Kubernetes mounts the account's token into every pod that uses it unless the account says no, also into pods"
        " that somebody else starts with it."
    ),
}


def emit(context: Context) -> Iterator[Resource]:
    """An account of its own for each service and job: cloud identities and rights are given to accounts."""
    for work in workloads_of(context):
        manifest = {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": work.metadata(annotations=work.spec.identity),
            "automountServiceAccountToken": work.spec.kubernetes_api,
        }
        yield Resource(manifest, work.source, FIELDS, REASONS)
