"""One stage in depth: its items, its course by day, its strata, and the facts beside its ratings.

Sums for the first screen are in `quality`; what any of it means is the business of admin/measures.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models import database
from models.database import Row
from models.queries.chosen import OfChosen
from models.queries.quality import WHOLE, Days, Slice

# Facts are read row by row; more of them would change no figure that is shown.
MOST_FACTS = 20_000
NOT_APPLICABLE, SKIPPED = -1, -2

_ITEMS = """
SELECT item, score, CAST(sum(n) AS BIGINT) AS n FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND substr(item, 1, 2) = {}
GROUP BY item, score
"""
_ITEMS_OF_SLICE = OfChosen(
    """
SELECT r.item, CASE r.state WHEN 'rated' THEN r.score WHEN 'na' THEN -1 ELSE -2 END AS score,
    count(*) AS n
FROM chosen JOIN rating r ON r.answer = chosen.id
WHERE substr(r.item, 1, 2) = {} GROUP BY 1, 2
"""
)
_DAYS = """
SELECT day, score, CAST(sum(n) AS BIGINT) AS n FROM score_count
WHERE shop_id = {} AND day >= {} AND day < {} AND item = {} AND score >= 0 GROUP BY day, score
"""
_DAYS_OF_SLICE = OfChosen(
    """
SELECT chosen.local_day AS day, r.score, count(*) AS n
FROM chosen JOIN rating r ON r.answer = chosen.id
WHERE r.item = {} AND r.state = 'rated' GROUP BY chosen.local_day, r.score
"""
)
_ORDER_STRATA = OfChosen(
    """
SELECT coalesce(o.sales_channel, '') AS sales_channel, coalesce(o.category, '') AS category,
    coalesce(o.region, '') AS region, coalesce(o.carrier, '') AS carrier, r.score, count(*) AS n
FROM chosen JOIN rating r ON r.answer = chosen.id
    LEFT JOIN shop_order o ON o.id = chosen.order_id AND o.shop_id = {}
WHERE r.item = {} AND r.state = 'rated' GROUP BY 1, 2, 3, 4, 5
"""
)
_CONTACT_STRATA = OfChosen(
    """
SELECT coalesce(u.choice, k.channel, '') AS contact_channel,
    CASE WHEN k.automated THEN 'bot' WHEN NOT k.automated THEN 'person' ELSE '' END AS served_by,
    r.score, count(*) AS n
FROM chosen JOIN rating r ON r.answer = chosen.id
    LEFT JOIN contact k ON k.id = chosen.contact_id AND k.shop_id = {}
    LEFT JOIN rating u ON u.answer = chosen.id AND u.item = 'CT1' AND u.state = 'rated'
WHERE r.item = {} AND r.state = 'rated' GROUP BY 1, 2, 3
"""
)
_ORDER_FACTS = OfChosen(
    """
SELECT r.score, o.placed_at, o.paid_at, o.shipped_at, o.delivered_at, o.promised_at
FROM chosen JOIN rating r ON r.answer = chosen.id
    JOIN shop_order o ON o.id = chosen.order_id AND o.shop_id = {}
WHERE r.item = {} AND r.state = 'rated' AND o.impossible = ''
ORDER BY chosen.local_day DESC, chosen.id DESC LIMIT {}
"""
)
_CONTACT_FACTS = OfChosen(
    """
SELECT r.score, k.opened_at, k.first_reply_at, k.closed_at, k.transfers
FROM chosen JOIN rating r ON r.answer = chosen.id
    JOIN contact k ON k.id = chosen.contact_id AND k.shop_id = {}
WHERE r.item = {} AND r.state = 'rated' AND k.impossible = ''
ORDER BY chosen.local_day DESC, chosen.id DESC LIMIT {}
"""
)
ORDER_STRATA = ("sales_channel", "category", "region", "carrier")
CONTACT_STRATA = ("contact_channel", "served_by")

Ratings = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ItemScores:
    """How often an item was given each rating, and why it was left blank where it was asked."""

    ratings: Ratings = field(default_factory=dict)
    not_applicable: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One rating beside the times of its order; None where nobody told us."""

    score: int
    placed_at: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    promised_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One rating beside the times of its contact."""

    score: int
    opened_at: datetime | None
    first_reply_at: datetime | None
    closed_at: datetime | None
    transfers: int | None


async def item_scores(
    shop_id: int, days: Days, prefix: str, where: Slice = WHOLE
) -> dict[str, ItemScores]:
    """Return the scores of the items whose code begins with `prefix`, such as "SH"."""
    if where.is_whole:
        rows = await database.fetch(_ITEMS, shop_id, days.since, days.until, prefix)
    else:
        rows = await _ITEMS_OF_SLICE.rows(shop_id, days, where, prefix)
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        counts[row["item"]][row["score"]] = row["n"]
    return {item: _item(by_score) for item, by_score in counts.items()}


async def day_ratings(
    shop_id: int, days: Days, item: str, where: Slice = WHOLE
) -> dict[date, Ratings]:
    """Return the ratings of one item day by day; days without any are left out."""
    if where.is_whole:
        rows = await database.fetch(_DAYS, shop_id, days.since, days.until, item)
    else:
        rows = await _DAYS_OF_SLICE.rows(shop_id, days, where, item)
    found: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row["n"] > 0:
            found[row["day"]][row["score"]] = row["n"]
    return dict(found)


async def order_strata(
    shop_id: int, days: Days, item: str, where: Slice = WHOLE
) -> dict[str, dict[str, Ratings]]:
    """Return the ratings of one item by ORDER_STRATA, then by value; "" is not known."""
    rows = await _ORDER_STRATA.rows(shop_id, days, where, shop_id, item)
    return {name: _by_value(rows, name) for name in ORDER_STRATA}


async def contact_strata(
    shop_id: int, days: Days, item: str, where: Slice = WHOLE
) -> dict[str, dict[str, Ratings]]:
    """Return the ratings of one item by CONTACT_STRATA, then by value; "" is not known."""
    rows = await _CONTACT_STRATA.rows(shop_id, days, where, shop_id, item)
    return {name: _by_value(rows, name) for name in CONTACT_STRATA}


async def order_facts(
    shop_id: int, days: Days, item: str, where: Slice = WHOLE, limit: int = MOST_FACTS
) -> list[OrderFacts]:
    """Return ratings of one item with their orders' times, newest first, impossible ones out."""
    rows = await _ORDER_FACTS.rows(shop_id, days, where, shop_id, item, limit)
    return [OrderFacts(**row) for row in rows]


async def contact_facts(
    shop_id: int, days: Days, item: str, where: Slice = WHOLE, limit: int = MOST_FACTS
) -> list[ContactFacts]:
    """Return ratings of one item with their contacts' times, newest first, impossible ones out."""
    rows = await _CONTACT_FACTS.rows(shop_id, days, where, shop_id, item, limit)
    return [ContactFacts(**row) for row in rows]


def _item(counts: Mapping[int, int]) -> ItemScores:
    ratings = {score: n for score, n in counts.items() if score >= 0 and n > 0}
    return ItemScores(ratings, counts.get(NOT_APPLICABLE, 0), counts.get(SKIPPED, 0))


def _by_value(rows: Iterable[Row], name: str) -> dict[str, Ratings]:
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        found[row[name]][row["score"]] += row["n"]
    return {value: dict(ratings) for value, ratings in found.items()}
