"""Weeks of counted answers, written as a shop has them, and a shop that goes wrong at the end."""

from collections.abc import Sequence
from datetime import timedelta

from admin.alerts.freezing import Stretch, made_of
from admin.alerts.watched import OVERALL, Series, monday_of
from admin.measures.periods import earlier
from models import database
from models.queries.baselines import Frozen

LAST = "2026-W47"
# A share of 13 % that goes up and down a little, of 100 answers a week.
USUAL = (13, 11, 15, 12, 14) * 6


def series(hits: Sequence[int], n: int = 100, measure: str = OVERALL, last: str = LAST) -> Series:
    """Return a series whose last week is `last`."""
    weeks = (*earlier(last, len(hits) - 1), last)
    return Series(measure, weeks, tuple(hits), (n,) * len(hits))


def frozen(whole: Series, weeks: int = 20) -> Frozen:
    """Return the baseline of the first weeks of a series."""
    return made_of(whole, Stretch(whole.weeks[0], whole.weeks[weeks - 1]))[0]


async def counted(
    shop_id: int, whole: Series, *, form: str = "P", item: str = "OV1", answers: bool = True
) -> None:
    """Write a series into the counts: one day a week, hits as 1, the others as 5."""
    for week, hits, n in zip(whole.weeks, whole.hits, whole.sizes, strict=True):
        day = monday_of(week) + timedelta(days=2)
        cells = [(item, 1, hits), (item, 5, n - hits)]
        for code, score, count in [*cells, *([("ANSWERS", 0, n)] if answers else [])]:
            await database.fetch(
                "INSERT INTO score_count (shop_id, day, form, item, score, n) "
                "VALUES ({}, {}, {}, {}, {}, {})",
                shop_id, day, form, code, score, count,
            )  # fmt: skip


async def tagged(shop_id: int, code: str, whole: Series) -> None:
    """Write how often a tag was given, week by week."""
    for week, hits in zip(whole.weeks, whole.hits, strict=True):
        await database.fetch(
            "INSERT INTO tag_count (shop_id, day, code, n) VALUES ({}, {}, {}, {})",
            shop_id, monday_of(week) + timedelta(days=2), code, hits,
        )  # fmt: skip
