"""How asking goes: from orders and contacts to letters, from letters to answers, and out again.

Which reason is whose fault, and what a rate means, is the business of admin.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.database import Row
from models.queries.quality import Days

# Times are read one by one; more of them would change no figure that is shown.
MOST_TIMES = 20_000

_NOT_ASKED = """
SELECT state, reason, count(*) AS n FROM candidate
WHERE shop_id = {} AND created_at >= {} AND created_at < {} AND {} IN ('', survey_kind)
    AND state <> 'asked'
GROUP BY state, reason
"""
# A million rows are grouped by one number in half the time of words: 2 × letter + answered.
_WAY = """CASE WHEN i.sent_at IS NOT NULL THEN 0
    WHEN i.id IS NULL OR i.state = 'withdrawn' THEN 2 ELSE 4 END
    + CASE WHEN i.answered_at IS NULL THEN 0 ELSE 1 END"""
_BY_WAY = ("handed_over", "withdrawn", "on_its_way")
_ASKED = """
SELECT <way> AS way, count(*) AS n
FROM candidate c LEFT JOIN invitation i ON i.candidate_id = c.id AND i.shop_id = c.shop_id
WHERE c.shop_id = {} AND c.created_at >= {} AND c.created_at < {} AND {} IN ('', c.survey_kind)
    AND c.state = 'asked'
GROUP BY 1
""".replace("<way>", _WAY)
# Only the outbox knows these; they are few, and SQLite joins crosswise in the order written.
_ASTRAY = """
SELECT m.state AS letter, <way> AS way, count(*) AS n
FROM outbox_message m CROSS JOIN invitation i CROSS JOIN candidate c
WHERE m.shop_id = {} AND m.kind = 'invitation' AND m.state IN ('unknown', 'failed', 'withdrawn')
    AND i.id = m.invitation_id AND i.shop_id = m.shop_id
    AND (m.state = 'unknown' OR i.sent_at IS NULL)
    AND c.id = i.candidate_id AND c.shop_id = i.shop_id
    AND c.created_at >= {} AND c.created_at < {} AND {} IN ('', c.survey_kind)
    AND c.state = 'asked'
GROUP BY 1, 2
""".replace("<way>", _WAY)
# Both moments are cut to their second, in which SQLite compares without a parsed time.
_WAITED = {
    "sqlite": """CAST(strftime('%s', i.answered_at) AS INTEGER)
        - CAST(strftime('%s', i.sent_at) AS INTEGER)""",
    "postgres": """CAST(floor(extract(epoch FROM i.answered_at))
        - floor(extract(epoch FROM i.sent_at)) AS BIGINT)""",
}
_REPLIES = """
SELECT <waited> AS seconds, a.overall,
    CASE WHEN i.answered_at >= i.reminded_at THEN 1 ELSE 0 END AS reminded
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
    """One answered letter: whole seconds till then, the overall rating, and if a reminder led."""

    seconds: int
    overall: int | None
    reminded: bool = False


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
    span = (shop_id, since, until, kind)
    ways = Counter({_way(row): row["n"] for row in await database.fetch(_ASKED, *span)})
    for row in await database.fetch(_ASTRAY, *span):
        letter, answered = _way(row)
        ways[letter, answered] -= row["n"]
        ways[row["letter"], answered] += row["n"]
    return [
        *(Fate("asked", "", *way, n=n) for way, n in sorted(ways.items()) if n),
        *(
            Fate(row["state"], row["reason"], "", answered=False, n=row["n"])
            for row in await database.fetch(_NOT_ASKED, *span)
        ),
    ]


async def replies(
    shop_id: int, since: datetime, until: datetime, kind: str = "", limit: int = MOST_TIMES
) -> list[Reply]:
    """Return the answered letters of those sent in [since, until), newest first."""
    sql = _REPLIES.replace("<waited>", _WAITED[database.engine_name()])
    rows = await database.fetch(sql, shop_id, since, until, kind, limit)
    return [Reply(row["seconds"], row["overall"], bool(row["reminded"])) for row in rows]


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


def _way(row: Row) -> tuple[str, bool]:
    """Return what an invitation alone tells of its letter, and whether it was answered."""
    letter, answered = divmod(row["way"], 2)
    return _BY_WAY[letter], bool(answered)
