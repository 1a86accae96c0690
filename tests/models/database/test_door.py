"""One door, two engines, the same behaviour."""

import asyncio

import pytest

from models import database as door
from models.database import (
    ConstraintBroken,
    DatabaseUnavailable,
    DatabaseUrlInvalid,
    Row,
    Statement,
    Steps,
    TransactionMisused,
)
from tests.models.database.conftest import Trial

COUNT = "SELECT count(*) AS n FROM trial"
ADD = "INSERT INTO trial (number) VALUES ({})"


async def numbers() -> list[int]:
    return [row["number"] for row in await door.fetch("SELECT number FROM trial ORDER BY number")]


def adding(*values: int) -> Steps[int]:
    """Add one row per value and return how many rows there are then."""
    for value in values:
        yield Statement(ADD, value)
    rows = yield Statement(COUNT)
    return int(rows[0]["n"])


# Opening and closing


async def test_a_test_runs_on_the_engine_it_was_asked_for(database: str, engine: str) -> None:
    assert door.engine_name() == engine


async def test_commits_survive_a_power_cut_on_the_open_database(database: str, engine: str) -> None:
    switches = await door.durability()
    if engine == "sqlite":
        assert switches == {"journal_mode": "wal", "synchronous": "2"}  # 2 is FULL
    else:  # the tests' own server has fsync off, to be quick
        assert switches["synchronous_commit"] == "on"


async def test_only_what_can_be_made_again_is_written_without_waiting_for_the_disk(
    database_url: str, engine: str
) -> None:
    await door.start(database_url, durable=False)
    switches = await door.durability()
    await door.stop()
    name = "synchronous" if engine == "sqlite" else "synchronous_commit"
    assert switches[name] in {"0", "off"}


async def test_a_process_may_open_and_close_several_databases(
    database_url: str, blank_url: str
) -> None:
    for url in (database_url, blank_url, database_url):
        await door.start(url)
        expected = 0 if url == database_url else await door.migrate()
        assert await door.pending_migrations() == 0
        assert expected in (0, 3) or expected > 3
        await door.stop()


async def test_opening_twice_is_a_mistake_and_closing_twice_is_none(database: str) -> None:
    with pytest.raises(TransactionMisused, match="stop"):
        await door.start(database)
    await door.stop()
    await door.stop()
    with pytest.raises(DatabaseUnavailable, match="start"):
        await door.fetch("SELECT 1")


@pytest.mark.parametrize(
    "url",
    ["mysql://localhost/huiyin", "", "huiyin.db", "sqlite://", "sqlite:///", "/var/huiyin.db"],
)
async def test_an_address_of_nothing_we_know_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid, match=r"sqlite:///var/huiyin\.db or postgresql://"):
        await door.start(url)


async def test_a_server_that_is_gone_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1/huiyin") as raised:
        await door.start("postgresql://huiyin:s3cret@127.0.0.1:1/huiyin")
    assert "s3cret" not in str(raised.value)


# Transactions


async def test_a_transaction_keeps_all_or_nothing(trial: type[Trial]) -> None:
    async def half() -> None:
        async with door.transaction():
            await door.fetch(ADD, 1)
            await Trial(number=2).save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await numbers() == []
    async with door.transaction():
        await door.fetch(ADD, 1)
        await Trial(number=2).save()
        assert await numbers() == [1, 2]
    assert await numbers() == [1, 2]


async def test_a_nested_transaction_fails_alone(trial: type[Trial]) -> None:
    async def inner() -> None:
        async with door.transaction():
            await door.fetch(ADD, 2)
            async with door.transaction():
                await door.fetch(ADD, 3)
            raise RuntimeError

    async with door.transaction():
        await door.fetch(ADD, 1)
        with pytest.raises(RuntimeError):
            await inner()
        async with door.transaction():
            await door.fetch(ADD, 4)
    assert await numbers() == [1, 4]


