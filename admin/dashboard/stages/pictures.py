"""Pure: the charts of one stage's page, wide and narrow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from admin.charts.bars import Bar, bars, in_two_lines
from admin.charts.diverging import diverging
from admin.charts.drawing import NARROW, WIDE, Figure, Words
from admin.charts.lines import Point, line
from admin.dashboard.beside import beside_others
from admin.dashboard.filters import Filters
from admin.dashboard.findings import Level
from admin.dashboard.pictures import Picture, rating_row, scale_words
from admin.dashboard.stages.findings import Found, Strata, StratumFound, TagFound
from admin.dashboard.stages.gathering import Rows
from admin.dashboard.stages.items import ITEMS
from admin.dashboard.stages.weeks import WEEK, Weeks, by_week, key
from admin.dashboard.verdicts import PER_CENT_WORSE, POINTS, figure
from admin.dashboard.words import CHANNELS, N_, STAGES, Translate
from admin.measures.change import Verdict
from admin.measures.estimate import Visibility
from admin.measures.levels import mean_from_counts
from models.choices import Stage
from models.queries.stage_detail import Ratings

MOST_STRATA: Final = 12
STRATA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contact_channel": N_("Contact channel"),
        "served_by": N_("Served by"),
        "sales_channel": N_("Sales channel"),
        "category": N_("Category"),
        "region": N_("Region"),
        "carrier": N_("Carrier"),
    }
)
SERVED_BY: Final[Mapping[str, str]] = MappingProxyType(
    {"person": N_("A person"), "bot": N_("A bot or self-service")}
)
# Strata that are filters too, and the parameter by which a row leads to its own answers.
FILTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sales_channel": "channel",
        "category": "category",
        "region": "region",
        "carrier": "carrier",
    }
)


def change(level: Level, say: Translate) -> Figure:
    """Write what a mean did since the days before."""
    return figure(level.verdict, POINTS, say)


def items(found: Found, stage: Stage, say: Translate) -> Picture:
    """Draw how each question of the stage was answered, the core one first."""
    rows = [
        rating_row(say(ITEMS[stage][item.code]), item.scores.ratings, item.mean, "", say)
        for item in found.items
    ]
    words = Words(
        say("The questions of this stage"),
        say(
            "Answers from dissatisfied, left, to satisfied, right; mean, number and change beside."
        ),
    )
    scale = scale_words(say, say("Question"))
    return Picture(diverging(rows, scale, words, WIDE), diverging(rows, scale, words, NARROW))


def course(rows: Rows, say: Translate) -> Picture | None:
    """Draw the core question's mean week by week beside the earlier weeks; None if too short."""
    points = week_points(rows.weeks, rows.by_day, 0)
    if not is_course(points):
        return None
    name = say(STAGES[rows.stage])
    words = Words(
        say("{stage}, week by week").format(stage=name),
        say("The mean of each week with its 95 % interval; weeks under 10 ratings are gaps."),
    )
    columns = (say("Week"), say("Mean, interval and number"))
    courses = [(back, week_points(rows.weeks, rows.by_day, back)) for back in rows.weeks.backs]
    then = [(earlier_weeks(back, say), points) for back, points in courses if is_known(points)]
    return Picture(
        line(points, columns, words, layout=WIDE, beside=then),
        line(points, columns, words, layout=NARROW, beside=then),
    )


def is_course(points: Sequence[Point]) -> bool:
    """Say whether points can be joined to a line: two of them have a number."""
    return sum(point.value is not None for point in points) > 1


def is_known(points: Sequence[Point]) -> bool:
    """Say whether any point has a number."""
    return any(point.value is not None for point in points)


def earlier_weeks(back: int, say: Translate) -> str:
    """Name a course that lies `back` weeks earlier."""
    return say("{n} weeks earlier").format(n=back)


def week_points(weeks: Weeks, by_day: Mapping[date, Ratings], back: int) -> list[Point]:
    """Return one point per week shown, taken `back` weeks earlier."""
    sums = by_week(by_day)
    return [_point(monday, sums.get(monday, {})) for monday in _shifted(weeks, back)]


