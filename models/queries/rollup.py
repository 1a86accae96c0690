"""The counts made anew from the rows they stand for.

Counts move with every write; this is the proof that they are right, and the way back if not.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models import database
from models.counting import ScoreKey, TagKey, asked_on, heard_on
from models.database import Statement, Steps
from models.queries.counts import moving_scores, moving_tags

# PostgreSQL: writers of counts wait until the new counts are committed, then add to them.
_ALONE = (
    "LOCK TABLE score_count IN SHARE ROW EXCLUSIVE MODE",
    "LOCK TABLE tag_count IN SHARE ROW EXCLUSIVE MODE",
)
_SCORES = """
SELECT local_day, form, 'ANSWERS' AS item, 0 AS score, count(*) AS n FROM answer
WHERE shop_id = {} AND local_day IS NOT NULL GROUP BY local_day, form
UNION ALL
SELECT a.local_day, a.form, r.item,
    CASE WHEN r.state = 'na' THEN -1 WHEN r.state = 'rated' THEN coalesce(r.score, -2) ELSE -2 END,
    count(*)
FROM rating r JOIN answer a ON a.id = r.answer AND a.shop_id = r.shop_id
WHERE r.shop_id = {} AND a.local_day IS NOT NULL GROUP BY 1, 2, 3, 4
"""
_TAGS = """
SELECT c.local_day, t.code, count(*) AS n
FROM tag t JOIN comment c ON c.id = t.comment AND c.shop_id = t.shop_id
WHERE t.shop_id = {} AND c.current = {} AND c.local_day IS NOT NULL
    AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
GROUP BY c.local_day, t.code
UNION ALL
SELECT local_day, '(' || reading || ')', count(*) FROM comment
WHERE shop_id = {} AND current = {} AND local_day IS NOT NULL GROUP BY local_day, reading
"""
_ZONE = "SELECT timezone FROM shop WHERE id = {}"
_NEXT_SENT = """
SELECT sent_at FROM invitation WHERE shop_id = {} AND sent_at >= {} ORDER BY sent_at LIMIT 1
"""
_SENT_ON_A_DAY = """
SELECT form, answered_at, count(*) AS n FROM invitation
WHERE shop_id = {} AND sent_at >= {} AND sent_at < {} AND state <> 'withdrawn'
GROUP BY form, answered_at
"""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_STORED_SCORES = "SELECT day, form, item, score, n FROM score_count WHERE shop_id = {} AND n <> 0"
_STORED_TAGS = "SELECT day, code, n FROM tag_count WHERE shop_id = {} AND n <> 0"
_CLEAR_SCORES = "DELETE FROM score_count WHERE shop_id = {}"
_CLEAR_TAGS = "DELETE FROM tag_count WHERE shop_id = {}"


@dataclass(frozen=True, slots=True)
class Counts:
    """Every count of a shop that is not 0."""

    scores: Counter[ScoreKey]
    tags: Counter[TagKey]

    def differences(self, other: "Counts") -> int:
        """Return how many cells differ between two countings."""
        scores = {key for key, _ in self.scores.items() ^ other.scores.items()}
        return len(scores) + len({key for key, _ in self.tags.items() ^ other.tags.items()})


async def stored_counts(shop_id: int) -> Counts:
    """Return the counts as they stand."""
    scores = await database.fetch(_STORED_SCORES, shop_id)
    return _counts(scores, await database.fetch(_STORED_TAGS, shop_id))


async def recounted(shop_id: int) -> Counts:
    """Return the counts as the rows say they must be."""
    return await database.write(_counting(shop_id))


async def rebuild(shop_id: int) -> int:
    """Count a shop anew in one transaction; return how many cells were wrong."""
    return await database.write(_rebuilding(shop_id, alone=database.engine_name() == "postgres"))


def _rebuilding(shop_id: int, *, alone: bool) -> Steps[int]:
    for lock in _ALONE if alone else ():
        yield Statement(lock)
    stored_scores = yield Statement(_STORED_SCORES, shop_id)
    stored_tags = yield Statement(_STORED_TAGS, shop_id)
    stored, true = _counts(stored_scores, stored_tags), (yield from _counting(shop_id))
    yield Statement(_CLEAR_SCORES, shop_id)
    yield Statement(_CLEAR_TAGS, shop_id)
    yield from moving_scores(shop_id, true.scores)
    yield from moving_tags(shop_id, true.tags)
    return stored.differences(true)


def _counting(shop_id: int) -> Steps[Counts]:
    scores = yield Statement(_SCORES, shop_id, shop_id)
    tags = yield Statement(_TAGS, shop_id, True, shop_id, True)
    counts = _counts(scores, tags)
    counts.scores.update((yield from _askings(shop_id)))
    return counts


def _askings(shop_id: int) -> Steps[Counter[ScoreKey]]:
    """Count letters and replies, one local day after another: its bounds are the zone's."""
    counted: Counter[ScoreKey] = Counter()
    for shop in (yield Statement(_ZONE, shop_id)):
        zone, since = ZoneInfo(shop["timezone"]), _LONG_AGO
        while sent := (yield Statement(_NEXT_SENT, shop_id, since)):
            day = sent[0]["sent_at"].astimezone(zone).date()
            since, until = (
                datetime.combine(day + timedelta(days=more), time(), zone) for more in (0, 1)
            )
            rows = yield Statement(_SENT_ON_A_DAY, shop_id, since, until)
            for row in rows:
                counted[asked_on(zone, row["form"], since)] += row["n"]
                if row["answered_at"] is not None:
                    counted[heard_on(zone, row["form"], since, row["answered_at"])] += row["n"]
            since = until
    return counted


def _counts(scores: list[database.Row], tags: list[database.Row]) -> Counts:
    return Counts(
        Counter(
            {
                ScoreKey(_day(row), row["form"], row["item"], row["score"]): row["n"]
                for row in scores
            }
        ),
        Counter({TagKey(_day(row), row["code"]): row["n"] for row in tags}),
    )


def _day(row: database.Row) -> date:
    """Return a row's day; a UNION on SQLite forgets the column's type and gives its text."""
    day = row["local_day"] if "local_day" in row else row["day"]
    return date.fromisoformat(day) if isinstance(day, str) else day
