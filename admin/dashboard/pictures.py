"""Pure: the journey strip and the complaint tags of the overview, wide and narrow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from admin.charts.bars import Bar, bars, in_two_lines
from admin.charts.diverging import Counts, ScaleWords, diverging
from admin.charts.diverging import Stage as Row
from admin.charts.drawing import NARROW, WIDE, Drawing, Figure, Words
from admin.dashboard.filters import Filters
from admin.dashboard.findings import Findings, Level, Sums
from admin.dashboard.verdicts import PER_CENT_WORSE, POINTS, figure
from admin.dashboard.words import CORE, SATISFACTION, STAGES, Translate
from admin.measures.estimate import SHOWN_FROM, Visibility

MOST_TAGS: Final = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart in the two widths that a page needs."""

    wide: Drawing
    narrow: Drawing


def scale_words(say: Translate, first: str) -> ScaleWords:
    """Return the five answers and the table's headings."""
    one, two, three, four, five = (say(word) for word in SATISFACTION)
    return ScaleWords((one, two, three, four, five), first, say("Answers"))


def five(ratings: Mapping[int, int]) -> Counts:
    """Return how often each of 1 to 5 was given."""
    return (
        ratings.get(1, 0), ratings.get(2, 0), ratings.get(3, 0), ratings.get(4, 0),
        ratings.get(5, 0),
    )  # fmt: skip


def rating_row(
    label: str, ratings: Mapping[int, int], level: Level, href: str, say: Translate
) -> Row:
    """Return one row of ratings with its mean, number and change, or why there is none."""
    estimate = level.estimate
    if estimate.n == 0:
        return Row(label, five({}), href="", note=say("no ratings in these days"))
    if estimate.visibility is Visibility.HIDDEN:
        return Row(label, five({}), href=href, note=say("too few ratings to show"))
    figures = (
        Figure(f"{estimate.value:.2f}"),
        Figure(f"n {estimate.n:,}"),
        figure(level.verdict, POINTS, say),
    )
    faint = estimate.visibility is Visibility.GREY
    return Row(label, five(ratings), figures, href, faint=faint)


def journey(now: Sums, findings: Findings, filters: Filters, base: str, say: Translate) -> Picture:
    """Draw how satisfied people were at each stage, in the order they go through them."""
    rows = [
        rating_row(
            say(STAGES[stage]), now.scores.of(item), findings.stages[stage],
            filters.address(f"{base}/stages/{stage}"), say,
        )
        for stage, item in CORE.items()
    ]  # fmt: skip
    words = Words(
        say("The journey, stage by stage"),
        say(
            "Answers from dissatisfied, left, to satisfied, right; mean, number and change beside."
        ),
    )
    scale = scale_words(say, say("Stage"))
    return Picture(diverging(rows, scale, words, WIDE), diverging(rows, scale, words, NARROW))


def complaints(
    now: Sums,
    before: Sums | None,
    findings: Findings,
    filters: Filters,
    base: str,
    locale: str,
    say: Translate,
) -> Picture | None:
    """Draw the most frequent complaint tags per 100 answers; None while too few answered."""
    shown = [
        (code, level)
        for code, level in findings.tags.items()
        if level.estimate.visibility is not Visibility.HIDDEN
    ][:MOST_TAGS]
    if not shown:
        return None
    rows = [
        _tag_row(
            code, level, now, before, filters.address(f"{base}/complaints", tag=code), locale, say
        )
        for code, level in shown
    ]
    columns = (say("Complaint"), say("per 100 answers"), say("Answers"), say("Change"))
    words = Words(
        say("Complaints per 100 answers"),
        say("The most frequent complaints with their 95 % intervals; each row leads to the words."),
    )
    short = [in_two_lines(row) for row in rows]
    return Picture(bars(rows, columns, words, WIDE), bars(short, columns, words, NARROW))


def _tag_row(
    code: str,
    level: Level,
    now: Sums,
    before: Sums | None,
    href: str,
    locale: str,
    say: Translate,
) -> Bar:
    estimate = level.estimate
    is_new = before is not None and before.scores.answers >= SHOWN_FROM and not before.hits(code)
    change = (
        Figure(say("not in the days before"))
        if is_new
        else figure(level.verdict, PER_CENT_WORSE, say)
    )
    rate = 100 * (estimate.value or 0.0)
    return Bar(
        label=now.names.name(code, locale),
        value=rate,
        low=None if estimate.low is None else 100 * estimate.low,
        high=None if estimate.high is None else 100 * estimate.high,
        figures=(Figure(f"{rate:.1f}"), Figure(f"n {now.hits(code):,}"), change),
        href=href,
        faint=estimate.visibility is Visibility.GREY,
    )
