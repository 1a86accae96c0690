"""Two workers compose digests period by period and are killed; each period is done exactly once.

The letters' keys name the attempt, so that the outbox's own unique key cannot hide a double.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from models import database
from models.choices import MessageKind
from models.queries import job_runs, outbox
from models.queries.job_runs import LeaseLost, Run
from tests.faults.nursery import Child, Say, Work
from tests.faults.survey import NOW

JOB = "digest"
RECIPIENTS = 3
LEASE = timedelta(milliseconds=150)
GATHERING = 0.02  # seconds that the composing of one digest takes here


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what was found; `retried` counts periods that were taken over."""

    engine: str
    seed: int
    kills: int
    periods: int
    retried: int
    missing: int
    doubled: int


def _now(started: float) -> datetime:
    return NOW + timedelta(seconds=time.monotonic() - started)


def _worker(url: str, owner: str, periods: int, started: float, *, apart: bool) -> Work:
    """Return a worker that offers every period again and again, as the ticker does."""

    async def work(say: Say) -> None:
        await database.start(url)
        say("ready")
        while undone := await _undone(periods):
            for period in undone:
                run = await job_runs.claim(1, JOB, period, owner, _now(started), LEASE)
                if run:
                    say(f"claimed {period} {run.attempt}")
                    await _compose(run, started, apart=apart)
            await asyncio.sleep(0.01)
        await database.stop()

    return work


async def _compose(run: Run, started: float, *, apart: bool) -> None:
    await asyncio.sleep(GATHERING)
    try:
        async with database.transaction():
            for recipient in range(RECIPIENTS):
                await outbox.enqueue(1, _letter(run, recipient), _now(started))
            if not apart:
                await job_runs.finish(1, run, _now(started))
        if apart:  # a planted bug: work and record in two transactions
            await asyncio.sleep(GATHERING)
            await job_runs.finish(1, run, _now(started))
    except LeaseLost:
        return


def _letter(run: Run, recipient: int) -> outbox.Letter:
    key = f"digest:{run.period}:{recipient}:{run.attempt}"
    return outbox.Letter(
        kind=MessageKind.DIGEST,
        key=key,
        recipient="manager@example.com",
        subject="周报",
        text="本周",
        message_id=f"<{key}@example.com>",
    )


async def _undone(periods: int) -> list[str]:
    rows = await database.fetch("SELECT period FROM job_run WHERE job = {} AND state = 'done'", JOB)
    return sorted({f"W{number:03}" for number in range(periods)} - {row["period"] for row in rows})


async def _prepare(url: str) -> str:
    await database.start(url)
    try:
        await database.migrate()
        return database.engine_name()
    finally:
        await database.stop()


async def _judge(url: str, periods: int) -> tuple[int, int, int]:
    """Return how many letters are missing and doubled, and how many periods were retried."""
    await database.start(url)
    try:
        rows = await database.fetch("SELECT key FROM outbox_message")
        [retried] = await database.fetch("SELECT count(*) AS n FROM job_run WHERE attempt > 1")
    finally:
        await database.stop()
    letters = Counter(tuple(row["key"].split(":")[1:3]) for row in rows)
    doubled = sum(n - 1 for n in letters.values())
    return periods * RECIPIENTS - len(letters), doubled, int(retried["n"])


def run(url: str, periods: int, seed: int, *, apart: bool = False) -> Report:
    """Let two workers do `periods`, killing one after the other until the work is done."""
    rng, started = random.Random(seed), time.monotonic()
    engine = asyncio.run(_prepare(url))

    def worker(number: int) -> Child:
        return Child(_worker(url, f"worker-{number}", periods, started, apart=apart))

    workers, kills = [worker(0), worker(1)], 0
    while True:
        victim = workers.pop(rng.randrange(2))
        victim.hear("ready")  # on a slow machine nobody would live to begin
        time.sleep(rng.uniform(0.03, 0.15))
        if not victim.kill():
            break  # it had found nothing left to do
        kills += 1
        workers.append(worker(1 + kills))
    workers[0].wait()
    missing, doubled, retried = asyncio.run(_judge(url, periods))
    return Report(engine, seed, kills, periods, retried, missing, doubled)


def main() -> None:
    """Run from the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--periods", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--apart", action="store_true", help="record apart from the work")
    asked = parser.parse_args()
    report = run(asked.url, asked.periods, asked.seed, apart=asked.apart)
    json.dump(asdict(report), sys.stdout)


if __name__ == "__main__":
    main()
