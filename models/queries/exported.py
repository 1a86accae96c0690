"""Answers as they leave in a file: page after page, newest first, with replies and their order.

Words are the redacted copy; what was written by hand never comes this way.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models import database
from models.blocks import in_blocks, marks
from models.queries import ratings, responses
from models.queries.responses import Wanted
from models.queries.stories import RatingSeen
from models.seen import START, AnswerSeen

AT_ONCE: Final = 256

_ORDERS = """
SELECT a.id, o.sales_channel, o.carrier, o.category, o.region
FROM answer a JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
WHERE a.shop_id = {{}} AND a.id IN ({})
"""


@dataclass(frozen=True, slots=True)
class OrderBehind:
    """What is known of the order that was rated."""

    sales_channel: str = ""
    carrier: str = ""
    category: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """One answer with its replies by question; a question that was not asked is not among them."""

    answer: AnswerSeen
    replies: Mapping[str, RatingSeen]
    order: OrderBehind


async def answers(shop_id: int, wanted: Wanted, most: int = 0) -> AsyncIterator[list[Exported]]:
    """Give the wanted answers in batches, newest first; `most` of them, or all when it is 0."""
    place, left = START, most
    while True:
        limit = min(AT_ONCE, left) if most else AT_ONCE
        found = await responses.answers(shop_id, wanted, place, limit) if limit else []
        if not found:
            return
        yield await _whole(shop_id, found)
        if len(found) < limit:
            return
        place, left = found[-1].place, left - len(found)


async def _whole(shop_id: int, found: Sequence[AnswerSeen]) -> list[Exported]:
    ids = [answer.id for answer in found]
    given, orders = await ratings.of_answers(shop_id, ids), await _orders(shop_id, ids)
    return [
        Exported(
            answer,
            {reply.item: reply for reply in given.get(answer.id, ())},
            orders.get(answer.id, OrderBehind()),
        )
        for answer in found
    ]


async def _orders(shop_id: int, ids: Sequence[int]) -> dict[int, OrderBehind]:
    known: dict[int, OrderBehind] = {}
    for block in in_blocks(ids):
        for row in await database.fetch(_ORDERS.format(marks(block)), shop_id, *block):
            facts = (row["sales_channel"], row["carrier"], row["category"], row["region"])
            known[row["id"]] = OrderBehind(*(fact or "" for fact in facts))
    return known
