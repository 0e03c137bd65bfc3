"""All objects of one check with the indexes that rules ask, so that no rule walks the set for each object."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, cast

from seatrial.catalog.kubernetes import NEWEST_MINOR
from seatrial.checks.selector import required_values, selects
from seatrial.checks.view import Object, Pod, at, integer, mapping, read_pods, sequence, text
from seatrial.resource import ResourceKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from seatrial.resource import Resource

Derived = TypeVar("Derived")


@dataclass(frozen=True, slots=True)
class Context:
    """What manifests do not say about the cluster they are meant for.

    Attributes:
        local: the cluster runs on this machine, where node paths are allowed.
        spare_gpus: workload → GPUs that its pools have left when everything runs; not known of one not named.
        existing: objects that are there already and so need not be in the set.
        complete: the set is all there is, so that what is not in it is missing; some files of many are not.
        live: the set is what a cluster holds, with `status`.
        kubernetes: version the objects are for, `1.37`.
        today: for what depends on the date; None leaves it out.
        settings: what the user has set for rules that have settings, by rule code.

    """

    local: bool = False
    spare_gpus: Mapping[ResourceKey, int] = field(default_factory=dict[ResourceKey, int])
    existing: frozenset[ResourceKey] = frozenset()
    complete: bool = True
    live: bool = False
    kubernetes: str = f"1.{NEWEST_MINOR}"
    today: date | None = None
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, "Mapping[str, Any]"])


class Inventory:
    """The objects of one check."""

    def __init__(self, resources: Sequence[Resource], context: Context) -> None:
        self.context = context
        self.objects: list[Object] = []
        self._derived: dict[Callable[[Inventory], Any], Any] = {}
        self._by_kind: dict[str, list[Object]] = {}
        self._by_namespace: dict[tuple[str, str], list[Object]] = {}
        self._by_name: dict[tuple[str, str, str], Object] = {}
        for resource in resources:
            self._add(resource)

    def _add(self, resource: Resource) -> None:
        manifest = resource.manifest
        metadata = mapping(manifest.get("metadata"))
        group, _, _ = text(manifest.get("apiVersion")).rpartition("/")
        kind, namespace, name = text(manifest.get("kind")), text(metadata.get("namespace")), text(metadata.get("name"))
        found = Object(
            resource, ResourceKey(group, kind, namespace, name), mapping(metadata.get("labels")),
            mapping(metadata.get("annotations")), mapping(manifest.get("spec")), self,
        )  # fmt: skip
        read_pods(found)
        self.objects.append(found)
        self._by_kind.setdefault(kind, []).append(found)
        self._by_namespace.setdefault((kind, namespace), []).append(found)
        self._by_name.setdefault((kind, namespace, name), found)

    def derive(self, build: Callable[[Inventory], Derived]) -> Derived:
        """What a function of the whole set returns, computed once: the index that a family of rules shares."""
        if build not in self._derived:
            self._derived[build] = build(self)
        return cast("Derived", self._derived[build])

    def of_kind(self, kind: str) -> Sequence[Object]:
        return self._by_kind.get(kind, ())

    def in_namespace(self, kind: str, namespace: str) -> Sequence[Object]:
        return self._by_namespace.get((kind, namespace), ())

    def find(self, kind: str, namespace: str, name: str) -> Object | None:
        return self._by_name.get((kind, namespace, name))

    def has(self, kind: str, namespace: str, name: str) -> bool:
        """Whether the object is in the set or known to exist already."""
        return (kind, namespace, name) in self._by_name or (kind, namespace, name) in self._existing

    def select(self, namespace: str, selector: Mapping[str, Any]) -> list[Pod]:
        """The pods of the namespace that a LabelSelector selects."""
        wanted = required_values(selector)
        if not wanted:
            pods = self._pods_by_namespace.get(namespace, [])
            return [pod for pod in pods if selects(selector, pod.labels)] if selector else list(pods)
        index = self._pods_by_label
        found = min(
            ([index.get((namespace, key, value), []) for value in values] for key, values in wanted),
            key=lambda lists: sum(map(len, lists)),
        )
        candidates = chain.from_iterable(found)
        return [pod for pod in candidates if selects(selector, pod.labels)]

    def budgets(self, pod: Pod) -> Sequence[Object]:
        """The PodDisruptionBudgets that select the pod."""
        return self._budgets.get(id(pod), ())

    def autoscalers(self, target: Object) -> Sequence[Object]:
        """The HorizontalPodAutoscalers that scale the object."""
        return self._autoscalers.get((target.kind, target.namespace, target.name), ())

    def replicas(self, target: Object) -> tuple[int, int]:
        """The least and the most pods the object runs, its autoscaler considered."""
        for autoscaler in self.autoscalers(target):
            least = integer(autoscaler.spec.get("minReplicas"))
            least = 1 if least is None else least
            most = integer(autoscaler.spec.get("maxReplicas"))
            return least, least if most is None else most
        count = integer(target.spec.get("replicas"))
        return (1, 1) if count is None else (count, count)

    @cached_property
    def _existing(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((key.kind, key.namespace, key.name) for key in self.context.existing)

    @cached_property
    def _pods_by_namespace(self) -> dict[str, list[Pod]]:
        index: dict[str, list[Pod]] = {}
        for owner in self.objects:
            if owner.pods:
                index.setdefault(owner.namespace, []).extend(owner.pods)
        return index

    @cached_property
    def _pods_by_label(self) -> dict[tuple[str, str, str], list[Pod]]:
        index: dict[tuple[str, str, str], list[Pod]] = {}
        for namespace, pods in self._pods_by_namespace.items():
            for pod in pods:
                for key, value in pod.labels.items():
                    index.setdefault((namespace, key, text(value)), []).append(pod)
        return index

    @cached_property
    def _budgets(self) -> dict[int, list[Object]]:
        index: dict[int, list[Object]] = {}
        for budget in self.of_kind("PodDisruptionBudget"):
            selector = budget.spec.get("selector")
            # One without a selector selects no pod; an empty selector selects all.
            for pod in self.select(budget.namespace, mapping(selector)) if isinstance(selector, dict) else ():
                index.setdefault(id(pod), []).append(budget)
        return index

    @cached_property
    def _autoscalers(self) -> dict[tuple[str, str, str], list[Object]]:
        index: dict[tuple[str, str, str], list[Object]] = {}
        for autoscaler in self.of_kind("HorizontalPodAutoscaler"):
            target = at(autoscaler.spec, "scaleTargetRef")
            key = (text(at(target, "kind")), autoscaler.namespace, text(at(target, "name")))
            index.setdefault(key, []).append(autoscaler)
        return index

    @cached_property
    def accounts_with_rights(self) -> frozenset[tuple[str, str]]:
        """Namespace and name of the ServiceAccounts that a RoleBinding or ClusterRoleBinding names."""
        bindings = (*self.of_kind("RoleBinding"), *self.of_kind("ClusterRoleBinding"))
        return frozenset(
            (text(at(subject, "namespace")) or binding.namespace, text(at(subject, "name")))
            for binding in bindings
            for subject in sequence(binding.manifest.get("subjects"))
            if at(subject, "kind") == "ServiceAccount"
        )
