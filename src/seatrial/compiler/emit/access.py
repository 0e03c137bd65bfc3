"""Roles of a team's members, and who has them.

Every rule names its resources and verbs. None has `escalate`, `bind` or `impersonate`, with which a member could give
themselves the rest, and none touches quotas, network policies or the namespace's labels. Who may start pods can mount
the namespace's Secrets into them, whatever RBAC says about reading Secrets: Kubernetes has no finer right. So an
engineer cannot list or read Secrets, and secrets that engineers must not use belong in another team's namespace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.context import metadata
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.compiler.context import Context

RBAC = "rbac.authorization.k8s.io"
READ = ["get", "list", "watch"]
WRITE = ["create", "delete", "patch", "update"]
ALL = sorted([*READ, *WRITE])


def rule(group: str, resources: Sequence[str], verbs: Sequence[str]) -> dict[str, list[str]]:
    return {"apiGroups": [group], "resources": sorted(resources), "verbs": list(verbs)}


WORKLOADS = (
    ("apps", ["deployments", "statefulsets"]),
    ("batch", ["cronjobs", "jobs"]),
    ("autoscaling", ["horizontalpodautoscalers"]),
    ("policy", ["poddisruptionbudgets"]),
    ("networking.k8s.io", ["ingresses"]),
    ("gateway.networking.k8s.io", ["httproutes"]),
)
CORE = ["configmaps", "persistentvolumeclaims", "pods", "services"]
WATCHED = [
    rule("", [*CORE, "endpoints", "events", "limitranges", "pods/log", "resourcequotas", "serviceaccounts"], READ),
    rule("apps", ["controllerrevisions", "daemonsets", "replicasets"], READ),
    rule("discovery.k8s.io", ["endpointslices"], READ),
    rule("events.k8s.io", ["events"], READ),
    rule("metrics.k8s.io", ["pods"], ["get", "list"]),
    rule("networking.k8s.io", ["networkpolicies"], READ),
]
RUN = [
    *(rule(group, resources, ALL) for group, resources in WORKLOADS),
    rule("", CORE, WRITE),
    # Clients up to kubectl 1.34 open these streams with GET, newer ones with POST: the verb follows the method.
    rule("", ["pods/attach", "pods/exec", "pods/portforward"], ["create", "get"]),
    rule("", ["pods/ephemeralcontainers"], ["get", "patch", "update"]),
    rule("", ["pods/eviction"], ["create"]),
    rule("apps", ["deployments/scale", "statefulsets/scale"], ["get", "patch", "update"]),
]
ADMINISTER = [
    rule("", ["secrets"], ALL),
    rule("", ["serviceaccounts"], WRITE),
    rule("apps", ["daemonsets"], WRITE),
    # Without `escalate` and `bind` the API server lets them grant no more than they hold.
    rule(RBAC, ["rolebindings", "roles"], ALL),
]
ROLES: Mapping[str, list[dict[str, list[str]]]] = {
    "viewer": [*WATCHED, *(rule(group, resources, READ) for group, resources in WORKLOADS)],
    "engineer": [*WATCHED, *RUN],
    "admin": [*WATCHED, *RUN, *ADMINISTER],
}
REASONS = {
    "viewer": {"rules": "Reads everything but Secrets: `get` on a Secret is its value, and `list` is every value."},
    "engineer": {
        "rules": "Runs and debugs workloads. No wildcards: a rule with `*` also covers kinds that are installed later."
    },
    "admin": {
        "rules": "Secrets, accounts and roles too, but not quota, network policies or Pod Security: "
        "what protects other teams is not the team's to change."
    },
}
BINDING_REASONS = {
    "roleRef": "A Role of this namespace, not a ClusterRole: it grants nothing anywhere else.",
}


def emit(context: Context) -> Iterator[Resource]:
    """Three Roles for each team, and a RoleBinding for each that somebody has."""
    for team, spec in context.cluster.teams.items():
        namespace = context.namespace(team)
        for role, rules in ROLES.items():
            source = ("teams", team, "members", role)
            about = metadata(context, f"team-{role}", source=source, component="access", app=team, namespace=namespace)
            yield Resource(
                {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": about, "rules": rules},
                source,
                reasons=REASONS[role],
            )
            members: tuple[str, ...] = getattr(spec.members, role)
            if members:
                yield Resource(
                    {
                        "apiVersion": f"{RBAC}/v1",
                        "kind": "RoleBinding",
                        "metadata": about,
                        "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": f"team-{role}"},
                        "subjects": [subject(member) for member in members],
                    },
                    source,
                    {f"subjects[{number}]": (number,) for number in range(len(members))},
                    BINDING_REASONS,
                )


def subject(member: str) -> dict[str, Any]:
    """`ana`, `group:analysts` or `serviceaccount:ci/deployer` as RBAC writes it."""
    kind, _, name = member.partition(":")
    if kind == "serviceaccount":
        namespace, _, account = name.partition("/")
        return {"kind": "ServiceAccount", "name": account, "namespace": namespace}
    if kind == "group":
        return {"apiGroup": RBAC, "kind": "Group", "name": name}
    return {"apiGroup": RBAC, "kind": "User", "name": member}