def strata(group: Strata, path: str, filters: Filters, say: Translate) -> Picture | None:
    """Draw the share of satisfied for each value of a stratum; None where nothing is parted."""
    if not group.found or len(group.found) + group.few < 2:  # noqa: PLR2004 — nothing to hold against
        return None
    rows = [_stratum_row(one, group.name, path, filters, say) for one in group.found[:MOST_STRATA]]
    name = say(STRATA[group.name])
    words = Words(
        say("Satisfied, by {stratum}").format(stratum=name),
        say("Share of ratings 4 and 5 with its 95 % interval; mean, number and rest beside."),
    )
    columns = (name, say("Satisfied"), say("Mean"), say("Answers"), say("Against the rest"))
    short = [_on_a_phone(row, say) for row in rows]
    reordered = (*columns[:3], columns[4], columns[3])
    return Picture(bars(rows, columns, words, WIDE), bars(short, reordered, words, NARROW))


def value_name(stratum: str, value: str, say: Translate) -> str:
    """Return how a value of a stratum reads; the shop's own words stand for themselves."""
    if stratum == "contact_channel":
        return say(CHANNELS[value]) if value in CHANNELS else value
    return say(SERVED_BY[value]) if stratum == "served_by" else value


def against_the_rest(verdict: Verdict | None, say: Translate) -> Figure:
    """Write whether one value differs from all others together."""
    return beside_others(verdict, POINTS, say("like the rest"), say)


def tags(found: Found, filters: Filters, base: str, locale: str, say: Translate) -> Picture | None:
    """Draw the complaints of the stage per 100 answers; each leads to its words."""
    rows = [
        _tag_row(
            tag,
            found.names.name(tag.code, locale),
            filters.address(f"{base}/complaints", tag=tag.code),
            say,
        )
        for tag in found.tags
        if tag.share.estimate.visibility is not Visibility.HIDDEN
    ]
    if not rows:
        return None
    words = Words(
        say("Complaints about this stage per 100 answers"),
        say("Each complaint with its 95 % interval; each row leads to the words."),
    )
    columns = (say("Complaint"), say("per 100 answers"), say("Answers"), say("Change"))
    short = [in_two_lines(row) for row in rows]
    return Picture(bars(rows, columns, words, WIDE), bars(short, columns, words, NARROW))


def _shifted(weeks: Weeks, back: int) -> list[date]:
    return [monday - back * WEEK for monday in weeks.mondays]


def _point(monday: date, ratings: Mapping[int, int]) -> Point:
    mean = mean_from_counts(ratings)
    if mean.visibility is Visibility.HIDDEN or mean.value is None:
        return Point(key(monday), None, written=f"n {mean.n}")
    interval = "" if mean.low is None else f" ({mean.low:.2f} – {mean.high:.2f})"
    written = f"{mean.value:.2f}{interval}, n {mean.n:,}"
    return Point(key(monday), mean.value, mean.low, mean.high, written)


def _stratum_row(
    one: StratumFound, stratum: str, path: str, filters: Filters, say: Translate
) -> Bar:
    satisfied, mean = one.satisfied, one.mean.estimate
    parameter = FILTERS.get(stratum)
    figures = (
        Figure(f"{satisfied.value or 0.0:.0%}"),
        Figure(f"{mean.value or 0.0:.2f}"),
        Figure(f"n {mean.n:,}"),
        against_the_rest(one.mean.verdict, say),
    )
    return Bar(
        value_name(stratum, one.value, say),
        satisfied.value or 0.0,
        satisfied.low,
        satisfied.high,
        figures,
        filters.address(path, **{parameter: one.value}) if parameter else "",
        faint=mean.visibility is Visibility.GREY,
    )


def _on_a_phone(row: Bar, say: Translate) -> Bar:
    # The verdict is about the mean: beside the share it would read as a difference of shares.
    share, mean, n, verdict = row.figures
    return replace(
        row, figures=(share,), beneath=(Figure(f"{say('Mean')} {mean.text}"), verdict, n)
    )


def _tag_row(tag: TagFound, name: str, href: str, say: Translate) -> Bar:
    estimate = tag.share.estimate
    rate = 100 * (estimate.value or 0.0)
    return Bar(
        label=name,
        value=rate,
        low=None if estimate.low is None else 100 * estimate.low,
        high=None if estimate.high is None else 100 * estimate.high,
        figures=(
            Figure(f"{rate:.1f}"),
            Figure(f"n {tag.n:,}"),
            figure(tag.share.verdict, PER_CENT_WORSE, say),
        ),
        href=href,
        faint=estimate.visibility is Visibility.GREY,
    )
