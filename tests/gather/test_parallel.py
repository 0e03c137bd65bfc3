"""Copies of the process: whatever ends them, the work is done, and none is left behind."""

from __future__ import annotations

import os
import signal

import pytest

from seatrial.gather.files import Input, Kind
from seatrial.gather.parallel import Copies, Reading


def killed_unless(pid):
    def work():
        if os.getpid() != pid:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    return work


def test_answers_come_in_the_order_of_the_work():
    with Copies() as copies:
        for number in range(4):
            copies.start(lambda number=number: [number] * 100_000)
        assert [answer[0] for answer in copies.answers()] == [0, 1, 2, 3]


def test_what_a_killed_copy_did_not_do_is_done_here():
    with Copies() as copies:
        copies.start(killed_unless(os.getpid()))
        copies.start(lambda: "other")
        assert list(copies.answers()) == ["done", "other"]


def test_a_problem_of_the_work_itself_is_raised_here():
    def work():
        raise ValueError("no")

    with Copies() as copies:
        copies.start(work)
        with pytest.raises(ValueError, match="no"):
            list(copies.answers())


@pytest.mark.parametrize("refused", ["fork", "pipe"])
def test_where_no_copy_can_be_made_the_work_is_done_here(monkeypatch, refused):
    def refuse():
        raise BlockingIOError("too many")

    monkeypatch.setattr(os, refused, refuse)
    inputs = [Input(f"{number}.yaml", Kind.MANIFESTS, data=b"a: [") for number in range(500)]
    with Reading(inputs, 3) as reading:
        files = reading.finish()
    assert len(files) == 500
    assert all(len(file.findings) == 1 for file in files.values())


def test_no_copy_outlives_the_block_it_is_used_in():
    with Copies() as copies:
        copies.start(signal.pause)
        copies.start(signal.pause)
        pids = [copy.pid for copy in copies._waiting]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
