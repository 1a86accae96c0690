"""Shell: read what a page shows, and nothing more."""

import asyncio
from zoneinfo import ZoneInfo

from admin.dashboard.findings import Sums
from admin.tag_names import tag_names
from models.queries import quality
from models.queries.quality import Days, Slice
from models.queries.response import asked_and_answered


async def sums(shop_id: int, days: Days, where: Slice, zone: ZoneInfo) -> Sums:
    """Return what was counted over `days` of the shop's calendar."""
    counted, response = await asyncio.gather(
        quality.tally(shop_id, days, where), asked_and_answered(shop_id, days, zone, where)
    )
    names = await tag_names(shop_id)
    scores, tags = (counted.scores, counted.by_day), (counted.tags, counted.tags_by_day)
    return Sums(days, *scores, *tags, response, names)
