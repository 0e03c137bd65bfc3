"""A namespace for each team, held to a Pod Security Standard, and its default ServiceAccount without a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.context import metadata
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context

TEAM = "seatrial.dev/team"
PSS = "pod-security.kubernetes.io/"
PINNED = (
    "The version is pinned: a newer Kubernetes with a stricter standard must not stop running teams' pods at upgrade."
)
FIELDS = {"metadata.name": ("namespace",)}
REASONS = {
    f"metadata.labels.{PSS}enforce": "The API server refuses pods that could reach beyond their container: "
    "root, privileges, host namespaces, host paths.",
    f"metadata.labels.{PSS}enforce-version": PINNED,
    f"metadata.labels.{PSS}audit": "The API server writes pods that break `restricted` into its audit log, "
    "also where only `baseline` is enforced.",
    f"metadata.labels.{PSS}audit-version": PINNED,
    f"metadata.labels.{PSS}warn": "kubectl shows the author of a Deployment what its pods will be refused for; "
    "enforcement alone sees only the pods.",
    f"metadata.labels.{PSS}warn-version": PINNED,
}
ACCOUNT_REASONS = {
    "automountServiceAccountToken": "Every pod without an account of its own runs as this one, and would have a token "
    "for the Kubernetes API mounted that it does not need.",
}


def emit(context: Context) -> Iterator[Resource]:
    """Namespace and default ServiceAccount of every team."""
    for team in context.cluster.teams:
        source, name = ("teams", team), context.namespace(team)
        yield Resource(
            {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": metadata(
                    context, name, source=source, component="team", labels={TEAM: team, **_pod_security(context)}
                ),
            },
            source,
            FIELDS,
            REASONS,
        )
        yield Resource(
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": metadata(context, "default", source=source, component="team", app=team, namespace=name),
                "automountServiceAccountToken": False,
            },
            source,
            reasons=ACCOUNT_REASONS,
        )


def _pod_security(context: Context) -> dict[str, str]:
    version = f"v1.{context.version.minor}"
    levels = {"enforce": context.cluster.security.pod_security, "audit": "restricted", "warn": "restricted"}
    labels: dict[str, str] = {}
    for mode, level in levels.items():
        labels[f"{PSS}{mode}"] = level
        labels[f"{PSS}{mode}-version"] = version
    return labels
