"""Which words stand beside a complaint: one or two of its best examples, none of them twice."""

from collections.abc import Iterable, Sequence
from typing import Final

from admin.dashboard.filters import Filters
from admin.dashboard.listing import Listed
from models.queries import complaints
from models.queries.complaints import Quote

EACH: Final = 2
MOST_COMPLAINTS: Final = 8


async def quotes(
    shop_id: int, filters: Filters, listed: Listed, codes: Sequence[str]
) -> dict[str, tuple[Quote, ...]]:
    """Return examples by complaint; none where a list of the same days may not be shown."""
    if listed.withheld or not codes:
        return {}
    return chosen(await complaints.quotes(shop_id, filters.days, filters.where), codes)


def chosen(found: Iterable[Quote], codes: Sequence[str]) -> dict[str, tuple[Quote, ...]]:
    """Return at most two examples of each of `codes`, preferring words that no other one took."""
    by_code: dict[str, list[Quote]] = {code: [] for code in codes}
    for quote in found:
        if quote.tag.code in by_code:
            by_code[quote.tag.code].append(quote)
    taken: set[str] = set()
    return {code: _best(quotes, taken) for code, quotes in by_code.items()}


def _best(quotes: Sequence[Quote], taken: set[str]) -> tuple[Quote, ...]:
    fresh: dict[str, Quote] = {}
    for quote in quotes:
        if quote.text not in taken:
            fresh.setdefault(quote.text, quote)
    best = tuple(fresh.values())[:EACH] or tuple(quotes[:1])
    taken.update(quote.text for quote in best)
    return best
