"""What is particular to SQLite: connections that always come back, files, locks, full disks."""

import asyncio
import inspect
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import pytest
from piccolo.engine.sqlite import SQLiteEngine

from models import database as door
from models.database import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    FolderNotWritable,
    Statement,
    Steps,
    pool_sqlite,
    sqlite_file,
)
from models.database import writer as writer_module
from models.database.engine_sqlite import POOL_SIZE, PooledSQLiteEngine
from models.database.kept_connection import KeptConnection
from tests.house.tree import ROOT

ADD = "INSERT INTO job_run (shop_id, job, period) VALUES (1, 'j', {})"


@pytest.fixture
def patience() -> float:
    """Give the seconds that a connection waits for another process's lock: few."""
    return 0.05


@pytest.fixture
async def opened(
    sqlite_file: Path, patience: float, anyio_backend: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PooledSQLiteEngine]:
    """Open the file with some patience for other processes' locks."""
    monkeypatch.setitem(sqlite_file_options(), "timeout", patience)
    await door.start(f"sqlite:///{sqlite_file}")
    engine = door.bound()
    assert isinstance(engine, PooledSQLiteEngine)
    yield engine
    await door.stop()


def sqlite_file_options() -> dict[str, object]:
    return sqlite_file.OPTIONS


def adding(period: str) -> Steps[None]:
    yield Statement(ADD, period)


async def periods() -> list[str]:
    return [row["period"] for row in await door.fetch("SELECT period FROM job_run ORDER BY period")]


def assert_nothing_is_lost(engine: PooledSQLiteEngine) -> None:
    assert engine.pool._places._value == POOL_SIZE
    assert not engine.pool._turn.locked()


# The hooks of piccolo that the engine stands on


def test_piccolo_is_of_the_line_whose_hooks_we_know() -> None:
    assert version("piccolo").split(".")[:2] == ["1", "38"]


@pytest.mark.parametrize("hook", ["_run_in_new_connection", "_run_in_existing_connection"])
def test_piccolo_still_calls_the_hook_with_the_arguments_we_take(hook: str) -> None:
    theirs = inspect.signature(getattr(SQLiteEngine, hook))
    ours = inspect.signature(getattr(PooledSQLiteEngine, hook))
    assert list(ours.parameters) == list(theirs.parameters)
    for caller in ("run_querystring", "run_ddl"):
        assert f"self.{hook}(" in inspect.getsource(getattr(SQLiteEngine, caller))


async def test_piccolo_opens_no_connection_of_its_own(
    opened: PooledSQLiteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opening(*_: object, **__: object) -> None:
        pytest.fail("piccolo opened a connection of its own")

    monkeypatch.setattr("aiosqlite.connect", opening)
    from models.tables.outbox import JobRun

    async with door.transaction():
        await JobRun(shop_id=1, job="j", period="p").save()
    assert await JobRun.count() == 1


# The file


async def test_every_connection_has_every_safety_switch_on(opened: PooledSQLiteEngine) -> None:
    connections = [await opened.pool.borrow() for _ in range(POOL_SIZE)]
    for connection in connections:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
            [row] = await connection.fetch(f"PRAGMA {pragma}", ())
            assert row[pragma] == value
        opened.pool.give_back(connection)

    def asking() -> Steps[list[object]]:
        found: list[object] = []
        for pragma in ("journal_mode", "synchronous", "foreign_keys"):
            rows = yield Statement(f"PRAGMA {pragma}")
            found += rows[0].values()
        return found

    assert await door.write(asking()) == ["wal", 2, 1]


async def test_the_folder_is_made_and_the_file_is_for_our_eyes_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "deep" / "huiyin.db"
    await door.start(f"sqlite:///{file}")
    await door.stop()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_relative_address_is_relative_to_where_we_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await door.start("sqlite:///var/huiyin.db")
    await door.stop()
    assert (tmp_path / "var" / "huiyin.db").exists()


async def test_a_file_may_be_called_anything(tmp_path: Path) -> None:
    file = tmp_path / "茶舍 #1 50% ?.db"
    await door.start(f"sqlite:///{file}")
    await door.stop()
    assert file.exists()


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderNotWritable, match=r"file.huiyin\.db cannot be written"):
        await door.start(f"sqlite:///{tmp_path / 'file' / 'huiyin.db'}")


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "huiyin.db"
    file.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(door.DatabaseUnavailable, match="cannot be used"):
        await door.start(f"sqlite:///{file}")


