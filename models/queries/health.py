"""How asking goes: from orders and contacts to letters, from letters to answers, and out again.

Which reason is whose fault, and what a rate means, is the business of admin.
"""

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.queries.quality import Days

# Times are read one by one; more of them would change no figure that is shown.
MOST_TIMES = 20_000

_FUNNEL = """
SELECT c.state, CASE c.state WHEN 'asked' THEN '' ELSE c.reason END AS reason,
    CASE
        WHEN c.state <> 'asked' THEN ''
        WHEN m.state = 'unknown' THEN 'unknown'
        WHEN i.sent_at IS NOT NULL THEN 'handed_over'
        WHEN m.state = 'failed' THEN 'failed'
        WHEN i.id IS NULL OR i.state = 'withdrawn' OR m.state = 'withdrawn' THEN 'withdrawn'
        ELSE 'on_its_way'
    END AS letter,
    CASE WHEN i.answered_at IS NULL THEN 0 ELSE 1 END AS answered, count(*) AS n
FROM candidate c
    LEFT JOIN invitation i ON i.candidate_id = c.id AND i.shop_id = c.shop_id
    LEFT JOIN outbox_message m ON m.shop_id = c.shop_id AND m.key = 'invitation:' || i.id
WHERE c.shop_id = {} AND c.created_at >= {} AND c.created_at < {} AND {} IN ('', c.survey_kind)
GROUP BY 1, 2, 3, 4
"""
_REPLIES = """
SELECT i.sent_at, i.answered_at, i.reminded_at, a.overall
FROM invitation i JOIN answer a ON a.invitation_id = i.id AND a.shop_id = i.shop_id
WHERE i.shop_id = {} AND i.sent_at >= {} AND i.sent_at < {} AND i.answered_at IS NOT NULL
    AND i.state <> 'withdrawn' AND {} IN ('', i.survey_kind)
ORDER BY i.sent_at DESC LIMIT {}
"""
_TOOK = """
SELECT form, elapsed_ms FROM answer
WHERE shop_id = {} AND local_day >= {} AND local_day < {} AND {} IN ('', survey_kind)
    AND source = 'survey' AND elapsed_ms IS NOT NULL
ORDER BY local_day DESC, id DESC LIMIT {}
"""
_LETTERS = """
SELECT (SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM score_count
        WHERE shop_id = {} AND item = 'ASKED' AND day >= {} AND day < {}) AS first_ones,
    (SELECT count(*) FROM invitation
        WHERE shop_id = {} AND reminded_at >= {} AND reminded_at < {}) AS reminders
"""
_STOPS = """
SELECT reason, count(*) AS n FROM suppression
WHERE shop_id = {} AND at >= {} AND at < {} GROUP BY reason ORDER BY reason
"""


@dataclass(frozen=True, slots=True)
class Fate:
    """How many orders and contacts went the same way; `letter` is "" where none was written."""

    state: str
    reason: str
    letter: str
    answered: bool
    n: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One answered letter: when it left, was answered, was repeated, and the overall rating."""

    sent_at: datetime
    answered_at: datetime
    reminded_at: datetime | None
    overall: int | None


@dataclass(frozen=True, slots=True)
class Took:
    """How long one answer took, from the opened page to the submitted one."""

    form: str
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Letters:
    """How many letters left in a span."""

    first_ones: int
    reminders: int


async def fates(shop_id: int, since: datetime, until: datetime, kind: str = "") -> list[Fate]:
    """Return what became of every order and contact that came up in [since, until)."""
    rows = await database.fetch(_FUNNEL, shop_id, since, until, kind)
    return [Fate(**row | {"answered": bool(row["answered"])}) for row in rows]


async def replies(
    shop_id: int, since: datetime, until: datetime, kind: str = "", limit: int = MOST_TIMES
) -> list[Reply]:
    """Return the answered letters of those sent in [since, until), newest first."""
    rows = await database.fetch(_REPLIES, shop_id, since, until, kind, limit)
    return [Reply(**row) for row in rows]


async def took(shop_id: int, days: Days, kind: str = "", limit: int = MOST_TIMES) -> list[Took]:
    """Return how long the answers of `days` took, newest first, where the browser told."""
    rows = await database.fetch(_TOOK, shop_id, days.since, days.until, kind, limit)
    return [Took(**row) for row in rows]


async def letters(shop_id: int, days: Days, since: datetime, until: datetime) -> Letters:
    """Return how many invitations and reminders left on `days`, which are [since, until)."""
    span = (shop_id, days.since, days.until)
    (row,) = await database.fetch(_LETTERS, *span, shop_id, since, until)
    return Letters(**row)


async def stops(shop_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many addresses were closed to us in [since, until), by reason."""
    rows = await database.fetch(_STOPS, shop_id, since, until)
    return {row["reason"]: row["n"] for row in rows}
