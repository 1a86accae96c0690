"""The answers that a page is about, as the first part of a statement: days, and a slice of them.

What is joined to them, and what is counted, is said where it is asked.
"""

from models import database
from models.database import Row
from models.queries.quality import Days, Slice

_PLAIN = """
WITH chosen AS (
    SELECT a.id, a.local_day, a.order_id, a.contact_id
    FROM answer a
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind)
)
"""
_SLICED = """
WITH chosen AS (
    SELECT a.id, a.local_day, a.order_id, a.contact_id
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
)
"""
# The channel used is what the shopper said, or else what the shop's event says.
_REACHED = """
WITH chosen AS (
    SELECT a.id, a.local_day, a.order_id, a.contact_id
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
        LEFT JOIN contact h ON h.id = a.contact_id AND h.shop_id = a.shop_id
        LEFT JOIN rating u ON u.answer = a.id AND u.item = 'CT1' AND u.state = 'rated'
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
        AND coalesce(u.choice, h.channel, '') = {}
)
"""


class OfChosen:
    """A statement about the answers `chosen`; orders and contacts only where they decide."""

    def __init__(self, rest: str) -> None:
        self._plain = _PLAIN + rest
        self._sliced = _SLICED + rest
        self._reached = _REACHED + rest

    async def rows(self, shop_id: int, days: Days, where: Slice, *more: str | int) -> list[Row]:
        """Return the rows for the answers of `days` and `where`; `more` fill the rest."""
        span = (shop_id, days.since, days.until)
        if where.contact:
            chosen = (*span, *where.values, where.contact)
            return await database.fetch(self._reached, *chosen, *more)
        if any(where.values[2:]):
            return await database.fetch(self._sliced, *span, *where.values, *more)
        return await database.fetch(self._plain, *span, *where.values[:2], *more)
