"""A Stage is one set of objects on a real cluster, in a namespace of its own."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from seatrial.kube.client import Client, connect
from seatrial.kube.kubeconfig import load_access
from seatrial.live.apply import ApplyOptions, apply
from seatrial.live.planning import PlanOptions, make_delete_plan, make_plan
from seatrial.live.wait import WaitOptions
from seatrial.planner.plan import ActionKind, Plan
from seatrial.resource import Manifest, Resource, ResourceKey

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from seatrial.live.events import Event
    from seatrial.live.outcome import Outcome
    from tests.control_plane import ControlPlane

Answer = TypeVar("Answer")


@dataclass
class Stage:
    """A set of objects in a namespace of its own."""

    plane: ControlPlane
    name: str
    events: list[Event] = field(default_factory=list)

    def run(self, use: Callable[[Client], Awaitable[Answer]]) -> Answer:
        access = load_access(
            environment={}, home=self.plane.directory, kubeconfig=self.plane.kubeconfig, context=self.plane.context
        )

        async def connected() -> Answer:
            async with connect(access) as client:
                return await use(client)

        return asyncio.run(connected())

    def plan(self, resources: Sequence[Resource], **options: Any) -> Plan:
        given = PlanOptions(**options)
        return self.run(lambda client: make_plan(client, resources, cluster=self.name, options=given))

    def carry_out(self, plan: Plan, resources: Sequence[Resource], *, timeout: float = 60, **options: Any) -> Outcome:
        given = ApplyOptions(waiting=WaitOptions(timeout=timeout, look_every=0.2), **options)
        return self.run(lambda client: apply(client, plan, resources, options=given, report=self.events.append))

    def apply(self, resources: Sequence[Resource], **options: Any) -> Outcome:
        return self.carry_out(self.plan(resources), resources, **options)

    def get(self, key: ResourceKey) -> Manifest | None:
        return self.run(lambda client: client.find(key))

    def make(self, kind: str, name: str, *, api: str = "v1", **parts: Any) -> Resource:
        """An object of the stage's namespace."""
        metadata = {"name": name, "namespace": self.name, **parts.pop("metadata", {})}
        return Resource({"apiVersion": api, "kind": kind, "metadata": metadata, **parts})

    @property
    def namespace(self) -> Resource:
        return Resource({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.name}})

    def config(self, name: str, **data: str) -> Resource:
        return self.make("ConfigMap", name, data=data)

    def deployment(self, name: str, *, image: str = "registry.example/app:1", **spec: Any) -> Resource:
        labels = {"app": name}
        container = {"name": "main", "image": image}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        whole = {"selector": {"matchLabels": labels}, "template": template, **spec}
        return self.make("Deployment", name, api="apps/v1", spec=whole)

    def clear(self) -> Outcome:
        plan = self.run(lambda client: make_delete_plan(client, cluster=self.name))
        return self.carry_out(plan, ())


def kinds(plan: Plan) -> dict[str, str]:
    """Name of each object → what happens to it."""
    return {f"{action.key.kind}/{action.key.name}": action.kind.value for action in plan.actions}


def changed(plan: Plan) -> dict[str, list[str]]:
    """Name of each object that changes → the fields."""
    changes = (action for action in plan.actions if action.kind is ActionKind.CHANGE)
    return {f"{action.key.kind}/{action.key.name}": [c.path for c in action.changes] for action in changes}


@pytest.fixture
def stage(control_plane: ControlPlane, request: pytest.FixtureRequest) -> Stage:
    """Not cleared after the test: a namespace takes five seconds to go, and the cluster goes after the session."""
    return Stage(control_plane, re.sub("[^a-z0-9]+", "-", request.node.name.removeprefix("test_"))[:50].strip("-"))
