"""Pure: the rows of one stage → its numbers, and which of its differences are more than chance.

Changes since the days before, tags, and strata against the rest are judged as one family: one page
asks many questions, and chance answers some of them. What the overview judged keeps its verdict.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from admin.dashboard.findings import Findings, Level
from admin.dashboard.stages.gathering import Rows, Side
from admin.dashboard.stages.items import ITEMS
from admin.dashboard.words import CORE
from admin.measures.change import Metric, Verdict, is_it_real, newcombe_difference, welch
from admin.measures.differences import Change
from admin.measures.estimate import HIDDEN_BELOW, Estimate, Suppression, withheld
from admin.measures.levels import bottom2_from_counts, mean_from_counts, share, top2_from_counts
from admin.tag_names import TagNames
from models.choices import Stage
from models.queries.stage_detail import ItemScores, Ratings

NOT_ASKED = ItemScores()


@dataclass(frozen=True, slots=True)
class ItemFound:
    """One question: its scores, its mean with the change, and the share of satisfied."""

    code: str
    scores: ItemScores
    mean: Level
    satisfied: Estimate


@dataclass(frozen=True, slots=True)
class TagFound:
    """One complaint of the stage: how many answers carry it, and their share with its change."""

    code: str
    n: int
    share: Level


@dataclass(frozen=True, slots=True)
class StratumFound:
    """One value of a stratum: its mean against that of all others, and the share of satisfied."""

    value: str
    mean: Level
    satisfied: Estimate


Judged = TypeVar("Judged", ItemFound, StratumFound)


@dataclass(frozen=True, slots=True)
class Strata:
    """One way to part the ratings; `few` values were too small to show, `unknown` ratings open.

    `gone` are values that ten or more rated in the days compared with, and nobody in these.
    """

    name: str
    found: tuple[StratumFound, ...]
    few: int
    unknown: int
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Every number of the page that counts give; `core` is the first of `items`.

    `elsewhere` is how many changes the overview tested, where headline and tags are judged there.
    """

    items: tuple[ItemFound, ...]
    low: Estimate
    tags: tuple[TagFound, ...]
    strata: tuple[Strata, ...]
    tested: int
    names: TagNames = field(default_factory=TagNames)
    elsewhere: int = 0

    @property
    def core(self) -> ItemFound:
        """The question that headlines the stage."""
        return self.items[0]


def judge(rows: Rows) -> Found:
    """Return every number of a stage's page, with the verdicts on its differences."""
    codes, tags = tuple(ITEMS[rows.stage]), _tags_of(rows)
    changes = [*_item_changes(rows, codes), *_tag_changes(rows, tags)]
    against_rest = [change for group in rows.strata.values() for change in _changes_inside(group)]
    verdicts = is_it_real([*changes, *against_rest])
    coming: Iterator[Verdict] = iter(verdicts)
    return Found(
        items=tuple(_item(rows, code, next(coming)) for code in codes),
        low=bottom2_from_counts(_scores(rows.now, CORE[rows.stage]).ratings),
        tags=tuple(_tag(rows, code, next(coming)) for code in tags),
        strata=tuple(
            _strata(name, group, rows.strata_before.get(name, {}), coming)
            for name, group in rows.strata.items()
        ),
        tested=verdicts[0].tested,
        names=rows.names,
    )


def settled(found: Found, first: Findings | None, stage: Stage) -> Found:
    """Let headline and complaints have the overview's verdicts, and judge the rest by itself."""
    if first is None:
        return found
    core, others = found.items[0], found.items[1:]
    strata = [one.mean for group in found.strata for one in group.found]
    levels = [one.mean for one in others] + strata
    verdicts = is_it_real([level.verdict.change for level in levels if level.verdict])
    coming = iter(verdicts)
    mean = Level(core.mean.estimate, first.stages[stage].verdict)
    return replace(
        found,
        items=(replace(core, mean=mean), *(_rejudged(one, coming) for one in others)),
        tags=tuple(
            replace(one, share=Level(one.share.estimate, first.tags[one.code].verdict))
            if one.code in first.tags
            else one
            for one in found.tags
        ),
        strata=tuple(
            replace(group, found=tuple(_rejudged(one, coming) for one in group.found))
            for group in found.strata
        ),
        tested=verdicts[0].tested if verdicts else 0,
        elsewhere=first.tested,
    )


def _rejudged(one: Judged, coming: Iterator[Verdict]) -> Judged:
    if one.mean.verdict is None:
        return one
    return replace(one, mean=Level(one.mean.estimate, next(coming)))


def _item(rows: Rows, code: str, verdict: Verdict) -> ItemFound:
    scores = _scores(rows.now, code)
    level = Level(_mean(scores), verdict if rows.before else None)
    return ItemFound(code, scores, level, top2_from_counts(scores.ratings))


def _mean(scores: ItemScores) -> Estimate:
    if not scores.ratings and scores.not_applicable:
        return withheld(Suppression.ALL_NOT_APPLICABLE, "t")
    return mean_from_counts(scores.ratings)


def _tag(rows: Rows, code: str, verdict: Verdict) -> TagFound:
    hits = _hits(rows.now, code)
    level = Level(share(hits, rows.now.answers), verdict if rows.before else None)
    return TagFound(code, hits, level)


def _strata(
    name: str,
    group: Mapping[str, Ratings],
    before: Mapping[str, Ratings],
    coming: Iterator[Verdict],
) -> Strata:
    every = tuple(
        StratumFound(value, Level(mean_from_counts(ratings), verdict), top2_from_counts(ratings))
        for (value, ratings), verdict in zip(_known(group), coming, strict=False)
    )
    found = tuple(one for one in every if one.mean.estimate.n >= HIDDEN_BELOW)
    unknown = sum(group.get("", {}).values())
    gone = tuple(
        value
        for value, ratings in _known(before)
        if value not in group and sum(ratings.values()) >= HIDDEN_BELOW
    )
    return Strata(name, found, len(every) - len(found), unknown, gone)


def _changes_inside(group: Mapping[str, Ratings]) -> list[Change]:
    """Hold each value against all others together, so that two large ones do not hide a third."""
    known = _known(group)
    total = sum((Counter(ratings) for _, ratings in known), Counter[int]())
    return [welch(ratings, total - Counter(ratings)) for _, ratings in known]


def _known(group: Mapping[str, Ratings]) -> list[tuple[str, Ratings]]:
    """Return the values that have a name, most ratings first: an order, not a ranking."""
    named = [(value, ratings) for value, ratings in group.items() if value]
    return sorted(named, key=lambda one: (-sum(one[1].values()), one[0]))


def _item_changes(rows: Rows, codes: Sequence[str]) -> list[Change]:
    before = rows.before or Side({}, 0, {})
    return [welch(_scores(rows.now, code).ratings, _scores(before, code).ratings) for code in codes]


def _tag_changes(rows: Rows, codes: Sequence[str]) -> list[Change]:
    before = rows.before or Side({}, 0, {})
    return [
        newcombe_difference(
            (_hits(rows.now, code), rows.now.answers),
            (_hits(before, code), before.answers),
            Metric.RATE,
        )
        for code in codes
    ]


def _tags_of(rows: Rows) -> list[str]:
    given = [code for code, n in rows.now.tags.items() if n]
    own = [code for code in rows.names.shown(given) if rows.names.stage(code) == rows.stage]
    return sorted(own, key=lambda code: (-rows.now.tags[code], code))


def _hits(side: Side, code: str) -> int:
    return min(side.tags.get(code, 0), side.answers)


def _scores(side: Side, code: str) -> ItemScores:
    return side.scores.get(code, NOT_ASKED)
