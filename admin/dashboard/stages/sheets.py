"""Pure: the tables of one stage's page as they go into a file, every number with its interval."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from admin.dashboard.stages.facts import Facts
from admin.dashboard.stages.findings import Found
from admin.dashboard.stages.gathering import Rows
from admin.dashboard.stages.items import ITEMS
from admin.dashboard.stages.pictures import STRATA, value_name
from admin.dashboard.stages.weeks import by_week, key
from admin.dashboard.words import N_, Translate
from admin.exports.sheet import Cell, Sheet, figures, shares
from admin.measures.change import Finding, Verdict
from admin.measures.levels import mean_from_counts
from models.choices import Stage

FINDINGS: Final[Mapping[Finding, str]] = MappingProxyType(
    {
        Finding.REAL: N_("more than chance"),
        Finding.NOT_SURE: N_("not sure"),
        Finding.NO_CHANGE: N_("no change"),
        Finding.TOO_FEW: N_("too few to compare"),
    }
)


def sheets(
    rows: Rows, found: Found, facts: Facts, locale: str, say: Translate
) -> tuple[Sheet, ...]:
    """Return every table of the page, in its order."""
    return (
        _items(found, rows.stage, say),
        _weeks(rows, say),
        *_strata(found, say),
        _facts(facts, say),
        _tags(found, locale, say),
    )


def interval(say: Translate) -> tuple[str, str, str, str]:
    """Return the headings of value, low, high and n."""
    return (say("Value"), say("Low (95 %)"), say("High (95 %)"), say("Answers"))


def change(verdict: Verdict | None, say: Translate) -> tuple[Cell, ...]:
    """Return the difference and what may be said of it; of too few answers only that they are."""
    if verdict is None or verdict.change.difference is None:
        return (None, None)
    told = say(FINDINGS[verdict.finding])
    if verdict.finding is Finding.TOO_FEW:
        return (None, told)
    return (round(verdict.change.difference, 4), told)


def _items(found: Found, stage: Stage, say: Translate) -> Sheet:
    columns = (
        say("Code"), say("Question"), *interval(say), say("Change"), say("Finding"),
        say("Satisfied"), say("Low (95 %)"), say("High (95 %)"), say("Not applicable"),
        say("Left blank"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            item.code,
            say(ITEMS[stage][item.code]),
            *figures(item.mean.estimate),
            *change(item.mean.verdict, say),
            *shares(item.satisfied)[:3],
            item.scores.not_applicable,
            item.scores.skipped,
        )
        for item in found.items
    ]
    return Sheet(say("The questions of this stage"), columns, tuple(rows))


def _weeks(rows: Rows, say: Translate) -> Sheet:
    sums = by_week(rows.by_day)
    cells = tuple(
        (key(monday), *figures(mean_from_counts(sums.get(monday, {}))))
        for monday in rows.weeks.mondays
    )
    return Sheet(say("Week by week"), (say("Week"), *interval(say)), cells)


def _strata(found: Found, say: Translate) -> list[Sheet]:
    columns = (*interval(say), say("Against the rest"), say("Finding"))
    return [
        Sheet(
            say(STRATA[group.name]),
            (say(STRATA[group.name]), *columns),
            tuple(
                (
                    value_name(group.name, one.value, say),
                    *figures(one.mean.estimate),
                    *change(one.mean.verdict, say),
                )
                for one in group.found
            ),
        )
        for group in found.strata
        if group.found
    ]


def _facts(facts: Facts, say: Translate) -> Sheet:
    waits = [(say(w.name), say(w.unit), *figures(w.median)) for w in facts.waits]
    bands = [(say(b.name), say("points"), *figures(b.mean)) for b in facts.bands]
    columns = (say("What happened"), say("Unit"), *interval(say))
    return Sheet(say("Facts beside the ratings"), columns, (*waits, *bands))


def _tags(found: Found, locale: str, say: Translate) -> Sheet:
    columns = (say("Complaint"), say("Comments"), *interval(say), say("Change"), say("Finding"))
    rows = tuple(
        (
            found.names.name(tag.code, locale),
            tag.n,
            *shares(tag.share.estimate),
            *change(tag.share.verdict, say),
        )
        for tag in found.tags
    )
    return Sheet(say("Complaints about this stage"), columns, rows)
