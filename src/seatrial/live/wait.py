"""Wait until objects are ready, by one watch for each kind, and say what is waited for and why."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from seatrial.kube.watch import Change
from seatrial.live.diagnose import diagnose, read_pods
from seatrial.live.events import ObjectReady, ObjectWaiting
from seatrial.live.outcome import Diagnosis, Result
from seatrial.live.together import together
from seatrial.live.tracker import Tracker
from seatrial.planner.applyset import PART_OF_LABEL
from seatrial.planner.fields import text
from seatrial.planner.readiness import Readiness, ReadinessContext, State
from seatrial.resource import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from seatrial.kube.client import Client
    from seatrial.kube.discovery import ApiType
    from seatrial.live.events import Report
    from seatrial.live.tracker import Written
    from seatrial.resource import ResourceKey


@dataclass(frozen=True, slots=True)
class WaitOptions:
    """How to wait.

    Attributes:
        timeout: seconds until a wait gives up.
        look_every: seconds between two looks at the pods of what is not ready.
        has_load_balancers: false where nothing gives addresses to Services and Ingresses.
        fail_early: end as soon as something cannot become ready any more, instead of at the timeout.

    """

    timeout: float = 600
    look_every: float = 2
    has_load_balancers: bool = True
    fail_early: bool = True


@dataclass(frozen=True, slots=True)
class Waited:
    """How a wait ended.

    Attributes:
        result: ready, failed or timed-out.
        unready: what is not ready, and why.
        failed: of those, what will not become ready.
        diagnosis: of the worst pod.

    """

    result: Result
    unready: dict[ResourceKey, Readiness] = field(default_factory=dict["ResourceKey", Readiness])
    failed: dict[ResourceKey, Readiness] = field(default_factory=dict["ResourceKey", Readiness])
    diagnosis: Diagnosis | None = None


async def wait_ready(
    client: Client,
    wanted: Collection[ResourceKey],
    written: Mapping[ResourceKey, Written],
    applyset_id: str,
    options: WaitOptions,
    report: Report,
) -> Waited:
    """Wait until every wanted object is ready.

    Args:
        client: the cluster.
        wanted: what to wait for: members of one set.
        written: the API server's answers to the writes; what a watch shows from before them does not count.
        applyset_id: of the set.
        options: how.
        report: told of every object that becomes ready, and of every new reason why one is not.

    Raises:
        ClusterError: the cluster cannot be reached or watched.

    """
    wait = _Wait(client, Tracker(wanted, written), applyset_id, options, report)
    if not wait.tracker.states:
        return Waited(Result.READY)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(options.timeout):
            await wait.run()
    tracker = wait.tracker
    if not tracker.unsettled:
        return Waited(Result.READY)
    found = await diagnose(client, [tracker.manifest(key) for key in tracker.unsettled])
    result = Result.FAILED if tracker.failed else Result.TIMED_OUT
    return Waited(result, tracker.unsettled, tracker.failed, found)


class _Wait:
    """One wait: watches that feed a tracker, and a look at pods from time to time."""

    def __init__(
        self, client: Client, tracker: Tracker, applyset_id: str, options: WaitOptions, report: Report
    ) -> None:
        self.client = client
        self.tracker = tracker
        self.labels = f"{PART_OF_LABEL}={applyset_id}"
        self.options = options
        self.report = report
        self.over = asyncio.Event()

    async def run(self) -> None:
        await self._learn()
        kinds = sorted({(key.group, key.kind) for key in self.tracker.states})
        types = await together(self.client.type_of(*kind) for kind in kinds)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._follow(served)) for served in types]
                tasks.append(group.create_task(self._look_at_pods()))
                await self.over.wait()
                for task in tasks:
                    task.cancel()
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed

    async def _learn(self) -> None:
        """What the rules want to know of the cluster: which claims bind late, which custom kinds have a status."""
        late: set[str] = set()
        if any(key.kind == "PersistentVolumeClaim" for key in self.tracker.states):
            served = await self.client.type_of("storage.k8s.io", "StorageClass")
            for each in (await self.client.list(served)).items:
                if text(each, "volumeBindingMode") == "WaitForFirstConsumer":
                    late.add(text(each, "metadata", "name"))
        types = (await self.client.discover()).types
        status = frozenset(f"{t.kind}.{t.group}" for t in types if t.group and "status" in t.subresources)
        self.tracker.context = ReadinessContext(
            has_load_balancers=self.options.has_load_balancers,
            late_binding_classes=frozenset(late),
            status_kinds=status,
        )

    async def _follow(self, served: ApiType) -> None:
        """One watch for all objects of a kind: the set's label selects them, whatever namespace they are in."""
        async with contextlib.aclosing(self.client.watch(served, labels=self.labels)) as events:
            async for event in events:
                if event.change is Change.SYNCED:
                    self._check()
                    continue
                key = key_of(event.object)
                if event.change is Change.DELETED:
                    self._tell(key, self.tracker.deleted(key))
                else:
                    self._tell(key, self.tracker.seen(key, event.object, datetime.now(UTC)))

    async def _look_at_pods(self) -> None:
        """Pods are listed only for what is not ready, and only now and then: watching thousands costs more."""
        while True:
            await asyncio.sleep(self.options.look_every)
            objects = [m for key in self.tracker.unsettled if (m := self.tracker.manifest(key))]
            pods = await read_pods(self.client, objects)
            for key, found in self.tracker.judge_again(datetime.now(UTC), pods):
                self._tell(key, found)

    def _tell(self, key: ResourceKey, found: Readiness | None) -> None:
        if found is None:
            return
        if found.is_settled:
            total = len(self.tracker.states)
            self.report(ObjectReady(key, total - len(self.tracker.unsettled), total))
        elif found.reason:
            self.report(ObjectWaiting(key, found.reason))
        self._check()

    def _check(self) -> None:
        unsettled = self.tracker.unsettled.values()
        has_failed = any(each.state is State.FAILED for each in unsettled)
        if not unsettled or (has_failed and self.options.fail_early):
            self.over.set()
