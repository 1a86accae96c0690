"""Shops whose answers are hard to count: none, one, all alike, all blank, too few, gone, ahead."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from models.queries import rollup
from models.tables.answers import Answer, Rating
from tests.admin.dashboard import rows

CORE: Final = ("BR0", "PA0", "SH0", "RE0")
Trouble = Callable[[int, date], Awaitable[None]]


async def no_answers(shop_id: int, today: date) -> None:
    """Leave the shop as it was founded."""


async def one_answer(shop_id: int, today: date) -> None:
    """Write a single answer."""
    await _same(shop_id, today, 1)


async def nine_answers(shop_id: int, today: date) -> None:
    """Write one answer less than may be shown."""
    await _same(shop_id, today, 9)


async def all_equal(shop_id: int, today: date) -> None:
    """Write the same answer in both periods, as often as comparisons need."""
    for back in (3, 30, 31):
        await _same(shop_id, today - timedelta(days=back), 40)


async def all_blank(shop_id: int, today: date) -> None:
    """Write answers whose every rating is "does not apply"."""
    for back in (3, 30):
        for _ in range(40):
            await _blank(shop_id, today - timedelta(days=back))


async def one_column(shop_id: int, today: date) -> None:
    """Write answers whose stages all repeat the overall score: nothing can be told apart."""
    for n in range(120):
        score = 1 + n % 5
        day = today - timedelta(days=n % 28)
        await rows.answered(shop_id, day, score, ratings=dict.fromkeys(CORE, score))


async def strata_gone(shop_id: int, today: date) -> None:
    """Let a carrier, a channel and a category vanish between the two periods."""
    then = await rows.ordered(shop_id, "A1", carrier="旧", sales_channel="old", category="旧茶")
    now = await rows.ordered(shop_id, "A2", carrier="新", sales_channel="new", category="新茶")
    for n in range(70):
        back, order = (3 + n % 5, now) if n % 2 else (30 + n % 5, then)
        await rows.answered(
            shop_id, today - timedelta(days=back), 1 + n % 5, order_id=order,
            ratings={"SH0": 1 + n % 4, "RE0": 5},
        )  # fmt: skip


async def days_ahead(shop_id: int, today: date) -> None:
    """Write answers of next year beside today's: somebody's clock is wrong."""
    await _same(shop_id, today, 12)
    await _same(shop_id, today + timedelta(days=400), 12)


async def long_ago(shop_id: int, today: date) -> None:
    """Write answers from the first days that have names, and from before."""
    await _same(shop_id, date(1999, 12, 30), 12)
    await _same(shop_id, date(2000, 1, 4), 12)
    await _same(shop_id, today, 12)


async def worsening(shop_id: int, today: date) -> None:
    """Write a shop as shops are, so that odd addresses have something to show."""
    await rows.worsening(shop_id, today, per_day=1)


TROUBLES: Final[Mapping[str, Trouble]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            no_answers, one_answer, nine_answers, all_equal, all_blank, one_column, strata_gone,
            days_ahead, long_ago,
        )
    }
)  # fmt: skip


async def told(trouble: Trouble, shop_id: int, today: date) -> None:
    """Bring a trouble about, and count it."""
    await trouble(shop_id, today)
    await rollup.rebuild(shop_id)


async def _same(shop_id: int, day: date, n: int) -> None:
    for _ in range(n):
        await rows.answered(
            shop_id, day, 5, ratings=dict.fromkeys(CORE, 5), comment=rows.SLOW,
            tags=[rows.Found("slow_shipping")],
        )  # fmt: skip


async def _blank(shop_id: int, day: date) -> None:
    answer = Answer(
        shop_id=shop_id, source="survey", survey_kind="post_purchase", overall=None, form="P",
        local_day=day, submitted_at=rows.noon(day),
    )  # fmt: skip
    await answer.save()
    for item in ("OV1", *CORE):
        rating = Rating(shop_id=shop_id, answer=answer.id, item=item, state="na", score=None)
        await rating.save()