async def test_what_a_nested_transaction_kept_is_lost_with_the_outer_one(
    trial: type[Trial],
) -> None:
    async def outer() -> None:
        async with door.transaction():
            async with door.transaction():
                await door.fetch(ADD, 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await outer()
    assert await numbers() == []


async def test_a_broken_rule_has_one_name_on_both_engines(trial: type[Trial]) -> None:
    await door.fetch(ADD, 1)
    with pytest.raises(ConstraintBroken):
        await door.fetch(ADD, 1)
    with pytest.raises(ConstraintBroken):
        await Trial(number=1).save()
    with pytest.raises(ConstraintBroken):
        await door.write(adding(1))
    assert await numbers() == [1]


async def test_readers_do_not_wait_for_an_open_transaction_nor_see_into_it(
    trial: type[Trial],
) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def writer() -> None:
        async with door.transaction():
            await door.fetch(ADD, 1)
            inside.set()
            await go_on.wait()

    task = asyncio.create_task(writer())
    await inside.wait()
    assert await numbers() == []
    go_on.set()
    await task
    assert await numbers() == [1]


async def test_a_task_started_inside_a_transaction_is_told_to_wait(trial: type[Trial]) -> None:
    async with door.transaction():
        await door.fetch(ADD, 1)
        for use in (lambda: door.fetch(COUNT), lambda: Trial.count().run(), nest):
            with pytest.raises(TransactionMisused, match="started inside a transaction"):
                await asyncio.create_task(use())
    assert await numbers() == [1]


async def nest() -> None:
    async with door.transaction():
        pass


async def test_forty_read_modify_writes_at_once_lose_nothing(trial: type[Trial]) -> None:
    await door.fetch("INSERT INTO trial (words) VALUES ('0')")

    async def add_one() -> None:
        async with door.transaction():
            sql = "SELECT words FROM trial /* FOR UPDATE */"
            [row] = await door.fetch(sql)
            await door.fetch("UPDATE trial SET words = {}", str(int(row["words"]) + 1))

    await asyncio.gather(*(add_one() for _ in range(40)))
    [row] = await door.fetch("SELECT words FROM trial")
    assert row["words"] == "40"


# Writing answers


async def test_a_write_returns_what_its_job_returns_after_the_commit(trial: type[Trial]) -> None:
    assert await door.write(adding(1, 2, 3)) == 3
    assert await numbers() == [1, 2, 3]


async def test_a_job_without_statements_is_no_trouble(trial: type[Trial]) -> None:
    def nothing() -> Steps[str]:
        yield from ()
        return "done"

    assert await door.write(nothing()) == "done"


async def test_a_failing_job_leaves_nothing_and_disturbs_nobody(trial: type[Trial]) -> None:
    def failing(number: int) -> Steps[None]:
        yield Statement(ADD, number)
        raise ZeroDivisionError

    def clashing(number: int) -> Steps[None]:
        yield Statement(ADD, number)
        yield Statement(ADD, number)

    jobs = [
        job(n)
        for n in range(0, 90, 3)
        for job in (adding, lambda n: failing(n + 1), lambda n: clashing(n + 2))
    ]
    results = await asyncio.gather(*(door.write(job) for job in jobs), return_exceptions=True)
    kinds = [type(result) for result in results]
    assert kinds == [int, ZeroDivisionError, ConstraintBroken] * 30
    assert await numbers() == list(range(0, 90, 3))


async def test_a_bug_in_a_jobs_sql_stays_loud_and_the_door_open(trial: type[Trial]) -> None:
    def wrong() -> Steps[None]:
        yield Statement("SELECT no_such_column FROM trial")

    with pytest.raises(Exception, match="no_such_column"):
        await door.write(wrong())
    assert await door.write(adding(1)) == 1


async def test_many_rows_go_in_by_one_statement(trial: type[Trial]) -> None:
    def many() -> Steps[list[Row]]:
        rows = yield Statement.many(ADD, [(n,) for n in range(5)])
        return rows

    assert await door.write(many()) == []
    assert await numbers() == [0, 1, 2, 3, 4]


async def test_a_caller_who_leaves_does_not_undo_the_write(trial: type[Trial]) -> None:
    task = asyncio.create_task(door.write(adding(1)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await door.write(adding(2))
    assert set(await numbers()) >= {2}
    for _ in range(3_000):
        if await numbers() == [1, 2]:
            break
        await asyncio.sleep(0.01)
    assert await numbers() == [1, 2]


async def test_a_write_inside_a_transaction_is_refused_before_it_waits_for_itself(
    trial: type[Trial],
) -> None:
    async with door.transaction():
        with pytest.raises(TransactionMisused, match="outside"):
            await door.write(adding(1))


async def test_closing_lets_the_writes_under_way_finish(trial: type[Trial], database: str) -> None:
    tasks = [asyncio.create_task(door.write(adding(n))) for n in range(20)]
    await asyncio.sleep(0)
    await door.stop()
    await asyncio.gather(*tasks)
    await door.start(database)
    Trial._meta.db = door.bound()
    assert await numbers() == list(range(20))
