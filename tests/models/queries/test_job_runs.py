"""One period of one job is done once, by whoever holds its lease."""

import asyncio
from datetime import timedelta

import pytest

from models import database as door
from models.choices import JobState, MessageKind
from models.queries import job_runs, outbox
from models.queries.job_runs import LeaseLost
from tests.conftest import Clock

LEASE = timedelta(minutes=5)
SHOP, OTHER_SHOP = 1, 2

pytestmark = pytest.mark.usefixtures("database")


async def test_the_first_to_ask_gets_the_period_and_the_second_does_not(clock: Clock) -> None:
    first = await job_runs.claim(SHOP, "digest", "2026-W47", "a", clock(), LEASE)
    second = await job_runs.claim(SHOP, "digest", "2026-W47", "b", clock(), LEASE)
    assert first is not None
    assert first.attempt == 1
    assert second is None


async def test_another_shop_period_or_job_is_another_run(clock: Clock) -> None:
    for shop_id, job, period in (
        (SHOP, "digest", "2026-W47"),
        (OTHER_SHOP, "digest", "2026-W47"),
        (SHOP, "digest", "2026-W48"),
        (SHOP, "train", "2026-W47"),
    ):
        assert await job_runs.claim(shop_id, job, period, "a", clock(), LEASE)


async def test_a_crashed_run_is_taken_over_when_its_lease_ends(clock: Clock) -> None:
    await job_runs.claim(SHOP, "digest", "2026-W47", "a", clock(), LEASE)
    clock.move(LEASE)
    assert await job_runs.claim(SHOP, "digest", "2026-W47", "b", clock(), LEASE) is None
    clock.move(timedelta(microseconds=1))
    taken = await job_runs.claim(SHOP, "digest", "2026-W47", "b", clock(), LEASE)
    assert taken is not None
    assert taken.attempt == 2


async def test_who_lost_the_lease_cannot_finish_and_its_work_is_undone(clock: Clock) -> None:
    late = await job_runs.claim(SHOP, "digest", "2026-W47", "a", clock(), LEASE)
    clock.move(2 * LEASE)
    taken = await job_runs.claim(SHOP, "digest", "2026-W47", "b", clock(), LEASE)
    assert late
    assert taken
    letter = outbox.Letter(
        MessageKind.DIGEST, "digest:2026-W47:1", "m@example.com", "s", "t", "<1>"
    )

    async def work() -> None:
        async with door.transaction():
            await outbox.enqueue(SHOP, letter, clock())
            await job_runs.finish(SHOP, late, clock())

    with pytest.raises(LeaseLost):
        await work()
    assert await door.fetch("SELECT id FROM outbox_message") == []
    await job_runs.finish(SHOP, taken, clock(), "1 letter")


async def test_a_finished_run_is_never_claimed_again(clock: Clock) -> None:
    run = await job_runs.claim(SHOP, "digest", "2026-W47", "a", clock(), LEASE)
    assert run
    await job_runs.finish(SHOP, run, clock())
    clock.move(timedelta(days=400))
    assert await job_runs.claim(SHOP, "digest", "2026-W47", "b", clock(), LEASE) is None


async def test_a_run_with_nothing_to_do_is_skipped_with_a_note(clock: Clock) -> None:
    run = await job_runs.claim(SHOP, "digest", "2026-W47", "a", clock(), LEASE)
    assert run
    await job_runs.skip(SHOP, run, clock(), "nobody answered that week")
    [past] = await job_runs.recent(SHOP, "digest")
    assert (past.state, past.note) == (JobState.SKIPPED, "nobody answered that week")
    assert past.finished_at == clock()
    assert await job_runs.recent(OTHER_SHOP, "digest") == []


async def test_a_long_run_keeps_its_lease_by_renewing(clock: Clock) -> None:
    run = await job_runs.claim(SHOP, "train", "2026-11-23", "a", clock(), LEASE)
    assert run
    clock.move(timedelta(minutes=4))
    await job_runs.renew(SHOP, run, clock(), LEASE)
    clock.move(timedelta(minutes=4))
    assert await job_runs.claim(SHOP, "train", "2026-11-23", "b", clock(), LEASE) is None


async def test_a_failed_run_may_be_tried_again_after_a_while(clock: Clock) -> None:
    run = await job_runs.claim(SHOP, "train", "2026-11-23", "a", clock(), LEASE)
    assert run
    await job_runs.postpone(SHOP, run, clock() + timedelta(hours=1), "the disk was full")
    clock.move(timedelta(minutes=59))
    assert await job_runs.claim(SHOP, "train", "2026-11-23", "a", clock(), LEASE) is None
    clock.move(timedelta(minutes=2))
    assert await job_runs.claim(SHOP, "train", "2026-11-23", "a", clock(), LEASE)


async def test_of_fifty_at_once_exactly_one_gets_the_run(clock: Clock) -> None:
    claims = [
        job_runs.claim(SHOP, "digest", "2026-W47", f"worker-{n}", clock(), LEASE) for n in range(50)
    ]
    assert len([run for run in await asyncio.gather(*claims) if run]) == 1
