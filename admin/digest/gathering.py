"""Shell: read a week and its baseline, and hand them to the pure part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from admin.alerts.gathering import lasting_of
from admin.audited import A_WEEK
from admin.digest import content
from admin.digest.content import Asking, Cases, Content, OverdueCase, Quote, Sums
from admin.digest.new_words import new_words
from admin.measures.periods import days_of, previous
from admin.tag_names import tag_names
from models.queries import alerts, audits, digests, quality
from models.queries import cases as stored_cases
from models.queries.quality import Days
from models.queries.response import asked_and_answered

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from admin.new_words import Segment
    from admin.tag_names import TagNames

LONGEST_QUOTE = 80


async def week(
    shop_id: int, period: str, zone: ZoneInfo, segment: Segment, now: datetime
) -> Content:
    """Return the content of a shop's digest for one ISO week, as it is read at `now`."""
    first, after = days_of(period)
    baseline, _ = days_of(previous(period, content.BASELINE_WEEKS))
    asked = await asked_and_answered(shop_id, Days(first, after), zone)
    names = await tag_names(shop_id)
    quotes = [
        Quote(quote.answer_id, quote.code, shortened(quote.text))
        for quote in await digests.quotes(shop_id, first, after)
        if names.shows(quote.code)
    ]
    opened = await alerts.open_alerts(shop_id)
    told = content.compose(
        period,
        await sums(shop_id, Days(first, after), names),
        await sums(shop_id, Days(baseline, first), names),
        Asking(asked.sent, asked.answered),
        quotes,
        await new_words(shop_id, period, segment),
        opened,
    )
    pool = await audits.pool(shop_id, Days(first, after))
    lasts = await lasting_of(shop_id, opened, period)
    return replace(
        told,
        to_judge=min(len(pool), A_WEEK),
        names=names,
        lasts=lasts,
        cases=await cases(shop_id, now),
    )


async def cases(shop_id: int, now: datetime) -> Cases:
    """Return how many cases wait, and which have waited too long."""
    found = await stored_cases.standing(shop_id, now)
    late = tuple(OverdueCase(one.id, one.reasons) for one in found.urgent if one.is_overdue(now))
    return Cases(found.open, found.overdue, late)


async def sums(shop_id: int, days: Days, names: TagNames) -> Sums:
    """Return what was counted over `days`, without complaints that the shop hides."""
    scores = await quality.scores(shop_id, days)
    tags = await quality.tags(shop_id, days)
    by_tag = {code: n for code, n in tags.by_code.items() if names.shows(code)}
    return Sums(scores.answers, scores.imported, scores.by_item, by_tag, tags.read)


def shortened(text: str) -> str:
    """Return a comment on one line, cut at 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
