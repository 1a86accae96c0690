"""The learned part of the reader: vocabularies, one stacked weight matrix, and what was measured.

Serving is `nlp.scoring`; scikit-learn is not needed and not imported.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import Calibration
from nlp.features import Units
from nlp.polarity import POLARITIES
from nlp.vocabulary import Vocabulary

Floats = NDArray[np.float32]
COMPLAINTS_SPOIL: Final = 0.8
"""How much a complaint speaks against a positive comment, and against a neutral one."""
_CONTENT: Final = [POLARITIES.index("positive"), POLARITIES.index("neutral")]
_CHUNK: Final = 1 << 12
"""Features gathered at once: half a megabyte of weights, which a core's cache holds."""


@dataclass(frozen=True, slots=True)
class Model:
    """
    Arrays that score units of text.

    Attributes
    ----------
    codes : tuple of str
        The tags it knows: the taxonomy's, then those that a shop has added.
    vocabulary : Vocabulary
    weights : ndarray of float16, shape (n_features, n_columns)
        One column per code, then "complains of anything", then the polarities; block weights
        are multiplied in.
    biases : ndarray of float32, shape (n_columns,)
    polarity_weights : ndarray of float32, shape (n_counts + 1, n_polarities)
        What the counts of `nlp.polarity` add to the polarities' columns; the last row is the bias.
    """

    codes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float16]
    biases: Floats
    polarity_weights: Floats
    calibration: Calibration

    @property
    def cue_only(self) -> tuple[str, ...]:
        """The tags that nothing was learned for: they are given where their rule fires."""
        learned = self.weights[:, : len(self.codes)].any(axis=0)
        return tuple(self.codes[at] for at in np.flatnonzero(~np.asarray(learned)))

    def score_units(self, units: Units) -> Floats:
        """
        Return ``X @ W + b``.

        Parameters
        ----------
        units : Units
            Stretches of text, none of them empty of features unless its score is to be the bias.

        Returns
        -------
        ndarray of float32, shape (n_units, n_columns)
        """
        scores = np.zeros((len(units.offsets) - 1, self.weights.shape[1]), np.float32)
        values = tfidf(units, self.vocabulary.scales, self.vocabulary.ends)
        for first, last in _chunks(units.offsets):
            start, end = units.offsets[first], units.offsets[last]
            sizes = np.diff(units.offsets[first : last + 1])
            filled = np.flatnonzero(sizes)
            if not len(filled):
                continue
            rows = self.weights[units.features[start:end]].astype(np.float32)
            rows *= values[start:end, None]
            starts = units.offsets[first:last][filled] - start
            scores[first + filled] = np.add.reduceat(rows, starts, axis=0)
        return np.asarray(scores + self.biases, np.float32)

    def score_comments(self, units: Units) -> Floats:
        """
        Return the scores of whole comments, read clause by clause.

        Half of a tag's score is the whole comment's, half is its best clause's or pair's; how a
        comment feels is judged on the whole alone.

        Returns
        -------
        ndarray of float32, shape (n_comments, n_columns)
        """
        return mix(self.score_units(units), units.firsts)

    def tag_scores(self, scores: Floats) -> Floats:
        """Return the columns of the tags, shape (n_comments, n_tags)."""
        return np.asarray(scores[:, : len(self.codes)], np.float32)

    def any_scores(self, scores: Floats) -> Floats:
        """Return the column that scores "complains of anything", shape (n_comments,)."""
        return np.asarray(scores[:, len(self.codes)], np.float32)

    def polarity_probabilities(self, scores: Floats, counts: Floats, complains: Floats) -> Floats:
        """Return the share of each polarity, shape (n_comments, n_polarities).

        Parameters
        ----------
        scores : ndarray of float32, shape (n_comments, n_columns)
        counts : ndarray of float32, shape (n_comments, n_counts)
            As `nlp.polarity.counts_of` counts.
        complains : ndarray of float32, shape (n_comments,)
            As `nlp.rulings.complaint_scores` scores.
        """
        logits = counts @ self.polarity_weights[:-1] + self.polarity_weights[-1]
        logits = logits + scores[:, -len(POLARITIES) :]
        logits[:, _CONTENT] -= COMPLAINTS_SPOIL * complains[:, None]
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def mix(scores: Floats, firsts: NDArray[np.int64]) -> Floats:
    """Return half the whole's and half the best stretch's score, but whole polarities."""
    whole = scores[firsts]
    mixed = (whole + np.maximum.reduceat(scores, firsts, axis=0)) / 2
    mixed[:, -len(POLARITIES) :] = whole[:, -len(POLARITIES) :]
    return np.asarray(mixed, np.float32)


def tfidf(units: Units, scales: Floats, ends: NDArray[np.int64]) -> Floats:
    """Return the TF-IDF value of every stored feature: unit length per unit and block."""
    features, n_blocks = units.features, len(ends)
    values = scales[features]
    unit_of = np.repeat(np.arange(len(units.offsets) - 1), np.diff(units.offsets))
    cell = unit_of * n_blocks + np.searchsorted(ends, features, side="right")
    lengths = np.sqrt(np.bincount(cell, weights=values * values))
    return np.asarray(values / lengths[cell], np.float32)


def _chunks(offsets: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cut the units into runs of bounded size; a single unit may exceed it."""
    if offsets[-1] <= _CHUNK:
        return [(0, len(offsets) - 1)]
    cuts = np.searchsorted(offsets, np.arange(_CHUNK, offsets[-1], _CHUNK))
    edges = np.unique([0, *cuts, len(offsets) - 1])
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
