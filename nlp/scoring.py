"""The scores of many comments in one go: what `Model.score_units` gives, as small dense products.

The stretches of a comment share their features: each feature's weights are fetched once for all.
"""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.model import Floats, Model
from nlp.numbering import Numbered, Places

Doubles = NDArray[np.float64]

_TOGETHER: Final = 24
"""Units that one product scores: of more it is mostly zeros, of fewer it is mostly calls."""

_SLAB: Final = 64
"""Units of one long comment that are scored at a time, to bound the memory."""

# What is found is sorted by product, by feature, and by atom, in this many bits.
_ATOM: Final = 24
_FEATURE: Final = 24


def score_numbered(model: Model, found: Numbered) -> Floats:
    """
    Return ``X @ W + b`` for every unit of some comments.

    In double precision, so that a comment scores the same in whatever company it is read.

    Returns
    -------
    ndarray of float32, shape (n_units, n_columns)
    """
    edges = _edges(found.firsts)
    products = np.searchsorted(edges, found.holders[0], side="right") - 1
    held = np.sort((products.take(found.atoms) << _FEATURE | found.features) << _ATOM | found.atoms)
    features = held >> _ATOM
    is_new = np.ones(len(held), bool)
    np.not_equal(features[1:], features[:-1], out=is_new[1:])
    distinct, columns = features[is_new], np.cumsum(is_new) - 1
    units = found.holders.take(held & (1 << _ATOM) - 1, axis=1)
    starts = np.arange(len(edges)) << _FEATURE
    of_held, of_distinct = np.searchsorted(features, starts), np.searchsorted(distinct, starts)
    distinct &= (1 << _FEATURE) - 1
    scores = np.empty((int(found.firsts[-1]), model.weights.shape[1]), np.float32)
    for at, (first, last) in enumerate(pairwise(edges)):
        mine, own = slice(*of_held[at : at + 2]), slice(*of_distinct[at : at + 2])
        rows = units[:, mine] - first
        scores[first:last] = _product(
            model, distinct[own], rows, columns[mine] - own.start, last - first
        )
    return scores


def _edges(firsts: Places) -> list[int]:
    """Return the first unit of every product and, last, how many units there are."""
    *starts, n_units = firsts.tolist()
    edges: list[int] = []
    for start in starts:
        if not edges or start - edges[-1] >= _TOGETHER:
            edges.append(start)
    return [*edges, n_units]


def _product(model: Model, features: Places, rows: Places, columns: Places, n: int) -> Doubles:
    """
    Return the scores of `n` units.

    Parameters
    ----------
    model : Model
    features : ndarray of int64, shape (n_features,)
        All that any of the units holds, in order.
    rows : ndarray of int64, shape (4, n_found)
        Units that hold a feature.
    columns : ndarray of int64, shape (n_found,)
        The places of these features in `features`.
    n : int
    """
    scales = model.vocabulary.scales.take(features)
    table = np.empty((len(features), model.weights.shape[1] + 1))
    table[:, :-1] = model.weights.take(features, axis=0)
    table[:, -1] = scales
    edges = [0, *np.searchsorted(features, model.vocabulary.ends).tolist()]
    scores = np.empty((n, model.weights.shape[1]))
    for top in range(0, n, _SLAB):
        present = np.zeros((min(n - top, _SLAB), len(features)))
        if n <= _SLAB:
            present[rows, columns] = scales[columns]
        else:
            own, held = np.nonzero(rows // _SLAB == top // _SLAB)
            present[rows[own, held] - top, columns[held]] = scales[columns[held]]
        sums = np.array(
            [present[:, start:end] @ table[start:end] for start, end in pairwise(edges)]
        )
        lengths = np.sqrt(np.maximum(sums[:, :, -1:], 1))  # of no feature: whatever, not 0
        scores[top : top + _SLAB] = model.biases + (sums[:, :, :-1] / lengths).sum(axis=0)
    return scores
