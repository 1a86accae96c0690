"""The ledger of jobs: who did what for which period, whatever the clock says and how often.

A row is claimed before the work and finished in the work's own transaction; a crash in between
leaves a lease that runs out. Shop 0 is the installation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models import database
from models.choices import JobState

_CLAIM = """
INSERT INTO job_run (shop_id, job, period, state, owner, attempt, lease_until, note, started_at)
VALUES ({}, {}, {}, 'running', {}, 1, {}, '', {})
ON CONFLICT (shop_id, job, period) DO UPDATE SET owner = excluded.owner,
    lease_until = excluded.lease_until, started_at = excluded.started_at,
    attempt = job_run.attempt + 1
WHERE job_run.state = 'running' AND job_run.lease_until < {}
RETURNING id, attempt
"""
_RENEW = """
UPDATE job_run SET lease_until = {}
WHERE shop_id = {} AND id = {} AND state = 'running' AND owner = {} AND attempt = {}
RETURNING id
"""
_END = """
UPDATE job_run SET state = {}, note = {}, finished_at = {}, lease_until = NULL
WHERE shop_id = {} AND id = {} AND state = 'running' AND owner = {} AND attempt = {}
RETURNING id
"""
_POSTPONE = """
UPDATE job_run SET lease_until = {}, note = {}
WHERE shop_id = {} AND id = {} AND state = 'running' AND owner = {} AND attempt = {}
RETURNING id
"""
_RECENT = """
SELECT job, period, state, owner, attempt, note, started_at, finished_at FROM job_run
WHERE shop_id = {} AND job = {} ORDER BY period DESC, id DESC LIMIT {}
"""
NOTE_LENGTH = 400


class LeaseLost(Exception):
    """Somebody else has taken over the run; whatever was done since must be rolled back."""


@dataclass(frozen=True, slots=True)
class Run:
    """A claimed run; `attempt` counts the claims, so an earlier holder cannot finish it."""

    id: int
    shop_id: int
    job: str
    period: str
    owner: str
    attempt: int


@dataclass(frozen=True, slots=True)
class PastRun:
    """One line of the ledger, as an operator reads it."""

    job: str
    period: str
    state: JobState
    owner: str
    attempt: int
    note: str
    started_at: datetime | None
    finished_at: datetime | None


async def claim(
    shop_id: int, job: str, period: str, owner: str, now: datetime, lease: timedelta
) -> Run | None:
    """Take the run of `job` for `period`; None if it is done, skipped or in somebody's hands."""
    until = now + lease
    rows = await database.fetch(_CLAIM, shop_id, job, period, owner, until, now, now)
    if not rows:
        return None
    return Run(rows[0]["id"], shop_id, job, period, owner, rows[0]["attempt"])


async def renew(shop_id: int, run: Run, now: datetime, lease: timedelta) -> None:
    """Keep a long run; raise LeaseLost if somebody else has it by now."""
    _kept(await database.fetch(_RENEW, now + lease, *_fence(shop_id, run)), run)


async def finish(shop_id: int, run: Run, now: datetime, note: str = "") -> None:
    """Mark a run as done, in the transaction of its work; LeaseLost undoes that work."""
    await _end(shop_id, run, JobState.DONE, note, now)


async def skip(shop_id: int, run: Run, now: datetime, note: str) -> None:
    """Mark a run as deliberately not done, and say why."""
    await _end(shop_id, run, JobState.SKIPPED, note, now)


async def postpone(shop_id: int, run: Run, until: datetime, note: str) -> None:
    """Let go of a run that failed; anybody may claim it again after `until`."""
    line = note[:NOTE_LENGTH]
    _kept(await database.fetch(_POSTPONE, until, line, *_fence(shop_id, run)), run)


async def recent(shop_id: int, job: str, limit: int = 10) -> list[PastRun]:
    """Return the latest runs of a job, newest period first."""
    rows = await database.fetch(_RECENT, shop_id, job, limit)
    return [PastRun(**row | {"state": JobState(row["state"])}) for row in rows]


async def _end(shop_id: int, run: Run, state: JobState, note: str, now: datetime) -> None:
    values = (state, note[:NOTE_LENGTH], now)
    _kept(await database.fetch(_END, *values, *_fence(shop_id, run)), run)


def _fence(shop_id: int, run: Run) -> tuple[int, int, str, int]:
    return shop_id, run.id, run.owner, run.attempt


def _kept(rows: list[database.Row], run: Run) -> None:
    if not rows:
        raise LeaseLost(f"{run.job} {run.period}: attempt {run.attempt} lost its lease")
