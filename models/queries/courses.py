"""How often each watched thing happened, day by day: low ratings by item, answers by tag.

Surveys and imported answers are never added up here: only what we asked for may raise an alert.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from models import database
from models.choices import AnswerSource
from models.database import Row
from models.queries.quality import Days

_LOW = """
SELECT day, item, CAST(sum(CASE WHEN score BETWEEN 1 AND 2 THEN n ELSE 0 END) AS BIGINT) AS hits,
    CAST(sum(n) AS BIGINT) AS n
FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND score >= 0
    AND item IN ('ANSWERS', 'OV1', 'BR0', 'PA0', 'SH0', 'RE0', 'CT9')
    AND CASE WHEN form = '' THEN 'import' ELSE 'survey' END = {}
GROUP BY day, item
"""
_BOTH_SOURCES = """
SELECT count(DISTINCT CASE WHEN form = '' THEN 'import' ELSE 'survey' END) AS n
FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND item = 'ANSWERS' AND n > 0
"""
_TAGS = """
SELECT day, code, CAST(sum(n) AS BIGINT) AS hits FROM tag_count
WHERE shop_id = {} AND day >= {} AND day < {} AND code NOT LIKE '(%'
GROUP BY day, code
"""
_TAGS_OF_SOURCE = """
SELECT a.local_day AS day, t.code, count(DISTINCT a.id) AS hits
FROM answer a JOIN comment c ON c.answer = a.id AND c.current
    JOIN tag t ON t.comment = c.id
        AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {} AND a.source = {}
GROUP BY a.local_day, t.code
"""
ANSWERS = "ANSWERS"


@dataclass(frozen=True, slots=True)
class DayCourse:
    """One day: answers, low ratings of how many by item, and answers that carry each tag."""

    answers: int = 0
    low: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tagged: Mapping[str, int] = field(default_factory=dict)


async def by_day(shop_id: int, days: Days, source: AnswerSource) -> dict[date, DayCourse]:
    """Return what happened on each of `days`, of one source; days without anything are left out."""
    span = (shop_id, days.since, days.until)
    rated = await database.fetch(_LOW, *span, source)
    return _courses(rated, await _tags(shop_id, days, source))


async def _tags(shop_id: int, days: Days, source: AnswerSource) -> list[Row]:
    """Read the tags' counts, which know no source; where both are mixed, the rows."""
    span = (shop_id, days.since, days.until)
    (mixed,) = await database.fetch(_BOTH_SOURCES, *span)
    if mixed["n"] > 1:
        return await database.fetch(_TAGS_OF_SOURCE, *span, source)
    return await database.fetch(_TAGS, *span)


def _courses(rated: Iterable[Row], tagged: Iterable[Row]) -> dict[date, DayCourse]:
    answers: dict[date, int] = {}
    low: dict[date, dict[str, tuple[int, int]]] = defaultdict(dict)
    tags: dict[date, dict[str, int]] = defaultdict(dict)
    for row in rated:
        if row["item"] == ANSWERS:
            answers[row["day"]] = row["n"]
        else:
            low[row["day"]][row["item"]] = (row["hits"], row["n"])
    for row in tagged:
        tags[row["day"]][row["code"]] = row["hits"]
    # Without answers of this source there is nothing that tags could be a share of.
    return {
        day: DayCourse(n, dict(low[day]), dict(tags[day])) for day, n in answers.items() if n > 0
    }
