"""Whom we asked, and who answered, by the strata that answers are weighted by."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from models import database
from models.queries import kept_weeks
from models.queries.weighting import Stratum
from models.weeks import Part, Tally

_ASKED = """
SELECT i.survey_kind AS kind,
    coalesce(CASE i.survey_kind WHEN 'post_contact' THEN k.channel ELSE o.sales_channel END, '')
        AS channel,
    CASE i.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.category, '') END AS category,
    CASE i.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.region, '') END AS region,
    CASE WHEN i.survey_kind = 'post_contact' THEN '' WHEN o.delivered_at > o.promised_at
        THEN 'yes' WHEN o.delivered_at <= o.promised_at THEN 'no' ELSE '' END AS late,
    count(*) AS n,
    CAST(coalesce(sum(CASE WHEN i.answered_at < {} THEN 1 ELSE 0 END), 0) AS BIGINT) AS answered
FROM invitation i
    JOIN candidate c ON c.id = i.candidate_id AND c.shop_id = i.shop_id
    LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = i.shop_id
    LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = i.shop_id
WHERE i.shop_id = {} AND i.sent_at >= {} AND i.sent_at < {} AND i.state <> 'withdrawn'
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many letters of a stratum left, and how many of them were answered."""

    stratum: Stratum
    sent: int
    answered: int


async def asked(shop_id: int, since: datetime, until: datetime, kind: str = "") -> list[Asked]:
    """Return whom we asked in [since, until) by stratum, and who answered before `until`."""
    tally = await kept_weeks.tallied(
        shop_id, Part.ASKED, since, until, partial(count, shop_id, heard_until=until)
    )
    found = [Asked(Stratum(*key), sent, answered) for key, (sent, answered) in tally.items()]
    return [one for one in found if kind in {"", one.stratum.kind}]


async def count(shop_id: int, since: datetime, until: datetime, heard_until: datetime) -> Tally:
    """Count the letters of [since, until) and their replies before `heard_until`, row by row."""
    rows = await database.fetch(_ASKED, heard_until, shop_id, since, until)
    return {Stratum.of(row).words: (row["n"], row["answered"]) for row in rows}
