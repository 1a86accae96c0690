"""How asking goes: from orders and contacts to letters, from letters to answers, and out again.

Which reason is whose fault, and what a rate means, is the business of admin.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from models import database
from models.choices import SurveyKind
from models.database import Row
from models.queries import kept_weeks
from models.queries.quality import Days
from models.weeks import Part, Tally

# Times are read one by one; more of them would change no figure that is shown.
MOST_TIMES = 20_000
YES = "yes"

_NOT_ASKED = """
SELECT survey_kind, state, reason, count(*) AS n FROM candidate
WHERE shop_id = {} AND created_at >= {} AND created_at < {} AND state <> 'asked'
GROUP BY survey_kind, state, reason
"""
# A million rows are grouped by one number in half the time of words:
# 4 × letter + 2 × answered + after a contact.
_WAY = """CASE WHEN i.sent_at IS NOT NULL THEN 0
    WHEN i.id IS NULL OR i.state = 'withdrawn' THEN 4 ELSE 8 END
    + CASE WHEN i.answered_at IS NULL THEN 0 ELSE 2 END
    + CASE WHEN c.survey_kind = 'post_contact' THEN 1 ELSE 0 END"""
_BY_WAY = ("handed_over", "withdrawn", "on_its_way")
_KINDS = (SurveyKind.POST_PURCHASE, SurveyKind.POST_CONTACT)
_ASKED = """
SELECT <way> AS way, count(*) AS n
FROM candidate c LEFT JOIN invitation i ON i.candidate_id = c.id AND i.shop_id = c.shop_id
WHERE c.shop_id = {} AND c.created_at >= {} AND c.created_at < {} AND c.state = 'asked'
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
    AND c.created_at >= {} AND c.created_at < {} AND c.state = 'asked'
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


class Way(NamedTuple):
    """The words of one cell of what came up; `answered` is "yes" or ""."""

    kind: str
    state: str
    reason: str
    letter: str = ""
    answered: str = ""


# A page reads twenty thousand of each of the next two: tuples are made in a third of the time.
class Reply(NamedTuple):
    """One answered letter: whole seconds till then, the overall rating, and if a reminder led."""

    seconds: int
    overall: int | None
    reminded: bool = False


class Took(NamedTuple):
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
    tally = await kept_weeks.tallied(shop_id, Part.CAME, since, until, partial(count, shop_id))
    fates = Counter({Way(*key): n for key, (n,) in tally.items()})
    for row in await database.fetch(_ASTRAY, shop_id, since, until):
        way = _way(row)
        fates[way] -= row["n"]
        fates[way._replace(letter=row["letter"])] += row["n"]
    every: Counter[tuple[str, str, str, bool]] = Counter()
    for way, n in fates.items():
        if kind in {"", way.kind}:
            every[way.state, way.reason, way.letter, way.answered == YES] += n
    return [Fate(*way, n=n) for way, n in sorted(every.items()) if n]


async def count(shop_id: int, since: datetime, until: datetime) -> Tally:
    """Count what came up in [since, until), row by row, letters as their invitations tell them."""
    asked = await database.fetch(_ASKED, shop_id, since, until)
    others = await database.fetch(_NOT_ASKED, shop_id, since, until)
    return {
        **{_way(row): (row["n"],) for row in asked},
        **{Way(row["survey_kind"], row["state"], row["reason"]): (row["n"],) for row in others},
    }


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
    return [Took(row["form"], row["elapsed_ms"]) for row in rows]


async def letters(shop_id: int, days: Days, since: datetime, until: datetime) -> Letters:
    """Return how many invitations and reminders left on `days`, which are [since, until)."""
    span = (shop_id, days.since, days.until)
    (row,) = await database.fetch(_LETTERS, *span, shop_id, since, until)
    return Letters(**row)


async def stops(shop_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many addresses were closed to us in [since, until), by reason."""
    rows = await database.fetch(_STOPS, shop_id, since, until)
    return {row["reason"]: row["n"] for row in rows}


def _way(row: Row) -> Way:
    """Return what an invitation alone tells of its letter, and whether it was answered."""
    rest, after_contact = divmod(row["way"], 2)
    letter, answered = divmod(rest, 2)
    return Way(_KINDS[after_contact], "asked", "", _BY_WAY[letter], YES if answered else "")
