"""The clock on one page: what is looked at, and how often. Late is fine, twice is not.

APScheduler only ticks, in memory. Which work is done for which period is decided by rows: the
ledger, the outbox's states, a candidate's state. So any number of processes may tick.
"""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from admin.alerts import weekly as alerts
from admin.cases import opening as cases
from admin.dashboard.health import keeping
from admin.digest import weekly
from feedback.answers import jobs as answers
from feedback.invitations import jobs as invitations
from huiyin import learning, outbox
from huiyin.bench import Bench, bench_for
from models.database import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from huiyin.settings import Settings
    from nlp import Reader

log = logging.getLogger("huiyin.schedule")


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is looked at again and again."""

    name: str
    every: timedelta
    work: Callable[[Bench], Awaitable[int]]


async def send_invitations(bench: Bench) -> int:
    """Ask whoever's time has come."""
    return await invitations.send_due_invitations(bench.clock(), bench.desk)


async def send_reminders(bench: Bench) -> int:
    """Remind, once, whoever has not answered."""
    return await invitations.send_reminders(bench.clock(), bench.desk)


async def close_invitations(bench: Bench) -> int:
    """Withdraw the pointless and close the overdue."""
    return await invitations.close_invitations(bench.clock())


async def hand_over_letters(bench: Bench) -> int:
    """Hand letters to the mail server; without one they wait."""
    return await outbox.drain(bench.post) if bench.post is not None else 0


async def read_comments(bench: Bench) -> int:
    """Read what a crash, or a process without a reader, left unread."""
    return await answers.read_waiting_comments(bench.clock(), bench.reader)


async def forget_drafts(bench: Bench) -> int:
    """Delete what was never submitted before its survey closed."""
    return await answers.forget_closed_drafts(bench.clock())


async def open_cases(bench: Bench) -> int:
    """Open a case for each answer that needs a person."""
    return await cases.open_due(bench.clock())


async def judge_weeks(bench: Bench) -> int:
    """Hold the finished week of each shop against its frozen baselines."""
    return await alerts.evaluate_due(bench.clock(), bench.owner)


async def keep_weeks(bench: Bench) -> int:
    """Count the finished weeks that pages would otherwise read row by row."""
    return await keeping.keep_due(bench.clock())


async def compose_digests(bench: Bench) -> int:
    """Write the digests of shops whose Monday morning has come."""
    return await weekly.compose_due(bench.clock(), bench.owner, bench.digests)


async def learn(bench: Bench) -> int:
    """Teach the readers of shops whose people have corrected them."""
    return await learning.learn_due(bench.clock(), bench.owner, bench.reader_folder)


JOBS = (
    Job("invitations", timedelta(minutes=1), send_invitations),
    Job("reminders", timedelta(minutes=5), send_reminders),
    Job("closing", timedelta(minutes=5), close_invitations),
    Job("letters", timedelta(seconds=10), hand_over_letters),
    Job("comments", timedelta(seconds=15), read_comments),
    Job("drafts", timedelta(hours=1), forget_drafts),
    Job("cases", timedelta(minutes=1), open_cases),
    Job("alerts", timedelta(minutes=5), judge_weeks),
    Job("kept weeks", timedelta(minutes=5), keep_weeks),
    Job("weekly digests", timedelta(minutes=1), compose_digests),
    Job("learning", timedelta(minutes=10), learn),
)


async def tick(job: Job, bench: Bench) -> int:
    """Do one job once; a fault is written down and the next tick tries again."""
    try:
        return await job.work(bench)
    except DatabaseUnavailable as fault:
        log.warning("%s: %s", job.name, fault)
    except Exception:
        log.exception("%s failed; the next tick tries again", job.name)
    return 0


@asynccontextmanager
async def ticking_beside(
    settings: Settings, reader: Callable[[], Reader], clock: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Keep the schedule while the body runs."""
    bench = bench_for(settings, reader, clock)
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        scheduler.add_job(
            tick,
            "interval",
            seconds=job.every.total_seconds(),
            args=(job, bench),
            name=job.name,
            next_run_time=clock(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
