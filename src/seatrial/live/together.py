"""Run many requests at once; how many are under way is the client's concern."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

Answer = TypeVar("Answer")


async def together(requests: Iterable[Coroutine[Any, Any, Answer]]) -> list[Answer]:
    """The answers in the order of the requests.

    Unlike `asyncio.gather`, a request that raises ends all others before its error goes on, so that nothing is
    written behind the back of whoever handles it.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(request) for request in requests]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]
