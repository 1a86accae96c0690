"""Shell: each shop's digest of the week that is over, once per person, whoever's clock says so.

The ledger decides which process writes it; letters and their rows are written in the transaction
that finishes the run, so a crash leaves either nothing or everything.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from admin.digest import gathering, letter
from admin.measures.periods import days_of, previous, week_of
from models import database
from models.choices import MessageKind, Role
from models.queries import digests, job_runs, outbox, shops, staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinja2 import Environment

    from admin.digest.content import Content
    from admin.new_words import Segment
    from models.queries.job_runs import Run
    from models.queries.shops import Shop
    from models.queries.staff import StaffMember

log = logging.getLogger("huiyin.digest")
JOB = "weekly_digest"
HOUR = time(8)
LEASE = timedelta(minutes=10)
TRY_AGAIN = timedelta(minutes=15)
READERS = frozenset({Role.OWNER, Role.MANAGER, Role.ANALYST})
NOTHING = "no survey was answered"


@dataclass(frozen=True, slots=True)
class Post:
    """What writing letters needs from outside."""

    base_url: str
    mail_from: str
    templates: Environment
    fonts: tuple[Path, ...]
    translator: Callable[[str], Callable[[str], str]]
    # Cuts a normalised comment into words.
    segment: Segment


def due_period(now: datetime, zone: ZoneInfo) -> str | None:
    """
    Return the week whose digest is due, or None between Monday's midnight and 08:00.

    Only the week that ended last is ever due: after a long stop one digest comes late, not ten.

    Examples
    --------
    >>> from datetime import UTC
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> due_period(datetime(2026, 11, 22, 23, 59, tzinfo=UTC), shanghai)
    >>> due_period(datetime(2026, 11, 23, 0, 0, tzinfo=UTC), shanghai)
    '2026-W47'
    """
    week = week_of(now, zone)
    monday, _ = days_of(week)
    return previous(week) if now >= datetime.combine(monday, HOUR, zone) else None


async def compose_due(now: datetime, owner: str, post: Post) -> int:
    """Write every digest that is due and not yet written; return how many letters that made."""
    letters = 0
    for shop in await shops.every_shop():
        period = due_period(now, shop.zone)
        run = period and await job_runs.claim(shop.id, JOB, period, owner, now, LEASE)
        if run:
            letters += await _compose(shop, run, now, post)
    return letters


async def _compose(shop: Shop, run: Run, now: datetime, post: Post) -> int:
    try:
        content = await gathering.week(shop.id, run.period, shop.zone, post.segment, now)
        if not content.is_worth_sending:
            await job_runs.skip(shop.id, run, now, NOTHING)
            return 0
        readers = [
            person
            for person in await staff.of_shop(shop.id)
            if person.wants_digest and person.roles[shop.id] in READERS
        ]
        letters = {
            locale: _letter(shop, content, locale, post)
            for locale in {person.locale for person in readers}
        }
        async with database.transaction():
            for person in readers:
                await _put(shop, person, content, letters[person.locale], now, post)
            await job_runs.finish(shop.id, run, now, f"{len(readers)} letters")
    except job_runs.LeaseLost:
        log.warning("digest %s of shop %s was taken over", run.period, shop.code)
        return 0
    except Exception as fault:
        await job_runs.postpone(shop.id, run, now + TRY_AGAIN, repr(fault))
        raise
    return len(readers)


def _letter(shop: Shop, content: Content, locale: str, post: Post) -> letter.Letter:
    url = f"{post.base_url}/shops/{shop.code}"
    to = letter.Addressed(shop.name, url, locale, post.translator(locale))
    return letter.compose(content, to, post.templates, post.fonts)


async def _put(
    shop: Shop,
    person: StaffMember,
    content: Content,
    written: letter.Letter,
    now: datetime,
    post: Post,
) -> None:
    """Keep a person's digest and put its letter into the outbox, unless they have it already."""
    kept = json.dumps(asdict(content), ensure_ascii=False, default=str)
    if await digests.keep(shop.id, person.id, content.period, kept, now) is None:
        return
    sender = shop.sender_email or post.mail_from
    domain = sender.rpartition("@")[2] or "huiyin.invalid"
    key = f"digest:{content.period}:{person.id}"
    await outbox.enqueue(
        shop.id,
        outbox.Letter(
            kind=MessageKind.DIGEST,
            key=key,
            recipient=person.email,
            sender=sender,
            subject=written.subject,
            text=written.text,
            html=written.html,
            pictures=written.pictures,
            message_id=f"<{key.replace(':', '.')}.{shop.id}@{domain}>",
        ),
        now,
    )
