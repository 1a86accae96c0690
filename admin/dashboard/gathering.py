"""Shell: read what a page shows, and nothing more."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from admin.dashboard.findings import Sums
from models.queries import quality
from models.queries.quality import Days, Response, Slice


async def sums(shop_id: int, days: Days, where: Slice, zone: ZoneInfo) -> Sums:
    """Return what was counted over `days` of the shop's calendar."""
    counted = await quality.tally(shop_id, days, where)
    response = await _response(shop_id, days, where, zone)
    return Sums(days, counted.scores, counted.by_day, counted.tags, counted.tags_by_day, response)


async def _response(shop_id: int, days: Days, where: Slice, zone: ZoneInfo) -> Response:
    if where.source == "import":
        return Response(0, 0)
    since, until = (datetime.combine(day, time(), zone) for day in (days.since, days.until))
    return await quality.response(shop_id, since, until, where)
