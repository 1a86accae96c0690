"""Shell: which words shoppers began to use in the days shown, against as many days before them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from litestar.datastructures import State

from admin.dashboard.filters import Filters, Preset
from admin.dashboard.shelf import Shelf
from admin.new_words import MOST_COMMENTS, risen
from models.queries import complaints
from models.queries.quality import Days, Slice

if TYPE_CHECKING:
    from admin.new_words import Segment
    from nlp.emerging import EmergingTerm

NAME: Final = "rising_words"
# With fewer comments on either side five people are no trend yet.
LEAST: Final = 50
MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Rising:
    """Words that rose, the surest first; `earlier` is None where no days lie before."""

    words: "tuple[EmergingTerm, ...]"
    now: int
    before: int
    earlier: Days | None

    @property
    def is_enough(self) -> bool:
        """Say whether both sides hold comments enough to tell a trend."""
        return min(self.now, self.before) >= LEAST

    @property
    def is_cut(self) -> bool:
        """Say whether only the newest comments of a side were read."""
        return max(self.now, self.before) > MOST_COMMENTS


NOTHING: Final = Rising((), 0, 0, None)


async def rising(shop_id: int, filters: Filters, segment: "Segment", state: State) -> Rising:
    """Return what rose in the days shown, computed only if a comment came or went."""
    if filters.preset is Preset.ALL:
        return NOTHING
    days, where = filters.days, filters.where
    earlier = Days(days.since - (days.until - days.since), days.since)
    now, before = [await complaints.written(shop_id, one, where) for one in (days, earlier)]
    found = Rising((), now.comments, before.comments, earlier)
    if not found.is_enough:
        return found
    words = await _shelf(state).kept(
        (shop_id, days, where, now, before),
        partial(_computed, shop_id, (days, earlier), where, segment),
    )
    return Rising(words, now.comments, before.comments, earlier)


async def _computed(
    shop_id: int, sides: Sequence[Days], where: Slice, segment: "Segment"
) -> "tuple[EmergingTerm, ...]":
    now, *before = [await complaints.words(shop_id, days, where, MOST_COMMENTS) for days in sides]
    # Thousands of comments take a while to cut; others must not wait for it.
    return tuple(await asyncio.to_thread(risen, now, before, segment, MOST_WORDS))


def _shelf(state: State) -> "Shelf[tuple[EmergingTerm, ...]]":
    if NAME not in state:
        state[NAME] = Shelf()
    shelf: Shelf[tuple[EmergingTerm, ...]] = state[NAME]
    return shelf
