"""Sums for dashboards and digests: scores and tags, by the shop's own calendar days.

The whole shop is read from the counts, whatever its size; a slice of it from the rows. What a sum
means, and whether it may be shown, is the business of admin/measures.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models import database
from models.counting import ANSWERS
from models.database import Row

OVERALL = "OV1"
# OV1, the core item of each stage, and the satisfaction with the contact.
HEADLINES = (OVERALL, "BR0", "PA0", "SH0", "RE0", "CT9")
# Would they recommend the shop, buy again, trust it: each form after a purchase asks one of them.
OUTCOMES = ("OV2", "OV3", "OV4")

_SCORES = """
SELECT form, item, score, CAST(sum(n) AS BIGINT) AS n FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {}
    AND item IN ('ANSWERS', 'OV1', 'BR0', 'PA0', 'SH0', 'RE0', 'CT9', 'OV2', 'OV3', 'OV4')
GROUP BY form, item, score
"""
_CHOSEN = """
WITH chosen AS (
    SELECT a.id, a.overall, a.form, a.local_day
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
)
"""
_SCORES_OF_SLICE = (
    _CHOSEN
    + """
SELECT local_day AS day, form, 'OV1' AS item, overall AS score, count(*) AS n
FROM chosen GROUP BY local_day, form, overall
UNION ALL
SELECT chosen.local_day, chosen.form, r.item, r.score, count(*)
FROM chosen JOIN rating r ON r.answer = chosen.id
WHERE r.item IN ('BR0', 'PA0', 'SH0', 'RE0', 'CT9', 'OV2', 'OV3', 'OV4') AND r.state = 'rated'
GROUP BY chosen.local_day, chosen.form, r.item, r.score
"""
)
_DAYS = """
SELECT day, item, score, CAST(sum(n) AS BIGINT) AS n FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND item IN ('ANSWERS', 'OV1') AND score >= 0
GROUP BY day, item, score
"""
_TAGS = """
SELECT code, CAST(sum(n) AS BIGINT) AS n FROM tag_count
WHERE shop_id = {} AND day >= {} AND day < {} GROUP BY code
"""
# Without `said`, and in that order, SQLite reads every comment there is to build a filter.
_SAID = """
, said AS (
    SELECT chosen.local_day AS day, c.id, c.reading
    FROM chosen CROSS JOIN comment c WHERE c.answer = chosen.id AND c.current
)
"""
_TAGS_OF_SLICE = (
    _CHOSEN
    + _SAID
    + """
SELECT said.day, t.code, count(*) AS n
FROM said CROSS JOIN tag t
WHERE t.comment = said.id
    AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
GROUP BY said.day, t.code
UNION ALL
SELECT day, '(' || reading || ')', count(*) FROM said GROUP BY day, reading
"""
)
_TAG_DAYS = """
SELECT day, CAST(sum(n) AS BIGINT) AS n FROM tag_count
WHERE shop_id = {} AND day >= {} AND day < {} AND code NOT LIKE '(%' GROUP BY day
"""
_CHOICES = """
SELECT DISTINCT sales_channel, carrier, category, region FROM (
    SELECT sales_channel, carrier, category, region FROM shop_order
    WHERE shop_id = {} ORDER BY id DESC LIMIT 2000
) AS recent
"""
_FIRST_AND_LAST = """
SELECT (SELECT day FROM score_count WHERE shop_id = {} AND item = 'ANSWERS'
        ORDER BY day LIMIT 1) AS "first [date]",
    (SELECT day FROM score_count WHERE shop_id = {} AND item = 'ANSWERS'
        ORDER BY day DESC LIMIT 1) AS "last [date]"
"""


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of the shop's own calendar days, `until` not included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Slice:
    """Which answers are looked at; "" is any.

    `contact` is the channel by which customer service was reached; only what is read by
    `chosen.OfChosen` knows it.
    """

    source: str = ""
    kind: str = ""
    channel: str = ""
    carrier: str = ""
    category: str = ""
    region: str = ""
    contact: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether it is the whole shop, which the counts know by heart."""
        return self == WHOLE

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values in the order of the statements."""
        return (self.source, self.kind, self.channel, self.carrier, self.category, self.region)

    @property
    def said(self) -> tuple[str, ...]:
        """Return what is asked for, for people to read."""
        return tuple(value for value in (*self.values, self.contact) if value)


WHOLE = Slice()


@dataclass(frozen=True, slots=True)
class Scores:
    """How often each rating was given, item by item; blanks of any kind are not in it."""

    answers: int
    imported: int
    by_item: Mapping[str, Mapping[int, int]]

    def of(self, item: str) -> Mapping[int, int]:
        """Return rating to number of answers; empty for an item that nobody rated."""
        return self.by_item.get(item, {})


@dataclass(frozen=True, slots=True)
class DayScores:
    """One day's answers and their overall ratings."""

    day: date
    answers: int = 0
    overall: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tags:
    """How many answers carry each tag, and what became of the comments."""

    by_code: Mapping[str, int]
    read: int
    not_read: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What recent orders may be filtered by."""

    channels: tuple[str, ...]
    carriers: tuple[str, ...]
    categories: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that is counted of the answers of a stretch of days, together and by day."""

    scores: Scores
    by_day: Sequence[DayScores]
    tags: Tags
    tags_by_day: Mapping[date, int]


