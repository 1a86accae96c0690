"""The clock on one page: what is looked at, and how often. Late is fine, twice is not.

APScheduler only ticks, in memory. Which work is done for which period is decided by rows: the
ledger, the outbox's states, a candidate's state. So any number of processes may tick.
"""

from __future__ import annotations

import logging
import os
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from admin.digest import weekly
from huiyin.fonts import chart_fonts
from huiyin.i18n import translator
from huiyin.templating import environment
from models.database import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from huiyin.settings import Settings
    from nlp import Reader

log = logging.getLogger("huiyin.schedule")


@dataclass(frozen=True, slots=True)
class Bench:
    """What the jobs work with."""

    settings: Settings
    reader: Callable[[], Reader]
    clock: Callable[[], datetime]
    owner: str
    post: weekly.Post


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is looked at again and again."""

    name: str
    every: timedelta
    work: Callable[[Bench], Awaitable[int]]


async def compose_digests(bench: Bench) -> int:
    """Write the digests of shops whose Monday morning has come."""
    return await weekly.compose_due(bench.clock(), bench.owner, bench.post)


JOBS = (Job("weekly digests", timedelta(minutes=1), compose_digests),)


def bench_for(
    settings: Settings, reader: Callable[[], Reader], clock: Callable[[], datetime]
) -> Bench:
    """Put together what the jobs work with; the owner names this process in the ledger."""
    post = weekly.Post(
        settings.base_url, settings.mail_from, environment(), chart_fonts(settings), translator
    )
    return Bench(settings, reader, clock, f"{socket.gethostname()}:{os.getpid()}", post)


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
