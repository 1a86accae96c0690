"""Pure: the numbers of a page as answered → the same numbers weighted, changes judged anew.

Where weights are refused the numbers stay as they are. What is asked of letters, and how a stage
differs between strata, has no weights and stays too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from admin.dashboard.complaints.findings import Found as Complaints
from admin.dashboard.courses import Stretch
from admin.dashboard.findings import RECOMMEND, Findings, Level, Sums
from admin.dashboard.outcomes import KEYS
from admin.dashboard.stages.findings import Found as StageFound
from admin.dashboard.stages.findings import ItemFound, StratumFound
from admin.dashboard.weighted.course import course
from admin.dashboard.weighted.gathering import Sides
from admin.dashboard.weighted.weighing import Weighed, weigh
from admin.dashboard.words import CORE, OVERALL
from admin.measures.change import Metric, Verdict, is_it_real, mover_difference
from admin.measures.differences import Change
from admin.measures.estimate import Estimate
from admin.measures.levels import top2_from_counts
from models.choices import Stage
from models.queries.quality import OUTCOMES

Pair = tuple[Estimate, Estimate | None, Metric]


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """The weighted answers of the days shown, and of those compared with if they bear weights."""

    now: Weighed
    before: Weighed | None

    @property
    def used(self) -> bool:
        """Say whether the page shows weighted numbers."""
        return self.now.weighting.refused is None

    def means(self, item: str) -> Pair:
        """Return an item's mean, now and before."""
        then = self.before.mean(item) if self.before else None
        return self.now.mean(item), then, Metric.MEAN

    def outcome(self, item: str) -> Pair:
        """Return an outcome, now and before: recommending as NPS, the others as means."""
        if item != RECOMMEND:
            return self.means(item)
        then = self.before.nps(item) if self.before else None
        return self.now.nps(item), then, Metric.NPS

    def lows(self, item: str) -> Pair:
        """Return the share of ratings 1 and 2, now and before."""
        then = self.before.low(item) if self.before else None
        return self.now.low(item), then, Metric.SHARE

    def tagged(self, code: str) -> Pair:
        """Return the share of answers with a tag, now and before."""
        then = self.before.tagged(code) if self.before else None
        return self.now.tagged(code), then, Metric.RATE

    def complaints(self) -> Pair:
        """Return complaints per answer, now and before; near enough to a share, as ever."""
        then = self.before.complaints() if self.before else None
        return self.now.complaints(), then, Metric.SHARE


@dataclass(frozen=True, slots=True)
class Beside:
    """One number as answered and weighted; `stage` and `code` say of what, "" for all."""

    kind: str
    plain: Estimate
    weighted: Estimate
    stage: Stage | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the overview shows, and its numbers of both kinds where they differ.

    `course` is the weighted one, empty where the page shows answers as given.
    """

    found: Findings
    now: Sums
    before: Sums | None
    beside: tuple[Beside, ...]
    course: tuple[Stretch, ...] = ()


def both(sides: Sides | None) -> Both | None:
    """Return the weighted answers, None unless weighting was asked for."""
    if sides is None:
        return None
    before = weigh(sides.before) if sides.before else None
    return Both(weigh(sides.now), before if before and not before.weighting.refused else None)


def overview(weighed: Both | None, plain: Findings, now: Sums, before: Sums | None) -> Overview:
    """Return what the overview shows: weighted where weights are asked for and can be borne."""
    if weighed is None or not weighed.used:
        return Overview(plain, now, before, ())
    then = sums(before, weighed.before) if before and weighed.before else None
    found = findings(plain, weighed)
    beside = beside_overview(plain, found, now, weighed.now)
    return Overview(found, sums(now, weighed.now), then, beside, course(weighed.now, now.days))


def findings(found: Findings, weighed: Both) -> Findings:
    """Return every number of the overview, weighted; letters are counted, never weighted."""
    codes = list(found.tags)
    pairs: list[Pair] = [
        weighed.means(OVERALL),
        weighed.lows(OVERALL),
        weighed.complaints(),
        *(weighed.means(item) for item in CORE.values()),
        *(weighed.tagged(code) for code in codes),
        *(weighed.outcome(item) for item in OUTCOMES),
    ]
    letters = found.response.verdict
    levels, rest, _ = _judged(pairs, [letters.change] if letters and weighed.before else [])
    response = Level(found.response.estimate, rest[0] if rest else None)
    overall, low, complaints = (next(levels) for _ in range(3))
    stages = {stage: next(levels) for stage in CORE}
    tags = {code: next(levels) for code in codes}
    outcomes = {item: next(levels) for item in OUTCOMES}
    return Findings(overall, response, low, complaints, stages, tags, found.names, outcomes)


def sums(now: Sums, weighed: Weighed) -> Sums:
    """Return what the overview draws: ratings as weighted, of as many as answered."""
    given = {item: weighed.ratings(item) for item in (OVERALL, *CORE.values(), *OUTCOMES)}
    scores = replace(now.scores, answers=weighed.answers, by_item=given)
    tags = replace(now.tags, by_code={code: weighed.hits(code) for code in now.tags.by_code})
    return replace(now, scores=scores, tags=tags, by_day=(), tags_by_day={})


def stage(
    weighed: Both | None, plain: StageFound, of: Stage
) -> tuple[StageFound, tuple[Beside, ...]]:
    """Return what the page of a stage shows, and its headline of both kinds where they differ."""
    if weighed is None or not weighed.used:
        return plain, ()
    return stage_findings(plain, weighed), beside_stage(plain, of, weighed.now)


def stage_findings(found: StageFound, weighed: Both) -> StageFound:
    """Return a stage's questions and complaints, weighted; its strata stay as answered."""
    now = weighed.now
    items, tags = [one.code for one in found.items], [one.code for one in found.tags]
    pairs: list[Pair] = [
        *(weighed.means(item) for item in items),
        *(weighed.tagged(code) for code in tags),
    ]
    inside = [one.mean.verdict.change for group in found.strata for one in group.found
              if one.mean.verdict]  # fmt: skip
    levels, rest, tested = _judged(pairs, inside)
    again = iter(rest)
    return replace(
        found,
        items=tuple(_item(one, next(levels), now) for one in found.items),
        low=now.low(items[0]),
        tags=tuple(replace(one, n=now.hits(one.code), share=next(levels)) for one in found.tags),
        strata=tuple(
            replace(group, found=tuple(_rejudged(one, again) for one in group.found))
            for group in found.strata
        ),
        tested=tested,
    )


