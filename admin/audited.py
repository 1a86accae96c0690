"""Comments that people judged in audits → how often the shop's reader is right.

Only random comments count: those that a person picked to correct are the reader's worst.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from admin.measures.estimate import Estimate
from admin.measures.levels import share
from admin.measures.periods import last_year
from models.queries import audits
from models.queries.audits import JudgedComment
from nlp.rates import TagRates

A_WEEK: Final = 20
"""Comments of one audit."""

ENOUGH: Final = 100
"""Judged comments from which the shop's own error rates replace the base reader's."""

FEWEST_WITH_IT: Final = 5
"""Of these, comments that truly carry a tag before its own recall says anything."""


@dataclass(frozen=True, slots=True)
class Quality:
    """
    How often the reader was right on judged comments, all tags together.

    Attributes
    ----------
    comments : int
        Comments judged.
    said, true, both : int
        Tags that the reader gave, tags that people found, and tags that are in both.
    """

    comments: int
    said: int
    true: int
    both: int

    @property
    def precision(self) -> Estimate:
        """Share of the given tags that are right."""
        return share(self.both, self.said)

    @property
    def recall(self) -> Estimate:
        """Share of the true tags that were found."""
        return share(self.both, self.true)


def drawn_from(pool: Sequence[int], shop_code: str, period: str, n: int = A_WEEK) -> list[int]:
    """
    Draw comments at random; the same pool, shop and week give the same draw in the same order.

    Every comment's lot is the hash of shop, week and its number: a simple random sample that
    needs no chance from outside and does not depend on who else is in the pool.

    Examples
    --------
    >>> drawn_from(range(1, 1_000), "tea", "2026-W47", n=3)
    [867, 585, 72]
    """

    def lot(comment_id: int) -> bytes:
        return sha256(f"{shop_code}:{period}:{comment_id}".encode()).digest()

    return sorted(pool, key=lot)[:n]


def quality(judged: Iterable[JudgedComment]) -> Quality:
    """
    Count where reader and people agree.

    Examples
    --------
    >>> found = quality([JudgedComment("2026-W47", frozenset({"a", "b"}), frozenset({"b", "c"}))])
    >>> found.said, found.true, found.both
    (2, 2, 1)
    """
    every = list(judged)
    return Quality(
        len(every),
        sum(len(one.read) for one in every),
        sum(len(one.true) for one in every),
        sum(len(one.read & one.true) for one in every),
    )


def rates(judged: Iterable[JudgedComment]) -> dict[str, TagRates]:
    """Return, for every tag that was given or found, how often the reader is right on it."""
    every = list(judged)
    codes = sorted({code for one in every for code in one.read | one.true})
    return {code: _rates(code, every) for code in codes}


def own_rates(judged: Iterable[JudgedComment]) -> Mapping[str, TagRates]:
    """
    Return the tags whose error rates the shop's own audits tell well enough to be used.

    None before `ENOUGH` comments are judged; then every tag that was truly there in at least
    `FEWEST_WITH_IT` of them. The others keep the base reader's rates.
    """
    every = list(judged)
    if len(every) < ENOUGH:
        return {}
    known = rates(every).items()
    return {code: tag for code, tag in known if tag.positives >= FEWEST_WITH_IT}


def by_period(judged: Iterable[JudgedComment]) -> dict[str, Quality]:
    """Return the quality that each audit found, the latest week first."""
    weeks: dict[str, list[JudgedComment]] = {}
    for one in judged:
        weeks.setdefault(one.period, []).append(one)
    return {period: quality(weeks[period]) for period in sorted(weeks, reverse=True)}


def _rates(code: str, judged: Sequence[JudgedComment]) -> TagRates:
    positives = [one for one in judged if code in one.true]
    negatives = [one for one in judged if code not in one.true]
    return TagRates(
        positives=len(positives),
        found=sum(code in one.read for one in positives),
        negatives=len(negatives),
        left_alone=sum(code not in one.read for one in negatives),
        said=sum(code in one.read for one in judged),
    )


async def audited_rates(shop_id: int, week: str) -> Mapping[str, TagRates]:
    """Return `own_rates` of the audits in the 52 weeks up to `week`, a key like "2026-W47"."""
    return own_rates(await audits.judged(shop_id, last_year(week)))