def test_a_program_that_dies_without_closing_ends_at_once(sqlite_file: Path) -> None:
    code = (
        "import asyncio; from models import database as d\n"
        "async def main():\n"
        f"    await d.start('sqlite:///{sqlite_file}'); await d.fetch('SELECT 1')\n"
        "    raise SystemExit(7)\n"
        "asyncio.run(main())"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 7


# Connections come back


async def test_a_lock_held_elsewhere_is_busy_and_costs_no_connection(
    opened: PooledSQLiteEngine,
) -> None:
    with sqlite3.connect(opened.file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(POOL_SIZE + 1):
            with pytest.raises(DatabaseBusy):
                await begin_and_end()
        with pytest.raises(DatabaseBusy):
            await door.write(adding("x"))
        with pytest.raises(DatabaseBusy):
            await door.fetch(ADD, "x")
        other.execute("ROLLBACK")
    other.close()
    assert_nothing_is_lost(opened)
    await door.write(adding("y"))
    assert await periods() == ["y"]


async def begin_and_end() -> None:
    async with door.transaction():
        pass


async def test_a_commit_that_fails_gives_the_connection_back_clean(
    opened: PooledSQLiteEngine,
) -> None:
    async def owing() -> None:
        async with door.transaction():
            await door.fetch("CREATE TABLE a (id INTEGER PRIMARY KEY)")
            await door.fetch(
                "CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)"
            )
            await door.fetch("INSERT INTO b VALUES (1)")

    for _ in range(POOL_SIZE + 1):
        with pytest.raises(ConstraintBroken):
            await owing()
    assert_nothing_is_lost(opened)
    async with door.transaction():
        await door.fetch(ADD, "after")
    assert await periods() == ["after"]


@pytest.mark.parametrize("moment", [0, 0.001, 0.01])
async def test_a_cancelled_transaction_gives_the_connection_back_clean(
    opened: PooledSQLiteEngine, moment: float
) -> None:
    async def endless() -> None:
        async with door.transaction():
            while True:
                await door.fetch(ADD, "never")
                await door.fetch("DELETE FROM job_run")

    for _ in range(3 * POOL_SIZE):
        task = asyncio.create_task(endless())
        await asyncio.sleep(moment)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert_nothing_is_lost(opened)
    await door.write(adding("after"))
    assert await periods() == ["after"]


@pytest.mark.parametrize("patience", [0.5])  # so that it still waits however late the cancel is
async def test_a_transaction_cancelled_while_it_waits_for_the_lock_leaves_none_behind(
    opened: PooledSQLiteEngine,
) -> None:
    with sqlite3.connect(opened.file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(begin_and_end())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        other.execute("ROLLBACK")
    other.close()
    assert_nothing_is_lost(opened)
    await door.write(adding("after"))


async def test_a_connection_that_cannot_be_opened_leaves_its_place_to_the_next(
    opened: PooledSQLiteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(path: Path, **_: object) -> None:
        raise sqlite3.OperationalError(f"unable to open {path}")

    idle = await opened.pool.borrow()
    with monkeypatch.context() as patch:
        patch.setattr(KeptConnection, "open", failing)
        for _ in range(POOL_SIZE):
            with pytest.raises(sqlite3.OperationalError):
                await opened.pool.borrow()
    opened.pool.give_back(idle)
    assert_nothing_is_lost(opened)


async def test_who_waits_too_long_for_a_connection_is_told_so(
    opened: PooledSQLiteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_sqlite, "PATIENCE", 0.05)
    held = [await opened.pool.borrow() for _ in range(POOL_SIZE)]
    with pytest.raises(DatabaseBusy, match="no free database connection"):
        await door.fetch("SELECT 1")
    for connection in held:
        opened.pool.give_back(connection)
    assert_nothing_is_lost(opened)


# The writer


async def test_waiting_jobs_share_a_commit(opened: PooledSQLiteEngine) -> None:
    batches: list[int] = []
    commit = opened._writer._commit

    def counting(connection: sqlite3.Connection, batch: list[writer_module.Job]) -> None:
        batches.append(len(batch))
        commit(connection, batch)

    opened._writer._commit = counting  # type: ignore[method-assign]  # to look over its shoulder
    await asyncio.gather(*(door.write(adding(str(n))) for n in range(200)))
    assert sum(batches) == 200
    assert max(batches) <= writer_module.BATCH
    assert len(batches) < 50


async def test_a_full_queue_is_busy_and_empties_again(
    opened: PooledSQLiteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "QUEUE", 10)
    results = await asyncio.gather(
        *(door.write(adding(str(n))) for n in range(30)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None)] * 10 + [DatabaseBusy] * 20
    await door.write(adding("after"))
    assert len(await periods()) == 11


async def test_a_full_disk_refuses_the_whole_batch_and_heals(opened: PooledSQLiteEngine) -> None:
    def limiting(pages: int) -> Steps[None]:
        yield Statement(f"PRAGMA max_page_count = {pages}")

    def filling() -> Steps[None]:
        yield Statement(
            "INSERT INTO job_run (shop_id, job, period, note) VALUES (1, 'j', 'big', {})",
            "x" * 10_000_000,
        )

    await door.write(limiting(1))  # SQLite takes the present size for the limit
    results = await asyncio.gather(
        door.write(filling()), door.write(filling()), return_exceptions=True
    )
    assert [type(result) for result in results] == [DatabaseFull] * 2
    await door.write(limiting(1_000_000))
    await door.write(adding("after"))
    assert await periods() == ["after"]


async def test_a_commit_that_fails_fails_every_job_of_its_batch(
    opened: PooledSQLiteEngine,
) -> None:
    await door.fetch("CREATE TABLE a (id INTEGER PRIMARY KEY)")
    await door.fetch("CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)")

    def owing() -> Steps[None]:
        yield Statement("INSERT INTO b VALUES (1)")

    with pytest.raises(ConstraintBroken):
        await door.write(owing())
    await door.write(adding("after"))
    assert await door.fetch("SELECT * FROM b") == []
    assert await periods() == ["after"]
