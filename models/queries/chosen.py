"""The answers that a page is about, as the first part of a statement: days, and a slice of them.

What is joined to them, and what is counted, is said where it is asked.
"""

from datetime import date

from models.queries.quality import Days, Slice

CHOSEN = """
WITH chosen AS (
    SELECT a.id, a.local_day, a.order_id, a.contact_id
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
)
"""


def chosen(shop_id: int, days: Days, where: Slice) -> tuple[int | date | str, ...]:
    """Return the arguments of CHOSEN, in the order of its placeholders."""
    return (shop_id, days.since, days.until, *where.values)
