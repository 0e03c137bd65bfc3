from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from seatrial.local.errors import LocalError
from seatrial.local.lock import hold, hold_async, is_held

if TYPE_CHECKING:
    from pathlib import Path


def test_held_inside_and_free_outside(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lock"
    assert not is_held(path)
    with hold(path, "a test", pytest.fail):
        assert is_held(path)
    assert not is_held(path)


def test_a_waiter_is_told_whom_it_waits_for(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        hold(tmp_path / "lock", "`seatrial up` of one", pytest.fail),
        pytest.raises(LocalError, match="`seatrial up` of one"),
        hold(tmp_path / "lock", "another", told.append, timeout_seconds=0),
    ):
        pytest.fail("two hold it")
    assert told == [f"waiting for `seatrial up` of one (process {os.getpid()})"]


def test_tasks_of_one_loop_wait_for_each_other(tmp_path: Path) -> None:
    inside = 0

    async def one() -> None:
        nonlocal inside
        async with hold_async(tmp_path / "lock", "a task", lambda _: None):
            inside += 1
            await asyncio.sleep(0)
            assert inside == 1
            inside -= 1

    async def both() -> None:
        await asyncio.gather(one(), one())

    asyncio.run(both())


def test_a_place_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LocalError, match="file"), hold(tmp_path / "file" / "lock", "a test", pytest.fail):
        pytest.fail("held")
