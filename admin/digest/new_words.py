"""Shell: which words shoppers began to use this week, against the weeks before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.measures.periods import days_of, earlier
from admin.new_words import MOST_COMMENTS, risen
from models.queries import digests

if TYPE_CHECKING:
    from admin.new_words import Segment

EARLIER_WEEKS = 6
MOST_WORDS = 6


async def new_words(shop_id: int, period: str, segment: Segment) -> tuple[str, ...]:
    """Return the words and phrases that rose in a week's redacted comments, the surest first."""
    now, *before = [
        await digests.texts(shop_id, *days_of(key), MOST_COMMENTS)
        for key in [period, *earlier(period, EARLIER_WEEKS)]
    ]
    return tuple(found.term for found in risen(now, before, segment, MOST_WORDS))
