"""Results that took long, kept for whoever asks the same next; each is computed once."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Final

from litestar.datastructures import State

from admin.dashboard.drivers.analysis import Analysis

ROOM: Final = 64
NAME: Final = "drivers_shelf"


class Shelf:
    """The latest analyses by what they rest on; two who ask at once wait for the same one."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._tasks: OrderedDict[Hashable, asyncio.Task[Analysis]] = OrderedDict()

    async def analysis(
        self, key: Hashable, computed: Callable[[], Coroutine[None, None, Analysis]]
    ) -> Analysis:
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


def shelf_of(state: State) -> Shelf:
    """Return the application's shelf, made by whoever asks first."""
    if NAME not in state:
        state[NAME] = Shelf()
    shelf: Shelf = state[NAME]
    return shelf


def _has_failed(task: asyncio.Task[Analysis]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