def _item(one: ItemFound, mean: Level, now: Weighed) -> ItemFound:
    scores = replace(one.scores, ratings=now.ratings(one.code))
    return replace(one, mean=mean, satisfied=now.satisfied(one.code), scores=scores)


def _rejudged(one: StratumFound, coming: Iterator[Verdict]) -> StratumFound:
    if one.mean.verdict is None:
        return one
    return replace(one, mean=Level(one.mean.estimate, next(coming)))


def complaints(weighed: Both | None, plain: Complaints) -> tuple[Complaints, tuple[Beside, ...]]:
    """Return what the page of the complaints shows, and its rates of both kinds."""
    if weighed is None or not weighed.used:
        return plain, ()
    return complaint_findings(plain, weighed), beside_complaints(plain, weighed.now)


def complaint_findings(found: Complaints, weighed: Both) -> Complaints:
    """Return the complaints of a page, each rate weighted; counts stay counts."""
    now = weighed.now
    levels, _, tested = _judged([weighed.tagged(one.code) for one in found.tags], [])
    tags = tuple(replace(one, n=now.hits(one.code), rate=next(levels)) for one in found.tags)
    return replace(found, answers=now.answers, tags=tags, tested=tested)


def beside_overview(
    plain: Findings, found: Findings, counted: Sums, weighed: Weighed
) -> tuple[Beside, ...]:
    """Return the numbers of the overview as answered and as weighted."""
    satisfied = top2_from_counts(counted.scores.of(OVERALL))
    return (
        Beside("overall", plain.overall.estimate, found.overall.estimate),
        Beside("satisfied", satisfied, weighed.satisfied(OVERALL)),
        Beside("low", plain.low.estimate, found.low.estimate),
        Beside("complaints", plain.complaints.estimate, found.complaints.estimate),
        *(
            Beside("stage", level.estimate, found.stages[stage].estimate, stage)
            for stage, level in plain.stages.items()
        ),
        *(
            Beside(KEYS[item], level.estimate, found.outcomes[item].estimate)
            for item, level in plain.outcomes.items()
            if level.estimate.n
        ),
    )


def beside_stage(plain: StageFound, of: Stage, weighed: Weighed) -> tuple[Beside, ...]:
    """Return a stage's headline as answered and as weighted."""
    core = plain.core
    return (
        Beside("stage", core.mean.estimate, weighed.mean(core.code), of),
        Beside("satisfied", core.satisfied, weighed.satisfied(core.code)),
        Beside("low", plain.low, weighed.low(core.code)),
    )


def beside_complaints(plain: Complaints, weighed: Weighed) -> tuple[Beside, ...]:
    """Return each complaint's rate as answered and as weighted."""
    return tuple(
        Beside("tag", one.rate.estimate, weighed.tagged(one.code), code=one.code)
        for one in plain.tags
    )


def _judged(
    pairs: Sequence[Pair], beside: Sequence[Change]
) -> tuple[Iterator[Level], list[Verdict], int]:
    """Judge weighted changes in one family with those that have no weights."""
    changes = [mover_difference(now, then, metric) for now, then, metric in pairs if then]
    verdicts = is_it_real([*changes, *beside])
    coming = iter(verdicts)
    levels = [Level(now, next(coming) if then else None) for now, then, _ in pairs]
    return iter(levels), list(coming), verdicts[0].tested if verdicts else 0
