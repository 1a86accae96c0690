"""Shell: read what the page of response health shows, and nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from admin.dashboard.filters import Filters
from models.queries import health
from models.queries.health import Fate, Letters, Reply, Took
from models.queries.quality import Days, Slice
from models.queries.response import Response, asked_and_answered


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the page rests on; `before` is None without a comparison."""

    fates: tuple[Fate, ...]
    replies: tuple[Reply, ...]
    took: tuple[Took, ...]
    response: Response
    before: Response | None
    letters: Letters
    stops: Mapping[str, int]


async def rows(shop_id: int, filters: Filters, zone: ZoneInfo) -> Rows:
    """Return how asking went in the days shown."""
    span, kind = moments(filters.days, zone), filters.where.kind
    before = None
    if filters.compared is not None:
        before = await asked_and_answered(shop_id, filters.compared, zone, Slice(kind=kind))
    return Rows(
        fates=tuple(await health.fates(shop_id, *span, kind)),
        replies=tuple(await health.replies(shop_id, *span, kind)),
        took=tuple(await health.took(shop_id, filters.days, kind)),
        response=await asked_and_answered(shop_id, filters.days, zone, Slice(kind=kind)),
        before=before,
        letters=await health.letters(shop_id, filters.days, *span),
        stops=await health.stops(shop_id, *span),
    )


def moments(days: Days, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the shop's days begin and end."""
    since, until = (datetime.combine(day, time(), zone) for day in (days.since, days.until))
    return since, until
