"""Shell: which words shoppers began to use this week, against the weeks before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.measures.periods import days_of, earlier
from models.queries import digests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Segment = Callable[[str], list[str]]

EARLIER_WEEKS = 6
MOST_COMMENTS = 2_000
MOST_WORDS = 6


async def new_words(shop_id: int, period: str, segment: Segment) -> tuple[str, ...]:
    """Return the words and phrases that rose in a week's redacted comments, the surest first."""
    from nlp.emerging import emerging  # numpy and the segmenter only where a digest is written

    weeks = [await _comments(shop_id, key) for key in [period, *earlier(period, EARLIER_WEEKS)]]
    now, *before = [[segment(text) for text in week] for week in weeks]
    return tuple(found.term for found in emerging(now, before, at_most=MOST_WORDS))


async def _comments(shop_id: int, period: str) -> list[str]:
    since, until = days_of(period)
    return without_copies(await digests.texts(shop_id, since, until, MOST_COMMENTS))


def without_copies(texts: Sequence[str]) -> list[str]:
    """Return normalised comments, each near-copy only once: one campaign is not a trend."""
    from nlp.duplicates import near_duplicates
    from nlp.normalise import normalise

    plain = [normalise(text).text for text in texts]
    copies = {copy for _, *copies in near_duplicates(plain) for copy in copies}
    return [text for number, text in enumerate(plain) if number not in copies]
