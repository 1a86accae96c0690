"""Weeks of counted answers, written as a shop has them, and a shop that goes wrong at the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from admin.alerts.figures import REPLY_HOURS
from admin.alerts.freezing import Stretch, made_of
from admin.alerts.watched import OVERALL, Series, monday_of
from admin.measures.periods import earlier
from models import database
from models.queries import week_figures
from models.queries.baselines import Frozen
from models.queries.week_figures import WeekFigure

LAST = "2026-W47"
# A share of 13 % that goes up and down a little, of 100 answers a week.
USUAL = (13, 11, 15, 12, 14) * 6
# A median wait of hours that goes up and down a little.
HOURS = (20.0, 23.0, 19.0, 22.0, 21.0) * 6


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


def waits(values: Sequence[float | None], n: int = 50, last: str = LAST) -> Series:
    """Return a series of single figures whose last week is `last`."""
    weeks = (*earlier(last, len(values) - 1), last)
    size = (n,) * len(values)
    return Series(REPLY_HOURS, weeks, (0,) * len(values), size, tuple(values))


async def kept(shop_id: int, whole: Series, now: datetime) -> None:
    """Keep a series of single figures, as if each week had been counted when it was over."""
    told = zip(whole.weeks, whole.figures, whole.sizes, strict=True)
    figures = [WeekFigure(whole.measure, week, value, n) for week, value, n in told]
    await week_figures.keep(shop_id, figures, now)
