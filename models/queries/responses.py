"""Answers as a manager reads them: lists by tag, by score, by words, in the order asked for.

Only redacted text leaves here; what was written by hand stays with the reader and with erase.
The story of a single answer is in `stories`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models import database
from models.queries.quality import WHOLE, Days, Slice
from models.seen import START, AnswerSeen, Place, answer_seen, containing, grouped

PAGE = 25
# Any tag at all, in `Wanted.tag`.
ANY = "(any)"
# The highest of the ratings that are called low.
LOW: Final = 2


class Order(StrEnum):
    """What comes first; answers without an overall rating come last among the lowest."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LOWEST = "lowest"


_FROM = "FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id"
_FROM_ANSWERS = "FROM answer a"
_OF_DAYS = " WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}"
_COLUMNS = (
    "a.source", "a.survey_kind", "o.sales_channel", "o.carrier", "o.category", "o.region",
)  # fmt: skip
_OF_ORDERS = 2
_RATED = " AND coalesce(a.overall, 0) >= {} AND coalesce(a.overall, 0) <= {}"
_WITH_WORDS = """
    AND EXISTS (SELECT 1 FROM comment s
        WHERE s.answer = a.id AND s.current AND s.reading <> 'withheld'
            AND lower(s.redacted) LIKE {} ESCAPE '!')"""
_TAGGED = """
    AND EXISTS (SELECT 1 FROM comment s JOIN tag g ON g.comment = s.id
        WHERE s.answer = a.id AND s.current AND s.reading <> 'withheld'
            AND (g.verdict = 'present' OR (g.verdict = '' AND g.probability IS NOT NULL))
            AND {} IN ('(any)', g.code))"""
_RATED_LOW = """
    AND EXISTS (SELECT 1 FROM rating r
        WHERE r.answer = a.id AND r.item = {} AND r.state = 'rated' AND r.score <= {})"""
_PAST = {
    Order.NEWEST: " AND (a.local_day < {} OR (a.local_day = {} AND a.id < {}))",
    Order.OLDEST: " AND (a.local_day > {} OR (a.local_day = {} AND a.id > {}))",
    Order.LOWEST: """ AND (coalesce(a.overall, 6) > {} OR (coalesce(a.overall, 6) = {}
        AND (a.local_day < {} OR (a.local_day = {} AND a.id < {}))))""",
}
_BY = {
    Order.NEWEST: " ORDER BY {0}local_day DESC, {0}id DESC",
    Order.OLDEST: " ORDER BY {0}local_day, {0}id",
    Order.LOWEST: " ORDER BY coalesce({0}overall, 6), {0}local_day DESC, {0}id DESC",
}
_ANSWER = """
    SELECT a.id, a.source, a.survey_kind, a.overall, a.local_day, a.submitted_at, a.order_ref
    """
_COUNT = "SELECT count(*) AS n FROM (SELECT a.id "
_WHOLE = """
SELECT page.*, c.id AS comment_id, c.prompt, c.redacted, c.reading, c.polarity, c.judged_at,
    t.code, t.probability, t.verdict, t.reasons,
    coalesce(t.marked_start, t.span_start) AS span_start,
    coalesce(t.marked_end, t.span_end) AS span_end
FROM page
    LEFT JOIN comment c ON c.answer = page.id AND c.current AND c.reading <> 'withheld'
    LEFT JOIN tag t ON t.comment = c.id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers a list shows, and in which order.

    `words` are searched in the redacted text; `tag` may be ANY; `also` is a second tag that must
    stand on the same answer; `low` is an item that was rated 1 or 2.
    """

    days: Days
    where: Slice = WHOLE
    words: str = ""
    tag: str = ""
    lowest: int = 0
    highest: int = 5
    also: str = ""
    low: str = ""
    order: Order = Order.NEWEST


async def answers(
    shop_id: int, wanted: Wanted, after: Place = START, limit: int = PAGE
) -> list[AnswerSeen]:
    """Return answers with comments and tags, at most `limit`, past the place `after`."""
    chosen, values = _chosen(shop_id, wanted)
    past, place = _past(wanted.order, after)
    order = _BY[wanted.order]
    page = "WITH page AS (" + _ANSWER + chosen + past + order.format("a.") + " LIMIT {})"
    statement = page + _WHOLE + order.format("page.") + ", c.id, t.span_start, t.code"
    rows = await database.fetch(statement, *values, *place, limit)
    return [answer_seen(group) for group in grouped(rows, "id")]


async def number_of(shop_id: int, wanted: Wanted, at_most: int) -> int:
    """Return how many answers are wanted; counting ends at `at_most`."""
    chosen, values = _chosen(shop_id, wanted)
    (row,) = await database.fetch(_COUNT + chosen + " LIMIT {}) AS found", *values, at_most)
    return int(row["n"])


def _chosen(shop_id: int, wanted: Wanted) -> tuple[str, list[object]]:
    """Return the wanted answers as part of a statement; only what is asked is looked at."""
    by_order = any(wanted.where.values[_OF_ORDERS:])
    values: list[object] = [shop_id, wanted.days.since, wanted.days.until]
    parts = [_FROM if by_order else _FROM_ANSWERS, _OF_DAYS]
    for part, fitting in _conditions(wanted):
        parts.append(part)
        values += fitting
    return "".join(parts), values


def _conditions(wanted: Wanted) -> Iterator[tuple[str, tuple[object, ...]]]:
    for column, value in zip(_COLUMNS, wanted.where.values, strict=True):
        if value:
            yield " AND " + column + " = {}", (value,)
    if (wanted.lowest, wanted.highest) != (0, 5):
        yield _RATED, (wanted.lowest, wanted.highest)
    if wanted.words:
        yield _WITH_WORDS, (containing(wanted.words),)
    for tag in (wanted.tag, wanted.also):
        if tag:
            yield _TAGGED, (tag,)
    if wanted.low:
        yield _RATED_LOW, (wanted.low, LOW)


def _past(order: Order, after: Place) -> tuple[str, tuple[object, ...]]:
    if after == START:
        return "", ()
    place = (after.day, after.day, after.answer_id)
    if order is Order.LOWEST:
        return _PAST[order], (after.score, after.score, *place)
    return _PAST[order], place
