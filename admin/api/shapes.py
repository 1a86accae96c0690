"""What goes out: the shapes of every answer, as the API's description shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from admin.dashboard.filters import SLICED, Filters
from admin.dashboard.findings import Level
from admin.measures.change import Verdict
from admin.measures.estimate import Estimate, Suppression, Visibility
from admin.measures.weighting import Weighting
from models.seen import AnswerSeen, CommentSeen

PLACES = 6


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its 95 % interval; null with a reason where none may be shown.

    `method` is a heading of docs/reference/measures.md. Under 10 answers a number is hidden and
    only its `n` is told; up to 29 it is grey.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_eff: float
    method: str
    visibility: Visibility
    suppressed: Suppression | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a number did since the days compared with, judged among `tested` changes at once.

    `finding` is "real", "not_sure", "no_change" or "too_few"; differences are now − before.
    """

    finding: str
    difference: float | None
    low: float | None
    high: float | None
    adjusted_p: float | None
    tested: int
    before: Number


@dataclass(frozen=True, slots=True)
class Measured:
    """A number and its change, null without a comparison."""

    now: Number
    change: Change | None


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of the shop's own calendar days; `until` is not included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class WeightsOut:
    """How answers were weighted to all eligible orders; with `refused` they were not, and why."""

    n_eff: float
    design_effect: float
    refused: Suppression | None


@dataclass(frozen=True, slots=True)
class About:
    """Which shop, days and answers the numbers are of; `weights` is null unless asked for."""

    shop: str
    timezone: str
    days: Days
    compared: Days | None
    only: dict[str, str]
    weights: WeightsOut | None


@dataclass(frozen=True, slots=True)
class TagOut:
    """A complaint found in a comment: [start, end) are code points of its text."""

    code: str
    probability: float | None
    verdict: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class CommentOut:
    """A comment with its personal data masked, and the complaints that stand."""

    id: int
    prompt: str
    text: str
    reading: str
    polarity: str
    tags: list[TagOut]


@dataclass(frozen=True, slots=True)
class RatingOut:
    """One reply; `state` keeps "rated", "na" and "skipped" apart."""

    item: str
    state: str
    score: int | None
    choice: str


@dataclass(frozen=True, slots=True)
class AnswerOut:
    """An answered survey or an imported score; `comments` is empty for keys without words."""

    id: int
    day: date
    submitted_at: datetime | None
    source: str
    survey_kind: str
    order_ref: str
    overall: int | None
    ratings: list[RatingOut]
    comments: list[CommentOut]


def number(estimate: Estimate) -> Number:
    """Return what may leave the house of an estimate: a hidden one keeps its n and reason."""
    hidden = estimate.visibility is Visibility.HIDDEN
    too_few = Suppression.TOO_FEW if hidden else None
    return Number(
        None if hidden else rounded(estimate.value),
        None if hidden else rounded(estimate.low),
        None if hidden else rounded(estimate.high),
        estimate.n,
        round(estimate.n_eff, 2),
        estimate.method,
        estimate.visibility,
        estimate.suppressed or too_few,
    )


def measured(level: Level) -> Measured:
    """Return a number with its change."""
    return Measured(number(level.estimate), change(level.verdict))


def change(verdict: Verdict | None) -> Change | None:
    """Return a change; one of a hidden number keeps its finding only."""
    if verdict is None:
        return None
    told = verdict.change
    hidden = Visibility.HIDDEN in {told.now.visibility, told.before.visibility}
    return Change(
        verdict.finding,
        None if hidden else rounded(told.difference),
        None if hidden else rounded(told.low),
        None if hidden else rounded(told.high),
        rounded(verdict.adjusted_p),
        verdict.tested,
        number(told.before),
    )


def about(shop: str, timezone: str, filters: Filters, weighting: Weighting | None = None) -> About:
    """Return what the numbers are of."""
    then = filters.compared
    named = zip(SLICED, filters.where.values, strict=True)
    return About(
        shop,
        timezone,
        Days(filters.days.since, filters.days.until),
        Days(then.since, then.until) if then else None,
        {name: str(value) for name, value in named if value},
        None
        if weighting is None
        else WeightsOut(round(weighting.n_eff, 2), round(weighting.deff, 4), weighting.refused),
    )


def answer(seen: AnswerSeen, ratings: Mapping[int, list[RatingOut]], *, words: bool) -> AnswerOut:
    """Return an answer, its comments only where the key reads words."""
    return AnswerOut(
        seen.id,
        seen.day,
        seen.submitted_at,
        seen.source,
        seen.survey_kind,
        seen.order_ref,
        seen.overall,
        ratings.get(seen.id, []),
        [comment(one) for one in seen.comments] if words else [],
    )


def comment(seen: CommentSeen) -> CommentOut:
    """Return a comment with the tags that stand."""
    tags = [
        TagOut(tag.code, rounded(tag.probability), tag.verdict, tag.start, tag.end)
        for tag in seen.tags
        if tag.stands
    ]
    return CommentOut(seen.id, seen.prompt, seen.redacted, seen.reading, seen.polarity, tags)


def rounded(value: float | None) -> float | None:
    """Round to what a number can bear."""
    return None if value is None else round(value, PLACES)