async def scores(shop_id: int, days: Days, where: Slice = WHOLE) -> Scores:
    """Return the ratings of the headline items and the outcomes over `days`."""
    if where.is_whole:
        return _scores(await database.fetch(_SCORES, shop_id, days.since, days.until))
    return _scores(await _ratings_of_slice(shop_id, days, where))


async def tags(shop_id: int, days: Days, where: Slice = WHOLE) -> Tags:
    """Return how many answers of `days` carry each tag."""
    if where.is_whole:
        return _tags(await database.fetch(_TAGS, shop_id, days.since, days.until))
    return _tags(await _of_slice(_TAGS_OF_SLICE, shop_id, days, where))


async def tally(shop_id: int, days: Days, where: Slice = WHOLE) -> Tally:
    """Return scores and tags of `days`, with their courses; a slice is read only once for each."""
    if not where.is_whole:
        rated, tagged = await asyncio.gather(
            _ratings_of_slice(shop_id, days, where),
            _of_slice(_TAGS_OF_SLICE, shop_id, days, where),
        )
        return Tally(_scores(rated), _day_scores(rated), _tags(tagged), _tag_days(tagged))
    span = (shop_id, days.since, days.until)
    return Tally(
        _scores(await database.fetch(_SCORES, *span)),
        _day_scores(await database.fetch(_DAYS, *span)),
        _tags(await database.fetch(_TAGS, *span)),
        _tag_days(await database.fetch(_TAG_DAYS, *span)),
    )


async def choices(shop_id: int) -> Choices:
    """Return the channels, carriers, categories and regions of the latest 2,000 orders."""
    rows = await database.fetch(_CHOICES, shop_id)
    columns = ("sales_channel", "carrier", "category", "region")
    return Choices(*(_distinct(row[column] for row in rows) for column in columns))


async def first_and_last_day(shop_id: int) -> Days | None:
    """Return the first and last day with answers; None while there are none."""
    (row,) = await database.fetch(_FIRST_AND_LAST, shop_id, shop_id)
    return Days(row["first"], row["last"]) if row["first"] else None


def _scores(rows: Iterable[Row]) -> Scores:
    by_item: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    answers = imported = 0
    for row in rows:
        if row["item"] == ANSWERS:
            answers += row["n"]
            imported += row["n"] if row["form"] == "" else 0
        elif row["score"] is not None and row["score"] >= 0 and row["n"] > 0:
            by_item[row["item"]][row["score"]] += row["n"]
    return Scores(answers, imported, {item: dict(counts) for item, counts in by_item.items()})


def _day_scores(rows: Iterable[Row]) -> list[DayScores]:
    answers: dict[date, int] = defaultdict(int)
    overall: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["item"] == ANSWERS:
            answers[row["day"]] += row["n"]
        elif row["item"] == OVERALL:
            overall[row["day"]][row["score"]] += row["n"]
    return [DayScores(day, n, dict(overall[day])) for day, n in sorted(answers.items()) if n]


def _tags(rows: Iterable[Row]) -> Tags:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["code"]] += row["n"]
    fates = [counts.pop(f"({fate})", 0) for fate in ("read", "not_read", "waiting")]
    named = {code: n for code, n in counts.items() if n > 0 and not code.startswith("(")}
    return Tags(named, *fates)


def _tag_days(rows: Iterable[Row]) -> dict[date, int]:
    counts: dict[date, int] = defaultdict(int)
    for row in rows:
        if not row.get("code", "").startswith("("):
            counts[row["day"]] += row["n"]
    return {day: n for day, n in counts.items() if n > 0}


async def _ratings_of_slice(shop_id: int, days: Days, where: Slice) -> list[Row]:
    """Return ratings and, as the counts have them, answers; an answer may be without OV1."""
    rows = await _of_slice(_SCORES_OF_SLICE, shop_id, days, where)
    answers = [row | {"item": ANSWERS, "score": 0} for row in rows if row["item"] == OVERALL]
    return answers + [row for row in rows if row["score"] is not None]


async def _of_slice(sql: str, shop_id: int, days: Days, where: Slice) -> list[Row]:
    return await database.fetch(sql, shop_id, days.since, days.until, *where.values)


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
