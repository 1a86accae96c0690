"""The replies of a few answers at once, for whoever reads answers page by page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from models.queries.stories import RatingSeen
from models.tables.answers import Rating


async def of_answers(shop_id: int, answer_ids: Sequence[int]) -> Mapping[int, Sequence[RatingSeen]]:
    """Return the ratings of each of some answers, in the order they were asked."""
    found: defaultdict[int, list[RatingSeen]] = defaultdict(list)
    if answer_ids:
        rows = (
            await Rating.select(
                Rating.answer, Rating.item, Rating.state, Rating.score, Rating.choice
            )
            .where((Rating.shop_id == shop_id) & Rating.answer.is_in(list(answer_ids)))
            .order_by(Rating.id)
        )
        for row in rows:
            seen = RatingSeen(row["item"], row["state"], row["score"], row["choice"])
            found[row["answer"]].append(seen)
    return found
