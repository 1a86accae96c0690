"""Shell: each shop's night lesson, from its people's corrections to a reader that may serve.

Fitting needs a gigabyte and a minute or two: a process of its own does it and goes away.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import time, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING

from models.queries import corrections, job_runs, reader_models, shops
from models.queries.reader_models import Version

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from models.queries.corrections import LearnedComment
    from models.queries.shops import Shop
    from nlp.learning import Correction, Lesson

    Teach = Callable[[list[Correction], Path, str], Awaitable["Taught"]]

log = logging.getLogger("huiyin.learning")
JOB = "learn"
NIGHT = time(3)
LEASE = timedelta(minutes=30)
TRY_AGAIN = timedelta(hours=1)
POLITE = 10
"""By how much a lesson stands back behind whatever else the machine does."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson as rows keep it: the reader's bytes, what was measured, and whether it may serve."""

    artefact: bytes
    promoted: bool
    manifest: str
    note: str


async def learn_due(now: datetime, owner: str, cache_dir: Path) -> int:
    """Teach every shop whose night has come and that has new corrections; return how many."""
    taught = 0
    for shop in await shops.every_shop():
        local = now.astimezone(shop.zone)
        if local.time() < NIGHT:
            continue
        period = local.date().isoformat()
        run = await job_runs.claim(shop.id, JOB, period, owner, now, LEASE)
        if run:
            taught += await _night(shop, run, now, cache_dir)
    return taught


async def _night(shop: Shop, run: job_runs.Run, now: datetime, cache_dir: Path) -> int:
    try:
        reason = await reason_to_rest(shop.id)
        if reason:
            await job_runs.skip(shop.id, run, now, reason)
            return 0
        version = await learn_shop(shop, now, cache_dir)
        await job_runs.finish(shop.id, run, now, version.note)
    except job_runs.LeaseLost:
        log.warning("the lesson of shop %s was taken over", shop.code)
        return 0
    except Exception as fault:
        await job_runs.postpone(shop.id, run, now + TRY_AGAIN, repr(fault))
        raise
    return 1


async def reason_to_rest(shop_id: int) -> str:
    """Say why there is nothing to learn now; nothing where there is."""
    from nlp.learning import ENOUGH_CORRECTIONS

    state = await corrections.state(shop_id)
    if state.comments < ENOUGH_CORRECTIONS:
        return f"{state.comments} corrected comments; {ENOUGH_CORRECTIONS} are needed"
    kept = await reader_models.versions(shop_id, limit=1)
    if kept and state.last_at is not None and state.last_at <= kept[0].created_at:
        return "no correction since the last lesson"
    return ""


async def learn_shop(
    shop: Shop, now: datetime, cache_dir: Path, teach: Teach | None = None
) -> Version:
    """Learn from the shop's corrections now; keep the reader, active if it may serve."""
    corrected = await corrections.corrected(shop.id)
    # Who judges a comment whole also shows the reader what is no complaint; others do not.
    partly = sum(not comment.complete for comment in corrected)
    others = await corrections.untouched(shop.id, partly)
    name = f"{shop.code}-{now:%Y%m%d-%H%M%S}"
    examples = [as_correction(comment) for comment in (*corrected, *others)]
    examples += marked_clauses(corrected)
    taught = await (teach or in_own_process)(examples, cache_dir, name)
    version = Version(name, taught.manifest, taught.promoted, taught.note, now)
    await reader_models.add(shop.id, version, taught.artefact)
    log.info("shop %s learned %s: %s", shop.code, name, taught.note)
    return version


def as_correction(comment: LearnedComment) -> Correction:
    """Turn a row into what the reader learns from."""
    from nlp.learning import Correction

    return Correction(
        comment.text,
        comment.present,
        comment.absent,
        comment.read,
        comment.polarity,
        comment.person,
        comment.complete,
    )


def marked_clauses(corrected: list[LearnedComment]) -> list[Correction]:
    """Return what people marked in comments: a clause says plainly what it complains of."""
    from nlp.learning import Correction

    nothing = frozenset[str]()
    return [
        Correction(
            clause.text,
            nothing,
            nothing,
            clause.codes,
            polarity="negative",
            person=comment.person,
            part_of=at,
        )
        for at, comment in enumerate(corrected)
        for clause in comment.marked
    ]


async def in_own_process(examples: list[Correction], cache_dir: Path, name: str) -> Taught:
    """Hold a lesson in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn"), os.nice, (POLITE,)) as pool:
        asked = asyncio.get_running_loop().run_in_executor(pool, hold, examples, cache_dir, name)
        return await asked


def hold(examples: list[Correction], cache_dir: Path, name: str) -> Taught:
    """Hold a lesson here and now."""
    from nlp.artefact import analyser_in
    from nlp.corpus import all_lines
    from nlp.learning import learn_from

    cache_dir.mkdir(parents=True, exist_ok=True)
    return as_taught(learn_from(examples, all_lines(), analyser_in(cache_dir), name))


def as_taught(lesson: Lesson) -> Taught:
    """Turn a lesson into what rows keep."""
    from nlp.artefact import to_bytes

    metrics: dict[str, object] = {
        "promoted": lesson.promoted,
        "second_look": lesson.candidate.experience is not None,
        "checks": [asdict(check) for check in lesson.checks],
        "figures": lesson.figures,
        "rates": {code: asdict(rates) for code, rates in lesson.rates.items()},
        "waiting": lesson.waiting,
    }
    return Taught(
        to_bytes(lesson.candidate, metrics),
        lesson.promoted,
        json.dumps(metrics),
        told(lesson),
    )


def told(lesson: Lesson) -> str:
    """Say in one line what came of a lesson and why."""
    head = "promoted" if lesson.promoted else "not promoted"
    reasons = [
        f"{check.name}: {'yes' if check.passed else 'no'} "
        f"({check.figure:+.3f}, needed {check.needed:+.3f})"
        for check in lesson.checks
    ]
    seldom = [f"{code} waits: judged {n} times" for code, n in lesson.waiting.items()]
    return "; ".join([head, *reasons, *seldom])
