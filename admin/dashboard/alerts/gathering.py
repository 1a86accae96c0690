"""Shell: read what the page of alerts shows, and nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from admin.alerts import gathering as watching
from admin.alerts.watched import (
    FIRST_DAY,
    LAST_DAY,
    OVERALL,
    Series,
    finished_week,
    monday_of,
    week_key,
)
from admin.dashboard.filters import Filters
from admin.dashboard.page import Seen
from admin.measures.periods import previous
from admin.tag_names import TagNames, tag_names
from models.choices import AnswerSource
from models.queries import alerts, baselines
from models.queries.alerts import Alert
from models.queries.baselines import Frozen
from models.queries.quality import Days

# A chart shows a year and its neighbours at least, and no more than can be told apart.
LEAST: Final = 60
MOST: Final = 160


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the page rests on; `shown` is the first week that charts begin with."""

    source: AnswerSource
    series: Mapping[str, Series]
    shown: str
    frozen: Mapping[str, Frozen]
    notes: Mapping[str, str]
    names: TagNames
    opened: Sequence[Alert]
    acknowledged: Sequence[Alert]
    closed: Sequence[Alert]

    @property
    def is_imported(self) -> bool:
        """Say whether these are answers that somebody else asked for: they open no alert."""
        return self.source is AnswerSource.IMPORT


async def rows(shop_id: int, seen: Seen, today: date) -> Rows:
    """Return the weeks and alerts of a shop; without surveys of ours, its imported answers."""
    frozen, first = await watching.judged_by(shop_id)
    first_shown, last = stretch(seen.filters, seen.known, today)
    asked = seen.filters.where.source
    source = AnswerSource.IMPORT if asked == "import" else AnswerSource.SURVEY
    start = min(monday_of(first_shown), first or date.max)
    series = await watching.watched(shop_id, start, last, source, tuple(frozen))
    if not asked and not any(series[OVERALL].sizes):
        imported = await watching.watched(shop_id, start, last, AnswerSource.IMPORT)
        if any(imported[OVERALL].sizes):
            source, series = AnswerSource.IMPORT, imported
    return Rows(
        source=source,
        series=series,
        shown=first_shown,
        frozen={} if source is AnswerSource.IMPORT else frozen,
        notes=await baselines.week_notes(shop_id),
        names=await tag_names(shop_id),
        opened=await alerts.open_alerts(shop_id),
        acknowledged=await alerts.acknowledged(shop_id),
        closed=await alerts.closed(shop_id),
    )


def stretch(filters: Filters, known: Days | None, today: date) -> tuple[str, str]:
    """
    Return the first and the last week of the charts.

    They end with the days shown, but never with a week that is not over or behind the answers.

    Examples
    --------
    >>> from admin.dashboard.filters import read
    >>> stretch(read({}, date(2026, 11, 23)), None, date(2026, 11, 23))
    ('2025-W40', '2026-W47')
    """
    last = min(finished_week(today), _named(filters.last_day))
    if known is not None:
        last = min(last, _named(known.until))
    first = max(
        previous(last, MOST - 1), min(_named(filters.days.since), previous(last, LEAST - 1))
    )
    if known is not None:
        first = max(first, _named(known.since))
    return min(first, last), last


def _named(day: date) -> str:
    """Name the week of a day, of the first or last one that has a name."""
    return week_key(min(max(day, FIRST_DAY + timedelta(weeks=MOST)), LAST_DAY))
