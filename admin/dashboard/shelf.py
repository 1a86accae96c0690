"""Results that took long, kept for whoever asks the same next; each is computed once."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Final, Generic, TypeVar

Result = TypeVar("Result")

ROOM: Final = 64


class Shelf(Generic[Result]):
    """The latest results by what they rest on; two who ask at once wait for the same one."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._tasks: OrderedDict[Hashable, asyncio.Task[Result]] = OrderedDict()

    async def kept(
        self, key: Hashable, computed: Callable[[], Coroutine[None, None, Result]]
    ) -> Result:
        """Return what was computed for `key`, or have it computed now."""
        task = self._tasks.get(key)
        if task is None or _has_failed(task):
            task = asyncio.create_task(computed())
            self._tasks[key] = task
        self._tasks.move_to_end(key)
        while len(self._tasks) > self._room:
            self._tasks.popitem(last=False)
        # A reader who goes away must not take the result from one who waits beside them.
        return await asyncio.shield(task)


def _has_failed(task: asyncio.Task[Result]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
