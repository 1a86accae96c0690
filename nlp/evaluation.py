"""How well readings agree with people: F1, polarity, false alarms and shares, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.corpus import Labelled
from nlp.reading import Reading

DRAWS: Final = 1_000
SEED: Final = 20261121
FEWEST_POSITIVES: Final = 8
"""Labelled comments that a tag needs to count in the macro average."""

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TagFigures:
    """One tag: positives among the labels, and how the reader did on them."""

    n: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    What `huiyin evaluate` prints.

    Attributes
    ----------
    figures : dict of str to Figure
        micro_f1, macro_f1, precision, recall, polarity and false_tagged as shares, share_error in
        percentage points. The last two look at comments of random strata only.
    per_tag : dict of str to TagFigures
    comments : int
    """

    figures: dict[str, Figure]
    per_tag: dict[str, TagFigures]
    comments: int


def evaluate(rows: Sequence[Labelled], readings: Sequence[Reading]) -> Evaluation:
    """
    Compare readings with labels.

    Parameters
    ----------
    rows : sequence of Labelled
        At least one.
    readings : sequence of Reading
        Of the same texts, in the same order.

    Returns
    -------
    Evaluation
        Intervals from 1,000 bootstrap draws of comments, seed fixed.
    """
    codes = sorted({tag for row in rows for tag in row.tags} | _said(readings))
    facts = _facts(rows, readings, codes)
    draws = np.random.default_rng(SEED).multinomial(len(rows), [1 / len(rows)] * len(rows), DRAWS)
    point = _figures(np.ones((1, len(rows))), facts)
    spread = _figures(draws.astype(float), facts)
    figures = {
        name: Figure(float(value[0]), *map(float, np.quantile(spread[name], (0.025, 0.975))))
        for name, value in point.items()
    }
    return Evaluation(figures, _per_tag(facts, codes), len(rows))


@dataclass(frozen=True, slots=True)
class _Facts:
    """For each comment and tag: true, false and missed; for each comment: feeling and stratum."""

    hit: Counts
    false: Counts
    missed: Counts
    polarity: Counts
    drawn: Counts


def _said(readings: Sequence[Reading]) -> set[str]:
    return {tag.code for reading in readings for tag in reading.tags}


def _facts(rows: Sequence[Labelled], readings: Sequence[Reading], codes: list[str]) -> _Facts:
    gold = np.array([[code in row.tags for code in codes] for row in rows], bool)
    given = [{tag.code for tag in reading.tags} for reading in readings]
    said = np.array([[code in tags for code in codes] for tags in given], bool)
    pairs = zip(rows, readings, strict=True)
    return _Facts(
        (gold & said).astype(float),
        (said & ~gold).astype(float),
        (gold & ~said).astype(float),
        np.array([row.polarity == reading.polarity for row, reading in pairs], float),
        np.array([row.stratum.startswith("random") for row in rows], float),
    )


def _figures(weights: Counts, facts: _Facts) -> dict[str, Counts]:
    """Return each figure for each row of `weights`, shape (n_draws, n_comments)."""
    hit, false, missed = weights @ facts.hit, weights @ facts.false, weights @ facts.missed
    all_hit, all_false, all_missed = hit.sum(1), false.sum(1), missed.sum(1)
    f1 = 2 * hit / np.maximum(2 * hit + false + missed, 1)
    enough = hit + missed >= FEWEST_POSITIVES
    gold_any = (facts.hit + facts.missed).any(1)
    said_any = (facts.hit + facts.false).any(1)
    drawn = weights * facts.drawn
    differences = np.abs(drawn @ (facts.missed - facts.false))
    n_tags = max(1, facts.hit.shape[1])
    return {
        "micro_f1": 2 * all_hit / np.maximum(2 * all_hit + all_false + all_missed, 1),
        "macro_f1": (f1 * enough).sum(1) / np.maximum(enough.sum(1), 1),
        "precision": all_hit / np.maximum(all_hit + all_false, 1),
        "recall": all_hit / np.maximum(all_hit + all_missed, 1),
        "polarity": weights @ facts.polarity / weights.sum(1),
        "false_tagged": drawn @ (~gold_any & said_any) / np.maximum(drawn @ ~gold_any, 1),
        "share_error": 100 * differences.sum(1) / np.maximum(drawn.sum(1) * n_tags, 1),
    }


def _per_tag(facts: _Facts, codes: list[str]) -> dict[str, TagFigures]:
    hit, false, missed = facts.hit.sum(0), facts.false.sum(0), facts.missed.sum(0)
    precision, recall = hit / np.maximum(hit + false, 1), hit / np.maximum(hit + missed, 1)
    f1 = 2 * hit / np.maximum(2 * hit + false + missed, 1)
    columns = zip(codes, hit + missed, precision, recall, f1, strict=True)
    return {
        code: TagFigures(int(n), float(right), float(found), float(both))
        for code, n, right, found, both in columns
    }
