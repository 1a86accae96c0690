"""The answers of some days by the strata they are weighted by, without what was answered.

The same cells as `weighting.counted` has, but of whole weeks that were counted before.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from models import database
from models.queries import kept_weeks
from models.queries.quality import WHOLE, Days, Slice
from models.queries.weighting import Cell, Counted, Stratum, Values
from models.weeks import Part, Tally, midnight

# Only answers whose order reached its shopper, or whose contact was closed, stand for others.
_ANSWERED = """
SELECT a.source, a.survey_kind AS asked_as, a.design_weight AS weight,
    CASE a.survey_kind WHEN 'post_contact' THEN 'post_contact' ELSE 'post_purchase' END AS kind,
    coalesce(CASE a.survey_kind WHEN 'post_contact' THEN k.channel ELSE o.sales_channel END, '')
        AS channel,
    CASE a.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.category, '') END AS category,
    CASE a.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.region, '') END AS region,
    CASE WHEN a.survey_kind = 'post_contact' THEN '' WHEN o.delivered_at > o.promised_at
        THEN 'yes' WHEN o.delivered_at <= o.promised_at THEN 'no' ELSE '' END AS late,
    count(*) AS n
FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
    LEFT JOIN contact k ON k.id = a.contact_id AND k.shop_id = a.shop_id
WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
    AND CASE a.survey_kind WHEN 'post_contact' THEN k.closed_at IS NOT NULL
        ELSE o.cancelled_at IS NULL AND coalesce(o.delivered_at, o.completed_at) IS NOT NULL END
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


async def only_cells(
    shop_id: int, days: Days, served: Mapping[Stratum, int], where: Slice = WHOLE
) -> Counted:
    """
    Return the same cells as `weighting.counted`, without what was answered in them.

    Only a source and a kind of `where` are looked at.
    """
    bounds = (midnight(days.since), midnight(days.until))
    tally = await kept_weeks.tallied(shop_id, Part.ANSWERED, *bounds, partial(count, shop_id))
    values, words = Values.of(served), Counter[tuple[Stratum, float]]()
    for (source, asked_as, weight, *stratum), (n,) in tally.items():
        if where.source in {"", source} and where.kind in {"", asked_as}:
            words[values.known(Stratum(*stratum)), float(weight)] += n
    cells = sorted(words.items(), key=lambda one: (one[0][0].words, one[0][1]))
    return Counted(tuple(Cell(*key, n) for key, n in cells), {}, {}, {})


async def count(shop_id: int, since: datetime, until: datetime) -> Tally:
    """Count the answers of the days between two midnights of UTC, row by row."""
    rows = await database.fetch(_ANSWERED, shop_id, since.date(), until.date())
    return {
        (row["source"], row["asked_as"], repr(row["weight"]), *Stratum.of(row).words): (row["n"],)
        for row in rows
    }
