"""Whom we asked, and who answered; what a rate of them means is the business of admin/measures.

The whole shop is read from the counts, a slice of it from the invitations.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models import database
from models.choices import AnswerSource
from models.counting import ASKED, LONGEST_REPLY
from models.queries.quality import WHOLE, Days, Slice

# The last line brings the replies that came late enough to fall behind the span.
_COUNTED = """
SELECT item, min(day) AS day, 0 AS after, CAST(sum(n) AS BIGINT) AS n FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND item IN ('ASKED', 'HEARD') GROUP BY item
UNION ALL
SELECT 'late', day, score, CAST(sum(n) AS BIGINT) FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND item = 'HEARD' GROUP BY day, score
"""
_OF_KIND = """
SELECT count(*) AS sent,
    CAST(coalesce(sum(CASE WHEN answered_at < {} THEN 1 ELSE 0 END), 0) AS BIGINT) AS answered
FROM invitation
WHERE shop_id = {} AND sent_at >= {} AND sent_at < {} AND state <> 'withdrawn'
    AND {} IN ('', survey_kind)
"""
_OF_SLICE = """
SELECT count(*) AS sent,
    CAST(coalesce(sum(CASE WHEN i.answered_at < {} THEN 1 ELSE 0 END), 0) AS BIGINT) AS answered
FROM invitation i
    JOIN candidate c ON c.id = i.candidate_id AND c.shop_id = i.shop_id
    LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = i.shop_id
WHERE i.shop_id = {} AND i.sent_at >= {} AND i.sent_at < {} AND i.state <> 'withdrawn'
    AND {} IN ('', i.survey_kind) AND {} IN ('', o.sales_channel)
    AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
"""


@dataclass(frozen=True, slots=True)
class Response:
    """How many were asked in a span, and how many of them had answered by its end."""

    sent: int
    answered: int


async def asked_and_answered(
    shop_id: int, days: Days, zone: ZoneInfo, where: Slice = WHOLE
) -> Response:
    """Return whom we asked on `days` of the shop's calendar, and who answered before they ended."""
    if where.is_whole:
        return await _counted(shop_id, days)
    if where.source == AnswerSource.IMPORT:
        return Response(0, 0)
    since, until = (datetime.combine(day, time(), zone) for day in (days.since, days.until))
    bounds = (until, shop_id, since, until)
    if any(where.values[2:]):
        (row,) = await database.fetch(_OF_SLICE, *bounds, *where.values[1:])
    else:
        (row,) = await database.fetch(_OF_KIND, *bounds, where.kind)
    return Response(row["sent"], row["answered"])


async def _counted(shop_id: int, days: Days) -> Response:
    tail = max(days.since, days.until - LONGEST_REPLY)
    rows = await database.fetch(
        _COUNTED, shop_id, days.since, days.until, shop_id, tail, days.until
    )
    sent = answered = 0
    for row in rows:
        if row["item"] == ASKED:
            sent = row["n"]
        elif row["item"] != "late":
            answered += row["n"]
        elif (days.until - _day(row["day"])).days <= row["after"]:
            answered -= row["n"]
    return Response(sent, answered)


def _day(day: date | str) -> date:
    """Return a day; a UNION on SQLite forgets the column's type and gives its text."""
    return date.fromisoformat(day) if isinstance(day, str) else day
