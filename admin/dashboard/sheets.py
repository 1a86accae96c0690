"""Pure: the tables of the overview as they go into a file, every number with its interval."""

from collections.abc import Sequence
from operator import attrgetter

from admin.dashboard.courses import Stretch
from admin.dashboard.findings import Findings, Level, Sums
from admin.dashboard.outcomes import NAMES as OUTCOMES
from admin.dashboard.stages.sheets import change, interval
from admin.dashboard.words import CORE, SATISFACTION, STAGES, Translate
from admin.exports.sheet import Cell, Sheet, figures, shares
from admin.measures.levels import mean_from_counts


def sheets(now: Sums, found: Findings, locale: str, say: Translate) -> tuple[Sheet, ...]:
    """Return every table of the page, in its order."""
    return (
        _numbers(found, say),
        _journey(now, found, say),
        _complaints(now, found, locale, say),
        _days(now, say),
    )


def _numbers(found: Findings, say: Translate) -> Sheet:
    parts = (
        (say("Response rate"), found.response),
        (say("Dissatisfied (1 or 2)"), found.low),
        (say("Complaints per answer"), found.complaints),
    )
    rows = (
        *((name, *_share(level, say)) for name, level in parts),
        *(
            (say(OUTCOMES[item]), *figures(level.estimate), *change(level.verdict, say))
            for item, level in found.outcomes.items()
            if level.estimate.n
        ),
    )
    overall = (*figures(found.overall.estimate), *change(found.overall.verdict, say))
    headings = (say("Measure"), *interval(say), say("Change"), say("Finding"))
    return Sheet(say("Key numbers"), headings, ((say("Overall score"), *overall), *rows))


def course(stretches: Sequence[Stretch], say: Translate) -> Sheet:
    """Return the numbers stretch by stretch, each with its effective number and its method."""
    headings = (
        say("Measure"), say("From"), *interval(say), say("Effective number"), say("Method"),
    )  # fmt: skip
    parts = (
        (say("Overall score"), attrgetter("overall"), figures),
        (say("Dissatisfied (1 or 2)"), attrgetter("low"), shares),
        (say("Complaints per answer"), attrgetter("complaints"), shares),
    )
    rows = tuple(
        (name, one.since, *written(of(one)), round(of(one).n_eff, 1), of(one).method)
        for name, of, written in parts
        for one in stretches
    )
    return Sheet(say("Stretch by stretch"), headings, rows)


def _share(level: Level, say: Translate) -> tuple[Cell, ...]:
    return (*shares(level.estimate), *change(level.verdict, say))


def _journey(now: Sums, found: Findings, say: Translate) -> Sheet:
    columns = (
        say("Stage"), *interval(say), say("Change"), say("Finding"),
        *(f"{score} {say(word)}" for score, word in enumerate(SATISFACTION, 1)),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for stage, item in CORE.items():
        level, given = found.stages[stage], now.scores.of(item)
        mean = figures(level.estimate)
        # Five counts of a few answers would say what each of them was.
        counts = [None if mean[0] is None else given.get(score, 0) for score in range(1, 6)]
        rows.append((say(STAGES[stage]), *mean, *change(level.verdict, say), *counts))
    return Sheet(say("The journey, stage by stage"), columns, tuple(rows))


def _complaints(now: Sums, found: Findings, locale: str, say: Translate) -> Sheet:
    columns = (
        say("Code"), say("Complaint"), say("Answers with it"), *interval(say), say("Change"),
        say("Finding"),
    )  # fmt: skip
    rows = tuple(
        (code, found.names.name(code, locale), now.hits(code), *_share(level, say))
        for code, level in found.tags.items()
    )
    return Sheet(say("Complaints per answer"), columns, rows)


def _days(now: Sums, say: Translate) -> Sheet:
    rows = tuple(
        (day.day, day.answers, *figures(mean_from_counts(day.overall))) for day in now.by_day
    )
    columns = (say("Day"), say("Answers that day"), *interval(say))
    return Sheet(say("Overall score, day by day"), columns, rows)
