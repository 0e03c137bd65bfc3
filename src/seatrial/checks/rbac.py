"""What roles allow, how far, and to whom: the people, or programs that may be taken over.

A right weighs by its reach. Bound across the cluster it reaches the namespaces that run the cluster. Bound in one
namespace it matters where a program holds it: people who work there are meant to read, run and debug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object

RBAC = "rbac.authorization.k8s.io"
READ = frozenset({"get", "list", "watch"})
CHANGE = frozenset({"create", "update", "patch"})
WRITE = CHANGE | {"delete", "deletecollection"}
OWN = ("view", "edit", "admin", "cluster-admin")
"""ClusterRoles for people that the API server makes; those for its parts are called `system:…`."""
RUNS_PODS: Mapping[str, frozenset[str]] = {
    "": frozenset({"pods", "replicationcontrollers"}),
    "apps": frozenset({"deployments", "statefulsets", "daemonsets", "replicasets"}),
    "batch": frozenset({"jobs", "cronjobs"}),
}
"""API group → resources that make pods."""
AGGREGATED = tuple(f"{RBAC}/aggregate-to-{name}" for name in OWN)


class Grant(NamedTuple):
    """What one rule of a role allows of what was asked for.

    Attributes:
        field: `rules[0].resources`.
        resources: those that were asked for.
        verbs: those that were asked for, or `*`.
        names: `resourceNames`; empty means all.

    """

    field: str
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    names: tuple[str, ...]

    def __str__(self) -> str:
        verbs = "all verbs" if "*" in self.verbs else " and ".join(self.verbs)
        return f"{verbs} on {' and '.join(self.resources)}"


class Holders(NamedTuple):
    """Who has a role, as far as the set tells: somebody in the whole cluster, and nobody but programs."""

    everywhere: bool
    programs: bool


def texts(value: Any) -> tuple[str, ...]:
    """The strings of a list."""
    return tuple(item for item in sequence(value) if isinstance(item, str))


class Allowed(NamedTuple):
    """One rule of a role, read once for the two dozen checks that ask it."""

    number: int
    groups: frozenset[str]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    names: tuple[str, ...]


class _Read(dict[int, "tuple[tuple[Allowed, ...], frozenset[str]]"]):
    """The rules of the roles of this check and all resources they name, by role; the roles outlive it."""

    def __init__(self, _: Inventory) -> None:
        super().__init__()


def allowed_by(role: Object) -> tuple[tuple[Allowed, ...], frozenset[str]]:
    """The rules of a role, and every resource that they name."""
    known = role.inventory.derive(_Read)
    found = known.get(id(role))
    if found is None:
        rules = tuple(
            Allowed(index, frozenset(texts(at(raw, "apiGroups"))), *(texts(at(raw, key)) for key in PARTS))
            for index, raw in enumerate(sequence(role.manifest.get("rules")))
        )
        found = known[id(role)] = rules, frozenset(name for rule in rules for name in rule.resources)
    return found


PARTS = ("resources", "verbs", "resourceNames")


def grants(role: Object, group: str, resources: frozenset[str], verbs: frozenset[str]) -> Iterator[Grant]:
    """What the role allows of it by name; a `*` as resource is another matter."""
    rules, named_at_all = allowed_by(role)
    if named_at_all.isdisjoint(resources):
        return
    for rule in rules:
        if resources.isdisjoint(rule.resources):
            continue
        given = tuple(verb for verb in rule.verbs if verb == "*" or verb in verbs)
        if given and (group in rule.groups or "*" in rule.groups):
            named = tuple(one for one in rule.resources if one in resources)
            yield Grant(f"rules[{rule.number}].resources", named, given, rule.names)


def is_own(thing: Object) -> bool:
    """Whether the API server has made the role or the binding and keeps it as it is."""
    known = thing.name.startswith("system:") or thing.name in OWN
    return known and thing.labels.get("kubernetes.io/bootstrapping") == "rbac-defaults"


def holders(role: Object) -> Holders:
    """Who has the role. A ClusterRole that nothing in the set binds may be bound across the cluster."""
    bindings = role.inventory.derive(_bindings).get((role.kind, role.namespace, role.name), ())
    everywhere = any(binding.kind == "ClusterRoleBinding" for binding in bindings)
    if role.kind == "ClusterRole" and not bindings:
        # Roles that are added to `edit` or `view` are for people in their namespaces.
        everywhere = not any(label in role.labels for label in AGGREGATED)
    named = [one for binding in bindings for one in subjects(binding)]
    # A role that people have too is made for people; an account of a pipeline among them works as they do.
    return Holders(everywhere, bool(named) and all(map(_is_program, named)))


def severity_of(role: Object, everywhere: Severity) -> Severity | None:
    """How bad a right is that is as bad as `everywhere` across the cluster; None where it is meant for people."""
    if is_own(role):
        return None
    found = holders(role)
    if found.everywhere:
        return everywhere
    return MILDER[everywhere] if found.programs else None


MILDER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.INFO, Severity.INFO: Severity.INFO}


def risks(
    role: Object,
    severity: Severity,
    group: str,
    resources: frozenset[str],
    verbs: frozenset[str],
    *,
    cluster_scoped: bool = False,
) -> Iterator[tuple[Grant, Severity]]:
    """What the role allows of it on all objects, with how bad that is.

    Args:
        role: a Role or ClusterRole.
        severity: of the right across the cluster.
        group: of the resources.
        resources: by name.
        verbs: any of which is bad.
        cluster_scoped: the resources have no namespace, so that a binding in one gives nothing.

    """
    for grant in grants(role, group, resources, verbs):
        found = None if grant.names else severity_of(role, severity)
        if found and not (cluster_scoped and found is not severity):
            yield grant, found


def subjects(binding: Object) -> Sequence[Any]:
    return sequence(binding.manifest.get("subjects"))


def role_of(binding: Object) -> Object | None:
    """The role of the set that the binding binds."""
    kind, name = text(at(binding.manifest, "roleRef", "kind")), text(at(binding.manifest, "roleRef", "name"))
    return binding.inventory.find(kind, binding.namespace if kind == "Role" else "", name)


def allows_everything(role: Object) -> bool:
    """Whether one rule of the role has all verbs on all resources."""
    return any(
        all("*" in texts(at(allowed, name)) for name in ("apiGroups", "resources", "verbs"))
        for allowed in sequence(role.manifest.get("rules"))
    )


def runs_pods(role: Object) -> Grant | None:
    """The first rule by which one may start a pod, as any ServiceAccount of its namespace."""
    for group, resources in RUNS_PODS.items():
        for grant in grants(role, group, resources, CHANGE):
            if "create" in grant.verbs or "*" in grant.verbs or grant.resources != ("pods",):
                return grant
    return None


def _is_program(subject: Any) -> bool:
    return at(subject, "kind") == "ServiceAccount" or text(at(subject, "name")).startswith("system:serviceaccount")


def _bindings(inventory: Inventory) -> Mapping[tuple[str, str, str], list[Object]]:
    """Kind, namespace and name of a role → what binds it."""
    index: dict[tuple[str, str, str], list[Object]] = {}
    for binding in (*inventory.of_kind("RoleBinding"), *inventory.of_kind("ClusterRoleBinding")):
        kind, name = text(at(binding.manifest, "roleRef", "kind")), text(at(binding.manifest, "roleRef", "name"))
        index.setdefault((kind, binding.namespace if kind == "Role" else "", name), []).append(binding)
    return index
