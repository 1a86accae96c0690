"""The group-commit writer: one thread, one connection, up to 64 waiting jobs per commit on SQLite.

A caller is answered only after the commit that holds its rows is on the disk; a failing job is
rolled back to its own savepoint and fails alone. PostgreSQL does not need it.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from models.database.errors import DatabaseBusy, DatabaseUnavailable
from models.database.sqlite_file import named_errors, run
from models.database.statements import Row, Statement, Steps, T, translate

BATCH = 64  # jobs per commit: more would only make the first of them wait longer
QUEUE = 1024  # jobs that may wait; beyond it the honest answer is "try again"


class Job:
    """One generator of statements with the future of the caller who waits for it."""

    __slots__ = ("fault", "future", "steps", "value")

    def __init__(
        self, steps: Steps[Any], future: "asyncio.Future[Any]"
    ) -> None:  # Any: the job's own result
        self.steps = steps
        self.future = future
        self.value: object = None
        self.fault: BaseException | None = None

    def run(self, connection: sqlite3.Connection) -> None:
        """Drive the generator to its end inside the current transaction."""
        try:
            statement = next(self.steps)
            while True:
                statement = self.steps.send(_execute(connection, statement))
        except StopIteration as end:
            self.value = end.value

    def answer(self) -> None:
        """Wake the caller with the value or the fault."""
        if self.future.done():  # the caller went away; the rows stay
            return
        if self.fault is None:
            self.future.set_result(self.value)
        else:
            self.future.set_exception(self.fault)


class Writer:
    """Takes jobs from the event loop and commits them in batches on its own thread."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._waiting = 0
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open the writer's connection and start its thread."""
        loop = self._loop = asyncio.get_running_loop()
        connection = await asyncio.to_thread(self._connect)
        self._thread = Thread(
            target=self._work, args=(connection, loop), name="huiyin-writer", daemon=True
        )
        self._thread.start()

    async def stop(self) -> None:
        """Commit what is queued, close the connection, end the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(thread.join)

    async def write(self, steps: Steps[T]) -> T:
        """Queue a job and return its value after the commit."""
        if self._thread is None or self._loop is None:
            steps.close()
            msg = "the database writer is not running"
            raise DatabaseUnavailable(msg)
        if self._waiting >= QUEUE:
            steps.close()
            msg = f"{QUEUE} writes are waiting already; try again"
            raise DatabaseBusy(msg)
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting += 1
        self._queue.put(Job(steps, future))
        return await future

    # Everything below runs on the writer's thread.

    def _work(self, connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
        running = True
        while running:
            batch, running = self._next_batch()
            if batch:
                self._commit(connection, batch)
                self._answer(batch, loop)
        connection.close()

    def _next_batch(self) -> tuple[list[Job], bool]:
        batch: list[Job] = []
        job = self._queue.get()
        while job is not None:
            batch.append(job)
            if len(batch) == BATCH:
                return batch, True
            try:
                job = self._queue.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, connection: sqlite3.Connection, batch: list[Job]) -> None:
        """Run the batch in one transaction; whatever fails around the jobs fails them all."""
        try:
            with named_errors():
                connection.execute("BEGIN IMMEDIATE")
                for job in batch:
                    _run_alone(connection, job)
                connection.execute("COMMIT")
        except BaseException as fault:  # noqa: BLE001  # the thread must outlive any fault
            for job in batch:
                job.fault = job.fault or fault
            _roll_back(connection)

    def _answer(self, batch: list[Job], loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.call_soon_threadsafe(self._wake, batch)
        except RuntimeError:  # the loop was closed without stop(); the rows are stored
            return

    def _wake(self, batch: list[Job]) -> None:
        self._waiting -= len(batch)
        for job in batch:
            job.answer()


def _run_alone(connection: sqlite3.Connection, job: Job) -> None:
    """Run one job under a savepoint, so that its failure leaves the rest of the batch alone."""
    connection.execute("SAVEPOINT job")
    try:
        with named_errors():
            job.run(connection)
    except BaseException as fault:  # whatever the job raises is its caller's
        job.fault = fault
        job.steps.close()
        if not connection.in_transaction:  # a full disk or an I/O error undid the whole batch
            raise
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")


def _execute(connection: sqlite3.Connection, statement: Statement) -> list[Row]:
    statement.check()
    sql = translate(statement.sql, "sqlite")
    if statement.rows is not None:
        connection.executemany(sql, statement.rows)
        return []
    return run(connection, sql, statement.args)


def _roll_back(connection: sqlite3.Connection) -> None:
    try:
        connection.rollback()
    except sqlite3.Error:
        return  # nothing is open any more; the next BEGIN will say what is wrong
