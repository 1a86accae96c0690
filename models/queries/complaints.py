"""What people complain of, in depth: tag by day, which tags come together, and the words they use.

Sums for the first screen are in `quality`, the comments themselves in `responses`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models import database
from models.database import Row
from models.queries.chosen import OfChosen
from models.queries.quality import WHOLE, Days, Slice
from models.seen import TagSeen, tag_seen

# Pairs of tags and words are read answer by answer; more of them would change no figure shown.
MOST_ANSWERS = 20_000
# The newest of these have examples enough of everything that is frequent.
MOST_QUOTED = 3_000

_DAYS = """
SELECT day, '' AS code, CAST(sum(n) AS BIGINT) AS n FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND item = 'ANSWERS' GROUP BY day
UNION ALL
SELECT day, code, CAST(sum(n) AS BIGINT) FROM tag_count
WHERE shop_id = {} AND day >= {} AND day < {} AND code NOT LIKE '(%' GROUP BY day, code
"""
_DAYS_OF_SLICE = OfChosen(
    """
SELECT local_day AS day, '' AS code, count(*) AS n FROM chosen GROUP BY local_day
UNION ALL
SELECT chosen.local_day, t.code, count(DISTINCT chosen.id)
FROM chosen JOIN comment c ON c.answer = chosen.id AND c.current
    JOIN tag t ON t.comment = c.id
        AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
GROUP BY chosen.local_day, t.code
"""
)
_TOGETHER = OfChosen(
    """
, newest AS (
    SELECT chosen.id FROM chosen
    WHERE EXISTS (SELECT 1 FROM comment c
        WHERE c.answer = chosen.id AND c.current AND c.reading = 'read')
    ORDER BY chosen.local_day DESC, chosen.id DESC LIMIT {}
), told AS (
    SELECT DISTINCT newest.id, t.code
    FROM newest JOIN comment c ON c.answer = newest.id AND c.current
        JOIN tag t ON t.comment = c.id
            AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
)
SELECT '' AS one, '' AS other, count(*) AS n FROM newest
UNION ALL
SELECT a.code, b.code, count(*) FROM told a JOIN told b ON b.id = a.id AND b.code >= a.code
GROUP BY a.code, b.code
"""
)
_WORDS = OfChosen(
    """
SELECT c.redacted FROM chosen JOIN comment c ON c.answer = chosen.id AND c.current
WHERE c.reading = 'read' ORDER BY chosen.local_day DESC, chosen.id DESC, c.id LIMIT {}
"""
)
# A person's word goes first, then what can be read at a glance, then what the reader is sure of.
_QUOTES = OfChosen(
    """
, newest AS (
    SELECT chosen.id, chosen.local_day FROM chosen
    WHERE EXISTS (SELECT 1 FROM comment c
        WHERE c.answer = chosen.id AND c.current AND c.reading = 'read')
    ORDER BY chosen.local_day DESC, chosen.id DESC LIMIT {}
), told AS (
    SELECT newest.id AS answer, newest.local_day, c.redacted, t.code, t.probability, t.verdict,
        t.reasons, coalesce(t.marked_start, t.span_start) AS span_start,
        coalesce(t.marked_end, t.span_end) AS span_end,
        row_number() OVER (PARTITION BY t.code ORDER BY
            CASE WHEN t.verdict = 'present' THEN 0 ELSE 1 END,
            CASE WHEN length(c.redacted) BETWEEN 8 AND 60 THEN 0 ELSE 1 END,
            coalesce(t.probability, 0) DESC, newest.local_day DESC, newest.id DESC) AS place
    FROM newest JOIN comment c ON c.answer = newest.id AND c.current AND c.reading = 'read'
        JOIN tag t ON t.comment = c.id
            AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
)
SELECT * FROM told WHERE place <= {} ORDER BY code, place
"""
)
_WRITTEN = """
SELECT (SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM tag_count
        WHERE shop_id = {} AND day >= {} AND day < {} AND code = '(read)') AS comments,
    coalesce((SELECT c.id FROM comment c
        WHERE c.shop_id = {} AND c.local_day >= {} AND c.local_day < {}
        ORDER BY c.local_day DESC, c.id DESC LIMIT 1), 0) AS last_id
"""
_WRITTEN_OF_SLICE = OfChosen(
    """
SELECT count(*) AS comments, coalesce(max(c.id), 0) AS last_id
FROM chosen JOIN comment c ON c.answer = chosen.id AND c.current AND c.reading = 'read'
"""
)


@dataclass(frozen=True, slots=True)
class Course:
    """Day by day: how many answered, and how many of them complained of what."""

    answers: Mapping[date, int]
    tags: Mapping[date, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Together:
    """Answers with comments that were read, how many carry each tag, and each pair of tags."""

    answers: int
    tags: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Quote:
    """A redacted comment beside the tag that it is an example of."""

    answer_id: int
    day: date
    text: str
    tag: TagSeen


@dataclass(frozen=True, slots=True)
class Written:
    """How many comments were read, and the newest: it changes when one comes, goes or is read."""

    comments: int
    last_id: int


async def course(shop_id: int, days: Days, where: Slice = WHOLE) -> Course:
    """Return answers and tags day by day; days without any are left out."""
    if where.is_whole:
        span = (shop_id, days.since, days.until)
        return _course(await database.fetch(_DAYS, *span, *span))
    return _course(await _DAYS_OF_SLICE.rows(shop_id, days, where))


async def together(
    shop_id: int, days: Days, where: Slice = WHOLE, limit: int = MOST_ANSWERS
) -> Together:
    """Return which tags stand on the same answers, over the newest `limit` that were read."""
    rows = await _TOGETHER.rows(shop_id, days, where, limit)
    counts = {(row["one"], row["other"]): row["n"] for row in rows}
    return Together(
        answers=counts.pop(("", ""), 0),
        tags={one: n for (one, other), n in counts.items() if one == other},
        pairs={pair: n for pair, n in counts.items() if pair[0] != pair[1]},
    )


async def words(
    shop_id: int, days: Days, where: Slice = WHOLE, limit: int = MOST_ANSWERS
) -> list[str]:
    """Return redacted comments that were read, newest first, at most `limit`."""
    rows = await _WORDS.rows(shop_id, days, where, limit)
    return [row["redacted"] for row in rows]


async def quotes(
    shop_id: int, days: Days, where: Slice = WHOLE, each: int = 6, limit: int = MOST_QUOTED
) -> list[Quote]:
    """Return the best examples of every tag, at most `each`, of the newest `limit` answers."""
    rows = await _QUOTES.rows(shop_id, days, where, limit, each)
    return [Quote(row["answer"], row["local_day"], row["redacted"], tag_seen(row)) for row in rows]


async def written(shop_id: int, days: Days, where: Slice = WHOLE) -> Written:
    """Return the mark by which a result computed from the same comments is known."""
    span = (shop_id, days.since, days.until)
    if where.is_whole:
        (row,) = await database.fetch(_WRITTEN, *span, *span)
    else:
        (row,) = await _WRITTEN_OF_SLICE.rows(shop_id, days, where)
    return Written(row["comments"], row["last_id"])


def _course(rows: Iterable[Row]) -> Course:
    answers: dict[date, int] = {}
    tags: dict[date, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row["n"] <= 0:
            continue
        if row["code"]:
            tags[row["day"]][row["code"]] = row["n"]
        else:
            answers[row["day"]] = row["n"]
    return Course(answers, dict(tags))
