"""What is particular to PostgreSQL: a server that comes and goes, a pool that loses nothing."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from piccolo.engine.postgres import PostgresEngine

from models import database as door
from models.database import (
    DatabaseBusy,
    DatabaseUnavailable,
    Statement,
    Steps,
    engine_postgres,
    pool_postgres,
)
from models.database.engine_postgres import POOL_SIZE, PooledPostgresEngine

ADD = "INSERT INTO job_run (shop_id, job, period) VALUES (1, 'j', {})"
KILL = (
    "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
ALIVE = "SELECT 1 FROM pg_stat_activity WHERE pid = ANY($1)"


@pytest.fixture
async def opened(postgres_url: str, anyio_backend: str) -> AsyncIterator[PooledPostgresEngine]:
    """Open the database."""
    await door.start(postgres_url)
    engine = door.bound()
    assert isinstance(engine, PooledPostgresEngine)
    yield engine
    await door.stop()


async def kill_connections(url: str) -> None:
    """End every other session and wait until the server has said farewell to all of them."""
    connection = await asyncpg.connect(url)
    killed = [row["pid"] for row in await connection.fetch(KILL)]
    for _ in range(1000):
        if not await connection.fetch(ALIVE, killed):
            await connection.close()
            return
        await asyncio.sleep(0.01)
    pytest.fail("somebody does not go")


def adding(period: str) -> Steps[None]:
    yield Statement(ADD, period)


async def until_somebody_sleeps() -> None:
    query = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    for _ in range(1000):
        if await door.fetch(query):
            return
        await asyncio.sleep(0.01)
    pytest.fail("nobody sleeps")


async def count() -> int:
    [row] = await door.fetch("SELECT count(*) AS n FROM job_run")
    return int(row["n"])


def assert_nothing_is_lost(engine: PooledPostgresEngine) -> None:
    pool = engine.pool
    assert pool is not None
    assert pool.get_size() - pool.get_idle_size() == 0


async def test_piccolo_still_calls_the_hook_with_the_arguments_we_take(postgres_url: str) -> None:
    theirs = inspect.signature(PostgresEngine._run_in_pool)
    ours = inspect.signature(PooledPostgresEngine._run_in_pool)
    assert list(ours.parameters) == list(theirs.parameters)
    for caller in (PostgresEngine.run_querystring, PostgresEngine.run_ddl):
        assert "self._run_in_pool(" in inspect.getsource(caller)


async def test_every_session_commits_durably_and_speaks_utc(opened: PooledPostgresEngine) -> None:
    for name, value in {"synchronous_commit": "on", "TimeZone": "UTC"}.items():
        [row] = await door.fetch("SELECT current_setting({}) AS value", name)
        assert row["value"] == value


async def test_a_statement_has_one_plan_from_its_first_run(opened: PooledPostgresEngine) -> None:
    sql = "SELECT n FROM score_count WHERE shop_id = {} AND {} IN ('', form)"
    for form in ("", "P"):
        await door.fetch(sql, 1, form)
    [row] = await door.fetch(
        "SELECT sum(generic_plans) AS generic, sum(custom_plans) AS custom"
        " FROM pg_prepared_statements WHERE statement LIKE 'SELECT n FROM score_count %'"
    )
    assert (row["generic"], row["custom"]) == (2, 0)


async def test_what_writes_is_planned_for_the_tables_as_they_are(
    opened: PooledPostgresEngine,
) -> None:
    sql = "SELECT current_setting('plan_cache_mode') AS mode"

    def asking() -> Steps[str]:
        rows = yield Statement(sql)
        return str(rows[0]["mode"])

    async with door.transaction():
        [inside] = await door.fetch(sql)
    [outside] = await door.fetch(sql)
    assert (await door.write(asking()), inside["mode"]) == ("auto", "auto")
    assert outside["mode"] == "force_generic_plan"


async def test_piccolo_creates_no_extension(opened: PooledPostgresEngine) -> None:
    assert await door.fetch("SELECT 1 FROM pg_extension WHERE extname <> 'plpgsql'") == []


async def test_connections_that_were_cut_are_replaced(
    opened: PooledPostgresEngine, postgres_url: str
) -> None:
    for _ in range(3):
        await kill_connections(postgres_url)
        for _ in range(POOL_SIZE):
            try:
                await door.fetch("SELECT 1")
            except DatabaseUnavailable:
                continue
        assert await count() == 0
        await door.write(adding("x"))
        await door.fetch("DELETE FROM job_run")
    assert_nothing_is_lost(opened)


@asynccontextmanager
async def line_that_hides_its_end(url: str) -> AsyncIterator[str]:
    """Pass bytes on to the server, but never tell the client that the server hung up."""
    address = urlsplit(url)
    [folder] = parse_qs(address.query)["host"]

    async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while piece := await source.read(65_536):
            sink.write(piece)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clients.append(writer)
        answers, server = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        heard = asyncio.create_task(pass_on(answers, writer))
        await pass_on(reader, server)
        heard.cancel()
        server.close()

    clients: list[asyncio.StreamWriter] = []
    line = await asyncio.start_server(connect, "127.0.0.1", 0)
    port = line.sockets[0].getsockname()[1]
    async with line:
        yield f"postgresql://postgres:@127.0.0.1:{port}{address.path}"
    for client in clients:
        client.close()


async def test_a_connection_that_the_server_has_left_is_replaced_unnoticed(
    postgres_url: str, anyio_backend: str
) -> None:
    async with line_that_hides_its_end(postgres_url) as url:
        await door.start(url)
        engine = door.bound()
        assert isinstance(engine, PooledPostgresEngine)

        async def in_transaction() -> None:
            async with door.transaction():
                await door.fetch(ADD, "inside")

        for act in (count, lambda: door.write(adding("written")), in_transaction):
            await asyncio.gather(*(door.fetch("SELECT pg_sleep(0.05)") for _ in range(POOL_SIZE)))
            await kill_connections(postgres_url)
            await asyncio.sleep(0.1)
            await act()
        assert await count() == 2
        assert_nothing_is_lost(engine)
    await door.stop()


async def test_a_server_that_goes_in_the_middle_of_a_transaction_is_unavailable(
    opened: PooledPostgresEngine, postgres_url: str
) -> None:
    async def cut() -> None:
        async with door.transaction():
            await door.fetch(ADD, "never")
            await kill_connections(postgres_url)
            await door.fetch(ADD, "neither")

    with pytest.raises(DatabaseUnavailable):
        await cut()
    assert_nothing_is_lost(opened)
    assert await count() == 0


async def test_a_server_that_goes_in_the_middle_of_a_write_is_unavailable(
    opened: PooledPostgresEngine, postgres_url: str
) -> None:
    def sleeping() -> Steps[None]:
        yield Statement(ADD, "never")
        yield Statement("SELECT pg_sleep(30)")

    task = asyncio.create_task(door.write(sleeping()))
    await until_somebody_sleeps()
    await kill_connections(postgres_url)
    with pytest.raises(DatabaseUnavailable):
        await task
    assert_nothing_is_lost(opened)
    assert await count() == 0


async def test_two_writes_that_wait_for_each_other_are_busy_not_lost(
    opened: PooledPostgresEngine,
) -> None:
    for period in ("a", "b"):
        await door.write(adding(period))

    def touching(*periods: str) -> Steps[None]:
        for period in periods:
            yield Statement("UPDATE job_run SET note = 'x' WHERE period = {}", period)
            yield Statement("SELECT pg_sleep(0.1)")

    results = await asyncio.gather(
        door.write(touching("a", "b")), door.write(touching("b", "a")), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["DatabaseBusy", "NoneType"]
    assert_nothing_is_lost(opened)


async def test_a_cancelled_transaction_gives_the_connection_back_clean(
    opened: PooledPostgresEngine,
) -> None:
    async def endless() -> None:
        async with door.transaction():
            while True:
                await door.fetch(ADD, "never")
                await door.fetch("DELETE FROM job_run")

    for moment in (0, 0.001, 0.005, 0.01) * POOL_SIZE:
        task = asyncio.create_task(endless())
        await asyncio.sleep(moment)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert_nothing_is_lost(opened)
    assert await count() == 0


async def test_who_waits_too_long_for_a_connection_is_told_so(
    opened: PooledPostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [await opened.connections.borrow() for _ in range(POOL_SIZE)]
    monkeypatch.setattr(pool_postgres, "PATIENCE", 0.05)
    with pytest.raises(DatabaseBusy):
        await door.fetch("SELECT 1")
    for connection in held:
        await opened.connections.give_back(connection)
    assert_nothing_is_lost(opened)


async def test_too_many_writes_at_once_are_busy(
    opened: PooledPostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_postgres, "QUEUE", 10)
    results = await asyncio.gather(
        *(door.write(adding(str(n))) for n in range(30)), return_exceptions=True
    )
    assert sorted({type(result).__name__ for result in results}) == ["DatabaseBusy", "NoneType"]
    assert await count() == 10
