"""Overall satisfaction beside the four stages, person by person, for the search for drivers.

Imported answers rate no stage and are left out. What drives what is the business of admin/measures.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from models.choices import AnswerSource
from models.queries.chosen import OfChosen
from models.queries.quality import WHOLE, Days, Slice

# The newest ones; more of them would narrow an interval by a hair and cost seconds.
MOST_PEOPLE = 10_000

_PEOPLE = OfChosen(
    """
, newest AS (SELECT * FROM chosen ORDER BY local_day DESC, id DESC LIMIT {})
SELECT newest.id, a.design_weight AS weight, a.overall,
    max(CASE WHEN r.item = 'BR0' THEN r.score END) AS browse,
    max(CASE WHEN r.item = 'PA0' THEN r.score END) AS pay,
    max(CASE WHEN r.item = 'SH0' THEN r.score END) AS ship,
    max(CASE WHEN r.item = 'RE0' THEN r.score END) AS receive
FROM newest JOIN answer a ON a.id = newest.id
    LEFT JOIN rating r ON r.answer = newest.id AND r.state = 'rated'
        AND r.item IN ('BR0', 'PA0', 'SH0', 'RE0')
GROUP BY newest.id, newest.local_day, a.design_weight, a.overall
ORDER BY newest.local_day DESC, newest.id DESC
"""
)
_FRESHNESS = OfChosen(
    """
SELECT count(*) AS answers, coalesce(max(chosen.id), 0) AS last_id,
    max(coalesce(a.updated_at, a.submitted_at)) AS "changed_at [timestamptz]"
FROM chosen JOIN answer a ON a.id = chosen.id
"""
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person's ratings, None where not asked or blank, and their design weight."""

    weight: float
    overall: int | None
    browse: int | None
    pay: int | None
    ship: int | None
    receive: int | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """What changes whenever an answer is added, edited or erased."""

    answers: int
    last_id: int
    changed_at: datetime | None


async def people(
    shop_id: int, days: Days, where: Slice = WHOLE, limit: int = MOST_PEOPLE
) -> list[Person]:
    """Return who was asked by us in `days`, newest first, at most `limit`."""
    rows = await _PEOPLE.rows(shop_id, days, _asked(where), limit)
    return [Person(**{name: row[name] for name in Person.__slots__}) for row in rows]


async def freshness(shop_id: int, days: Days, where: Slice = WHOLE) -> Freshness:
    """Return the mark by which a result computed from the same people is known."""
    (row,) = await _FRESHNESS.rows(shop_id, days, _asked(where))
    return Freshness(row["answers"], row["last_id"], row["changed_at"])


def _asked(where: Slice) -> Slice:
    return replace(where, source=AnswerSource.SURVEY)
