"""Forked children that speak through a pipe and can be killed at any moment.

Only single-threaded programs may use it: a fork copies no threads.
"""

import asyncio
import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

Say = Callable[[str], None]
Work = Callable[[Say], Coroutine[Any, Any, None]]  # Any: asyncio's own


class Child:
    """A process of ours that runs `work` until it ends or is killed."""

    def __init__(self, work: Work) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            _live(work, writing)
        os.close(writing)
        self._pipe = reading
        self._said = b""

    def listen(self, until: float | None = None) -> None:
        """Take in what the child says until the moment `until` or its end."""
        while until is None or time.monotonic() < until:
            timeout = None if until is None else max(0.0, until - time.monotonic())
            if select.select([self._pipe], [], [], timeout)[0]:
                part = os.read(self._pipe, 65536)
                if not part:
                    return
                self._said += part

    def hear(self, word: str, times: int = 1) -> None:
        """Wait until the child has said `word` so many times, or ended."""
        while self._said.count(word.encode()) < times and (part := os.read(self._pipe, 65536)):
            self._said += part

    def kill(self) -> bool:
        """End the child; return whether it was killed rather than done with its work."""
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> bool:
        """Wait for the child's end; return whether it was killed; raise if it failed by itself."""
        self.listen()
        os.close(self._pipe)
        _, status = os.waitpid(self.pid, 0)
        if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
            raise RuntimeError("a child failed by itself; its traceback is above")
        return os.WIFSIGNALED(status)

    def lines(self) -> list[str]:
        """Return everything the child has said."""
        return self._said.decode().splitlines()


def _live(work: Work, pipe: int) -> None:
    status = 1
    try:
        asyncio.run(_work(work, pipe))
        status = 0
    except BaseException:  # noqa: BLE001  # a forked child must not run its parent's clean-up
        traceback.print_exc()
    finally:
        os._exit(status)


async def _work(work: Work, pipe: int) -> None:
    def say(line: str) -> None:
        os.write(pipe, f"{line}\n".encode())  # one write, so that a line is whole or absent

    await work(say)
