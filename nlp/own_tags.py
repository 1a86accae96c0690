"""Tags that a shop has added: each learns from the shop's own words alone.

The corpus knows nothing of them; its lines serve as everyday language that mostly lacks the tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from nlp.model import Model
from nlp.rulings import ENOUGH
from nlp.training import SEED, TOLERANCE, Learnable, unit_matrix, weight_of_features

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ENOUGH_CORRECTIONS: Final = 20
"""Comments that a person must have judged on a tag of the shop's own before it is given."""

FEWEST_OF_EACH: Final = 5
"""Of these, comments that must have it, and comments that must not."""

_EVERYDAY: Final = 4_000
"""Lines of the corpus that stand for everyday language."""

_EVERYDAY_WEIGHT: Final = 0.002
"""More would drown a few dozen judged comments; none would give the tag to anything at all."""

_COST: Final = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """
    What people said of one tag.

    Attributes
    ----------
    places : ndarray of int64, shape (n_judged,)
        Comments of a `Learnable` that were judged.
    labels : ndarray of bool, shape (n_judged,)
    """

    places: NDArray[np.int64]
    labels: NDArray[np.bool_]


def is_learnable(present: int, absent: int) -> bool:
    """Tell whether a shop's own tag was judged often enough to be learned."""
    return present + absent >= ENOUGH_CORRECTIONS and min(present, absent) >= FEWEST_OF_EACH


def with_own_tags(
    model: Model,
    learnable: Learnable,
    judged: Mapping[str, Judged],
    everyday: NDArray[np.int64],
) -> Model:
    """
    Return the model with the columns of a shop's own tags learned from what was judged.

    Parameters
    ----------
    model : Model
        Fitted on `learnable`; knows every code of `judged`.
    learnable : Learnable
    judged : mapping of str to Judged
    everyday : ndarray of int64, shape (n_everyday,)
        Places of comments that nobody judged on these tags: the corpus.
    """
    if not judged:
        return model
    step = max(1, len(everyday) // _EVERYDAY)
    plain = everyday[::step]
    matrix = unit_matrix(learnable.units, learnable.vocabulary)[learnable.units.firsts]
    weights, biases = model.weights.copy(), model.biases.copy()
    of_blocks = weight_of_features(learnable.vocabulary)
    for code, judgement in judged.items():
        column = _column(matrix, judgement, plain)
        at = model.codes.index(code)
        weights[:, at] = (column[:-1] * of_blocks).astype(np.float16)
        biases[at] = column[-1] + ENOUGH  # no rule will add to it: the margin's zero decides
    return replace(model, weights=weights, biases=biases)


def _column(
    matrix: "csr_matrix", judged: Judged, everyday: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return weights and, last, the bias of one tag.

    A line of the corpus that the first fit takes for the tag may well be about it: it is left out
    of the second.
    """
    column = _fitted(matrix, judged, everyday[:0])
    scores = matrix[everyday] @ column[:-1] + column[-1]
    return _fitted(matrix, judged, everyday[scores < 0])


def _fitted(
    matrix: "csr_matrix", judged: Judged, everyday: NDArray[np.int64]
) -> NDArray[np.float64]:
    from sklearn.svm import LinearSVC

    rows = matrix[np.concatenate([judged.places, everyday])]
    labels = np.concatenate([judged.labels, np.zeros(len(everyday), bool)])
    weights = np.where(np.arange(len(labels)) < len(judged.places), 1.0, _EVERYDAY_WEIGHT)
    weights[labels] *= weights[~labels].sum() / weights[labels].sum()
    machine = LinearSVC(C=_COST, tol=TOLERANCE, random_state=SEED)
    machine.fit(rows, labels, sample_weight=weights)
    return np.append(machine.coef_[0], machine.intercept_[0])
