"""Pure: the four numbers at the top, each with its interval, its change, and its course in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from admin.charts.drawing import Drawing, Figure, Words
from admin.charts.lines import Point, sparkline
from admin.dashboard.courses import Stretch
from admin.dashboard.filters import Filters
from admin.dashboard.findings import Findings, Level, Sums
from admin.dashboard.verdicts import PER_CENT_BETTER, PER_CENT_WORSE, POINTS, Unit, figure
from admin.dashboard.words import Translate
from admin.measures.estimate import HIDDEN_BELOW, Visibility
from models.queries.quality import DayScores

MOST_POINTS: Final = 31
ANSWERS_PER_POINT: Final = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One number as it is read; `value` is "" while there are too few answers."""

    key: str
    title: str
    value: str
    interval: str
    base: str
    change: Figure
    course: Drawing | None
    href: str
    faint: bool
    note: str


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    title: str
    unit: Unit
    written: Callable[[float], str]
    href: str
    base: str


def cards(
    now: Sums,
    findings: Findings,
    filters: Filters,
    base: str,
    say: Translate,
    weighted: Sequence[Stretch] = (),
) -> tuple[Card, ...]:
    """Return the cards in the order of the screen; `base` is the shop's own address.

    Where numbers are weighted, so are their courses: `weighted` are the stretches.
    """
    answers, per_cent = say("{n} answers"), "{:.1%}".format
    listed, complained = f"{base}/responses", f"{base}/complaints"
    kinds = (
        _Kind("overall", say("Overall score"), POINTS, "{:.2f}".format, listed, answers),
        _Kind(
            "response", say("Response rate"), PER_CENT_BETTER, per_cent, listed,
            say("{answered} of {n} letters answered"),
        ),
        _Kind(
            "low", say("Dissatisfied (1 or 2)"), PER_CENT_WORSE, per_cent, listed, answers
        ),
        _Kind(
            "complaints", say("Complaints per 100 answers"), PER_CENT_WORSE,
            lambda rate: f"{rate * 100:.1f}", complained, answers,
        ),
    )  # fmt: skip
    levels = (findings.overall, findings.response, findings.low, findings.complaints)
    return tuple(
        _card(kind, level, now, filters, say, _points(kind, now, weighted))
        for kind, level in zip(kinds, levels, strict=True)
    )


def _card(
    kind: _Kind, level: Level, now: Sums, filters: Filters, say: Translate, course: list[Point]
) -> Card:
    estimate = level.estimate
    hidden = estimate.visibility is Visibility.HIDDEN
    value = "" if hidden or estimate.value is None else kind.written(estimate.value)
    interval = ""
    if value and estimate.low is not None and estimate.high is not None:
        interval = f"{kind.written(estimate.low)} – {kind.written(estimate.high)}"
    more = {"score": "low"} if kind.key == "low" else {}
    answered = min(now.response.answered, now.response.sent)
    return Card(
        key=kind.key,
        title=kind.title,
        value=value,
        interval=interval,
        base=kind.base.format(n=f"{estimate.n:,}", answered=f"{answered:,}"),
        change=Figure("") if hidden else figure(level.verdict, kind.unit, say),
        course=_course(kind, course, say),
        href=filters.address(kind.href, **more),
        faint=estimate.visibility is Visibility.GREY,
        note=_note(kind, now, estimate.n, say) if hidden else "",
    )


def _note(kind: _Kind, now: Sums, n: int, say: Translate) -> str:
    if kind.key == "response" and n == 0:
        if now.scores.imported:
            return say("Imported answers have no response rate")
        return say("Nobody was asked in these days")
    if kind.key == "response":
        return say("Too few letters: {n} of the {needed} needed").format(n=n, needed=HIDDEN_BELOW)
    return say("Too few answers: {n} of the {needed} needed").format(n=n, needed=HIDDEN_BELOW)


def _course(kind: _Kind, points: list[Point], say: Translate) -> Drawing | None:
    shown = _trimmed(points) if len(points) > 2 else []  # noqa: PLR2004 — two points are no course
    if sum(point.value is not None for point in shown) < 2:  # noqa: PLR2004 — as above
        return None
    title = say("Answers over time") if kind.key == "response" else kind.title
    return sparkline(
        shown, (say("From"), title), Words(title, say("One point per stretch of days."))
    )


def _points(kind: _Kind, now: Sums, weighted: Sequence[Stretch]) -> list[Point]:
    if weighted:
        return [_weighted(kind, one) for one in weighted]
    return [_point(kind.key, name, days, now) for name, days in _steps(now)]


def _weighted(kind: _Kind, one: Stretch) -> Point:
    name = one.since.isoformat()
    if kind.key == "response":
        return Point(name, float(one.answers), written=str(one.answers))
    estimate = {"overall": one.overall, "low": one.low, "complaints": one.complaints}[kind.key]
    if estimate.visibility is Visibility.HIDDEN or estimate.value is None:
        return Point(name, None)
    told = kind.written(estimate.value)
    if estimate.low is not None and estimate.high is not None:
        told = f"{told} ({kind.written(estimate.low)} – {kind.written(estimate.high)})"
    return Point(name, estimate.value, written=told)


def _trimmed(points: list[Point]) -> list[Point]:
    """Leave out what comes before the first number and after the last one."""
    shown = [place for place, point in enumerate(points) if point.value]
    return points[shown[0] : shown[-1] + 1] if shown else []


def _steps(now: Sums) -> list[tuple[str, list[DayScores]]]:
    span = (now.days.until - now.days.since).days
    length = _stretch(span, now.scores.answers)
    count = max(1, span // length)
    first = now.days.until - timedelta(days=count * length)
    buckets: list[list[DayScores]] = [[] for _ in range(count)]
    for day in now.by_day:
        place = (day.day - first).days // length
        if 0 <= place < count:
            buckets[place].append(day)
    names = ((first + timedelta(days=i * length)).isoformat() for i in range(count))
    return list(zip(names, buckets, strict=True))


def _stretch(span: int, answers: int) -> int:
    """Days per point: as fine as leaves at most 31 points of about 20 answers or more."""
    fine = (
        length
        for length in (1, 7, 28)
        if span / length <= MOST_POINTS and answers * length >= ANSWERS_PER_POINT * span
    )
    return next(fine, 28 if span > MOST_POINTS else 7)


def _point(key: str, name: str, days: Sequence[DayScores], now: Sums) -> Point:
    answers = sum(day.answers for day in days)
    if key == "response":
        return Point(name, float(answers), written=str(answers))
    if answers < HIDDEN_BELOW:
        return Point(name, None)
    if key == "complaints":
        rate = sum(now.tags_by_day.get(day.day, 0) for day in days) / answers
        return Point(name, rate, written=f"{rate * 100:.1f}")
    return _scored(key, name, days)


def _scored(key: str, name: str, days: Sequence[DayScores]) -> Point:
    rated = [(score, n) for day in days for score, n in day.overall.items()]
    n = sum(count for _, count in rated)
    if n < HIDDEN_BELOW:
        return Point(name, None)
    if key == "low":
        low = sum(count for score, count in rated if score <= 2) / n  # noqa: PLR2004 — bottom-2
        return Point(name, low, written=f"{low:.1%}")
    mean = sum(score * count for score, count in rated) / n
    return Point(name, mean, written=f"{mean:.2f}")
