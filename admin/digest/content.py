"""Pure: a week's sums → what deserves a manager's minute. Wording is the letter's business.

The primary comparison is the week against the eight weeks before it; every change of one digest
is judged as one family, so that a long list does not print chance as news.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from admin.alerts.lasting import Lasting
from admin.measures.change import Finding, Metric, Verdict, is_it_real
from admin.measures.differences import Change, newcombe_difference, welch
from admin.measures.estimate import Estimate, Visibility
from admin.measures.levels import mean_from_counts, share, top2_from_counts
from admin.tag_names import TagNames
from models.choices import Stage
from models.queries.alerts import Alert

BASELINE_WEEKS = 8
CORE_ITEMS = {
    Stage.BROWSE: "BR0",
    Stage.PAY: "PA0",
    Stage.SHIP: "SH0",
    Stage.RECEIVE: "RE0",
    Stage.CONTACT: "CT9",
}
OVERALL = "OV1"
MOST_TAGS = 6
MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted over one stretch of days."""

    answers: int
    imported: int
    by_item: Mapping[str, Mapping[int, int]]
    by_tag: Mapping[str, int]
    read: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A redacted comment that speaks for a tag."""

    answer_id: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """How many were asked in the week and had answered by its end."""

    sent: int
    answered: int


@dataclass(frozen=True, slots=True)
class Level:
    """A score, what it was, and whether the change is real. `stage` None is the overall score."""

    stage: Stage | None
    mean: Estimate
    top2: Estimate
    counts: tuple[int, int, int, int, int]
    verdict: Verdict

    @property
    def is_shown(self) -> bool:
        """Say whether there are answers enough to print the number."""
        return self.mean.visibility is not Visibility.HIDDEN


@dataclass(frozen=True, slots=True)
class TagLevel:
    """A complaint's share of the answered surveys, and whether its change is real."""

    code: str
    count: int
    share: Estimate
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """A case that nobody took care of in time, with its reasons as they are kept."""

    id: int
    reasons: str


@dataclass(frozen=True, slots=True)
class Cases:
    """How many cases wait, how many of them too long, and which of these the longest."""

    open: int = 0
    overdue: int = 0
    longest: tuple[OverdueCase, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A digest's content, most important first."""

    period: str
    answers: int
    imported: int
    overall: Level
    stages: tuple[Level, ...]
    moved: Level | None
    tags: tuple[TagLevel, ...]
    risen: tuple[TagLevel, ...]
    emerging: tuple[str, ...]
    quotes: tuple[Quote, ...]
    asking: Asking
    tested: int
    alerts: tuple[Alert, ...] = ()
    # By the id of an alert how it went on, where it did.
    lasts: Mapping[int, Lasting] = field(default_factory=dict)
    # Comments of the week that wait to be drawn for its audit, at most as many as it has.
    to_judge: int = 0
    cases: Cases = Cases()
    names: TagNames = field(default_factory=TagNames)

    @property
    def is_worth_sending(self) -> bool:
        """Say whether anybody answered a survey of ours; imports alone make no digest."""
        return self.answers > self.imported


def compose(
    period: str,
    now: Sums,
    before: Sums,
    asking: Asking,
    quotes: Sequence[Quote] = (),
    emerging: Sequence[str] = (),
    alerts: Sequence[Alert] = (),
) -> Content:
    """Judge a week against its baseline and choose what to tell."""
    items: list[tuple[Stage | None, str]] = [(None, OVERALL), *CORE_ITEMS.items()]
    changes: list[Change] = [
        welch(now.by_item.get(item, {}), before.by_item.get(item, {})) for _, item in items
    ]
    codes = sorted(now.by_tag, key=lambda code: (-now.by_tag[code], code))
    changes += [
        newcombe_difference(
            (now.by_tag[code], now.answers),
            (before.by_tag.get(code, 0), before.answers),
            Metric.RATE,
        )
        for code in codes
    ]
    verdicts = is_it_real(changes)
    levels = [
        _level(stage, now.by_item.get(item, {}), verdict)
        for (stage, item), verdict in zip(items, verdicts, strict=False)
    ]
    tags = [
        TagLevel(code, now.by_tag[code], share(now.by_tag[code], now.answers), verdict)
        for code, verdict in zip(codes, verdicts[len(items) :], strict=False)
    ]
    risen = sorted(
        (tag for tag in tags if tag.verdict.finding is Finding.REAL and _went_up(tag.verdict)),
        key=lambda tag: -(tag.verdict.change.difference or 0),
    )
    return Content(
        period=period,
        answers=now.answers,
        imported=now.imported,
        overall=levels[0],
        stages=tuple(levels[1:]),
        moved=_moved_most(levels[1:]),
        tags=tuple(tags[:MOST_TAGS]),
        risen=tuple(risen),
        emerging=tuple(emerging),
        quotes=_chosen(quotes, [*(t.code for t in risen), *codes]),
        asking=asking,
        tested=verdicts[0].tested,
        alerts=tuple(alerts),
    )


def _level(stage: Stage | None, counts: Mapping[int, int], verdict: Verdict) -> Level:
    one, two, three, four, five = (counts.get(score, 0) for score in range(1, 6))
    return Level(
        stage,
        mean_from_counts(counts),
        top2_from_counts(counts),
        (one, two, three, four, five),
        verdict,
    )


def _went_up(verdict: Verdict) -> bool:
    return (verdict.change.difference or 0) > 0


def _moved_most(levels: Sequence[Level]) -> Level | None:
    """Return the stage whose real change is the largest, falls before rises."""
    real = [level for level in levels if level.verdict.finding is Finding.REAL]
    return min(real, key=lambda level: level.verdict.change.difference or 0, default=None)


def _chosen(quotes: Sequence[Quote], codes: Sequence[str]) -> tuple[Quote, ...]:
    """Return one quote per tag in the order of importance, at most three."""
    chosen: list[Quote] = []
    for code in dict.fromkeys(codes):
        told = {quote.answer_id for quote in chosen}
        first = next((q for q in quotes if q.code == code and q.answer_id not in told), None)
        if first is not None:
            chosen.append(first)
        if len(chosen) == MOST_QUOTES:
            break
    return tuple(chosen)
