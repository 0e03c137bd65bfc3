"""Progress as a log shows it: a clock of ours, and nothing that draws in place."""

from __future__ import annotations

import pytest

from seatrial.cli.deploy_progress import DeployProgress
from seatrial.cli.local_progress import LocalProgress
from seatrial.cli.screen import PATIENCE, Screen
from seatrial.live import events
from seatrial.local.events import LocalEvent, Step
from seatrial.planner.plan import Action, ActionKind, Plan, Target
from seatrial.resource import ResourceKey

PARENT = ResourceKey("", "Secret", "default", "set")
TARGET = Target("vision", "seatrial-vision", "https://127.0.0.1:1", "uid", PARENT, "id")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def screen(clock):
    with Screen(live=False, clock=clock) as found:
        yield found


def key(name: str) -> ResourceKey:
    return ResourceKey("", "ConfigMap", "ai", name)


def test_a_step_is_said_when_it_begins_and_ends_and_now_and_then(screen, clock, capfd):
    screen.update("apply", completed=1, total=10)
    screen.update("apply", completed=2, total=10)
    clock.now = PATIENCE + 1
    screen.update("apply", completed=5, total=10)
    clock.now += 1
    screen.done("apply", "10 objects")
    assert capfd.readouterr().err.splitlines() == ["apply: 10%", "apply: 50%", "apply: 10 objects (7.0 s)"]


def test_waiting_between_waves_is_not_the_end_of_waiting(screen, capfd):
    creates = tuple(Action(ActionKind.CREATE, key(name), wave) for wave, name in enumerate("abc"))
    report = DeployProgress(Plan(TARGET, creates), screen)
    for event in (
        events.WaveStarted(1, 2, 2),
        events.ObjectWritten(creates[0]),
        events.ObjectWritten(creates[1]),
        events.ObjectReady(key("a"), 1, 1),
        events.WaveStarted(2, 2, 1),
        events.ObjectWritten(creates[2]),
        events.ObjectWaiting(key("c"), "nobody knows"),
        events.ObjectReady(key("a"), 2, 3),
        events.ObjectReady(key("c"), 3, 3),
    ):
        report(event)
    assert capfd.readouterr().err.splitlines() == [
        "apply: wave 1 of 2",
        "apply: 3 objects written (0.0 s)",
        "ready: ConfigMap ai/c: nobody knows",
        "ready: everything (0.0 s)",
    ]


def test_binaries_that_are_there_are_not_worth_a_line(screen, capfd):
    report = LocalProgress(screen)
    report(LocalEvent(Step.BINARIES, "etcd", "from the cache", finished=True))
    report(LocalEvent(Step.BINARIES, "kwok", "downloading", 3_000_000, 60_000_000, "bytes"))
    report(LocalEvent(Step.BINARIES, "kwok", "from the official release", finished=True))
    report(LocalEvent(Step.NODES, "nodes", "registering", 3, 60, "nodes"))
    assert capfd.readouterr().err.splitlines() == [
        "kwok: downloading 3.0 of 60.0 MB",
        "kwok: from the official release (0.0 s)",
        "nodes: registering 3 of 60 nodes",
    ]


@pytest.mark.parametrize(
    ("used", "total", "bar"), [(0, 4, "□□□□"), (1, 4, "■□□□"), (4, 4, "■■■■"), (1, 1000, "■" + "□" * 23)]
)
def test_gpus_are_drawn(used, total, bar):
    from seatrial.cli.surveys import gpu_bar

    assert gpu_bar(used, total) == bar
