"""Pure: what was complained of → rates with their intervals, and which changes are real.

A rate is of answered surveys, never of comments: people write more when they are unhappy. All pairs
of complaints are judged as one family; so are their changes, unless the overview has judged them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from admin.corrected import Corrected, corrected
from admin.dashboard.complaints.gathering import Rows, Side
from admin.dashboard.findings import Findings, Level
from admin.dashboard.stages.weeks import WEEK
from admin.measures.association import chance_of_meeting, times_as_often
from admin.measures.change import (
    Metric,
    Verdict,
    benjamini_hochberg,
    is_it_real,
    newcombe_difference,
)
from admin.measures.differences import Change
from admin.measures.estimate import HIDDEN_BELOW, SHOWN_FROM, Estimate
from admin.measures.levels import share
from models.queries.complaints import Together

NOBODY: Final = Side(0, 0, {})


@dataclass(frozen=True, slots=True)
class TagFound:
    """One complaint: answers that carry it, their share with its change, and the reader's error."""

    code: str
    n: int
    rate: Level
    corrected: Corrected | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two complaints on one answer; `is_real` is None where too few were so to judge."""

    one: str
    other: str
    n: int
    by_chance: float
    times: Estimate
    is_real: bool | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that may be shown, most answers first; `few` stood on fewer than ten answers."""

    found: tuple[Pair, ...]
    few: int
    tested: int


@dataclass(frozen=True, slots=True)
class Found:
    """Every number of the page, complaints by how many answers carry them."""

    answers: int
    tags: tuple[TagFound, ...]
    pairs: Pairs
    tested: int

    def of(self, code: str) -> TagFound | None:
        """Return one complaint, None where nobody made it."""
        return next((tag for tag in self.tags if tag.code == code), None)


def judge(rows: Rows, shows: Callable[[str], bool] = bool) -> Found:
    """Return every number of the tags that a page `shows`, with the verdicts on its changes."""
    now, before = rows.now, rows.before or NOBODY
    codes = sorted(
        {code for code, n in now.tags.items() if n and shows(code)},
        key=lambda code: (-now.tags[code], code),
    )
    verdicts = is_it_real([_change(now, before, code) for code in codes])
    tags = tuple(
        _tag(rows, code, verdict if rows.before else None)
        for code, verdict in zip(codes, verdicts, strict=True)
    )
    tested = verdicts[0].tested if verdicts and rows.before else 0
    return Found(now.answers, tags, pairs(rows.together, shows), tested)


def settled(found: Found, first: Findings | None) -> Found:
    """Let the change of each complaint have the verdict that the overview has for it."""
    if first is None:
        return found
    tags = tuple(
        replace(one, rate=Level(one.rate.estimate, first.tags[one.code].verdict))
        if one.code in first.tags
        else one
        for one in found.tags
    )
    return replace(found, tags=tags, tested=first.tested)


def week_rates(rows: Rows, code: str, back: int = 0) -> list[tuple[date, Estimate]]:
    """Return each Monday shown with its week's share of answers that carry `code`."""
    return [(monday, _week(rows, code, monday - back * WEEK)) for monday in rows.weeks.mondays]


def pairs(told: Together, shows: Callable[[str], bool] = bool) -> Pairs:
    """Return which complaints come together, and whether more than chance brings them."""
    known = {pair: n for pair, n in told.pairs.items() if all(map(shows, pair))}
    enough = [_pair(told, pair, n) for pair, n in known.items() if n >= HIDDEN_BELOW]
    tested = [one for one in enough if one.n >= SHOWN_FROM]
    chances = [_chance(told, one) for one in tested]
    real = dict(
        zip(((one.one, one.other) for one in tested), benjamini_hochberg(chances), strict=True)
    )
    found = tuple(
        Pair(one.one, one.other, one.n, one.by_chance, one.times, real.get((one.one, one.other)))
        for one in sorted(enough, key=lambda one: (-one.n, one.one, one.other))
    )
    return Pairs(found, len(known) - len(enough), len(tested))


def _tag(rows: Rows, code: str, verdict: Verdict | None) -> TagFound:
    now, hits = rows.now, rows.now.hits(code)
    level = Level(share(hits, now.answers), verdict)
    return TagFound(code, hits, level, corrected(code, hits, now.read, now.answers, rows.own))


def _change(now: Side, before: Side, code: str) -> Change:
    here, there = (now.hits(code), now.answers), (before.hits(code), before.answers)
    return newcombe_difference(here, there, Metric.RATE)


def _week(rows: Rows, code: str, monday: date) -> Estimate:
    days = [date.fromordinal(monday.toordinal() + n) for n in range(7)]
    answers = sum(rows.course.answers.get(day, 0) for day in days)
    hits = sum(rows.course.tags.get(day, {}).get(code, 0) for day in days)
    return share(min(hits, answers), answers)


def _pair(told: Together, pair: tuple[str, str], n: int) -> Pair:
    one, other = told.tags[pair[0]], told.tags[pair[1]]
    times = times_as_often(n, one, other, told.answers)
    return Pair(*pair, n, one * other / told.answers, times, None)


def _chance(told: Together, pair: Pair) -> float:
    return chance_of_meeting(pair.n, told.tags[pair.one], told.tags[pair.other], told.answers)
