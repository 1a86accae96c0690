"""All whom the shop served, asked about or not, by the strata that answers are weighted by."""

from datetime import datetime
from functools import partial

from models import database
from models.queries import kept_weeks
from models.queries.quality import WHOLE, Slice
from models.queries.weighting import Stratum
from models.weeks import Part, Tally

_ORDERS = """
SELECT 'post_purchase' AS kind, coalesce(o.sales_channel, '') AS channel,
    coalesce(o.category, '') AS category, coalesce(o.region, '') AS region,
    CASE WHEN o.delivered_at > o.promised_at THEN 'yes'
        WHEN o.delivered_at <= o.promised_at THEN 'no' ELSE '' END AS late, count(*) AS n
FROM shop_order o
WHERE o.shop_id = {} AND coalesce(o.delivered_at, o.completed_at) >= {}
    AND coalesce(o.delivered_at, o.completed_at) < {} AND o.cancelled_at IS NULL
    AND {} IN ('', 'post_purchase') AND {} IN ('', o.sales_channel)
    AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
GROUP BY 2, 3, 4, 5
"""
_CONTACTS = """
SELECT 'post_contact' AS kind, coalesce(k.channel, '') AS channel, '' AS category, '' AS region,
    '' AS late, count(*) AS n
FROM contact k LEFT JOIN shop_order o ON o.shop_id = k.shop_id AND o.order_ref = k.order_ref
WHERE k.shop_id = {} AND k.closed_at >= {} AND k.closed_at < {}
    AND {} IN ('', 'post_contact') AND {} IN ('', o.sales_channel)
    AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
GROUP BY 2
"""


async def served(
    shop_id: int, since: datetime, until: datetime, where: Slice = WHOLE
) -> dict[Stratum, int]:
    """Return all orders delivered and contacts closed in [since, until), asked about or not."""
    # Imports are answers about orders like any other: the source sets no order apart.
    if any(where.values[2:]):
        tally = await count(shop_id, since, until, where)
    else:
        tally = await kept_weeks.tallied(
            shop_id, Part.SERVED, since, until, partial(count, shop_id)
        )
    found = {Stratum(*key): n for key, (n,) in tally.items()}
    return {stratum: n for stratum, n in found.items() if where.kind in {"", stratum.kind}}


async def count(shop_id: int, since: datetime, until: datetime, where: Slice = WHOLE) -> Tally:
    """Count the orders and contacts of [since, until) row by row."""
    span = (shop_id, since, until, *where.values[1:])
    rows = await database.fetch(_ORDERS, *span) + await database.fetch(_CONTACTS, *span)
    return {Stratum.of(row).words: (row["n"],) for row in rows}
