"""Learn a model from labelled comments. Of the package, only fitting needs scikit-learn.

One fit takes seconds; what is tuned on folds, once, is the business of `nlp.tuning`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analyser, Analysis
from nlp.calibration import committed
from nlp.corpus import Labelled
from nlp.errors import TrainingImpossible
from nlp.features import BLOCKS, Units, stack_units, units_of
from nlp.model import Floats, Model, tfidf
from nlp.normalise import normalise
from nlp.polarity import POLARITIES, counts_of
from nlp.taxonomy import TAGS
from nlp.vocabulary import GrowingVocabulary, Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Progress = Callable[[str, float], None]
"""Told what is being done and how much of the whole is done, from 0 to 1."""

BLOCK_WEIGHTS: Final = {"words": 1.0, "characters": 1.0, "classes": 0.5, "phrases": 0.7}
MARGIN_COST: Final = 1.0
WORDS_SPEAK: Final = 0.7
"""How much the words of a comment count beside what is counted of it, in its feeling."""
TOLERANCE: Final = 0.03
"""Of the fit; a stricter one takes twice as long and reads no better."""
FEELINGS_TOLERANCE: Final = 0.001
"""Of the fit of feelings; a looser one stops at another point on another machine."""
SEED: Final = 20261121
FEWEST_COMMENTS: Final = 50
FEWEST_EXAMPLES: Final = 20
"""Comments that must complain of a tag of the taxonomy before more than its rule reads it."""


@dataclass(frozen=True, slots=True)
class Learnable:
    """
    Labelled comments as numbers.

    Attributes
    ----------
    codes : tuple of str
        The taxonomy's tags, then those that only the comments name.
    vocabulary : Vocabulary
    units : Units
        The comments, with their clauses and pairs where `prepare` was asked for them.
    labels : ndarray of bool, shape (n_comments, n_tags + 1)
        One column per code and "complains of anything".
    polarities : ndarray of int64, shape (n_comments,)
        Places in `POLARITIES`.
    counts : ndarray of float32, shape (n_comments, n_counts)
    importance : ndarray of float32, shape (n_comments,)
        As how many comments each one counts.
    """

    codes: tuple[str, ...]
    vocabulary: Vocabulary
    units: Units
    labels: NDArray[np.bool_]
    polarities: NDArray[np.int64]
    counts: Floats
    importance: Floats


def quiet(_doing: str, _share: float) -> None:
    """Report nothing."""


def fit(rows: Sequence[Labelled], analyser: Analyser, progress: Progress = quiet) -> Model:
    """
    Learn a model with the committed hyper-parameters, thresholds and calibration.

    Parameters
    ----------
    rows : sequence of Labelled
        The corpus, with a shop's corrections where there are any.
    analyser : Analyser
        The segmenter and the word classes that will also serve.
    progress : callable
        Told of each step.

    Raises
    ------
    TrainingImpossible
        If there are too few comments, or all of them feel alike.
    """
    progress("reading the labelled comments", 0.0)
    analyses = analyses_of(rows, analyser)
    progress("choosing words and phrases", 0.15)
    learnable = prepare(analyses, rows, analyser)
    return learn(learnable, progress)


def analyses_of(rows: Sequence[Labelled], analyser: Analyser) -> list[Analysis]:
    """Take every comment apart."""
    if len(rows) < FEWEST_COMMENTS:
        message = f"{len(rows)} comments are too few to learn from: {FEWEST_COMMENTS} are needed"
        raise TrainingImpossible(message)
    return [analyser.analyse(normalise(row.text).text) for row in rows]


def prepare(
    analyses: Sequence[Analysis],
    rows: Sequence[Labelled],
    analyser: Analyser,
    *,
    clauses: bool = False,
) -> Learnable:
    """Choose the vocabulary and number the comments, with their `clauses` or without."""
    codes = (*TAGS, *sorted({tag for row in rows for tag in row.tags} - TAGS.keys()))
    growing = GrowingVocabulary()
    kept = None if clauses else 1
    numbered = stack_units(
        units_of(analysis, analyser.lexicon, growing.find)[:kept] for analysis in analyses
    )
    importance = np.array([row.weight for row in rows], np.float32)
    vocabulary, units = growing.pruned(numbered, importance > 0)
    labels = [[*(code in row.tags for code in codes), bool(row.tags)] for row in rows]
    polarities = [POLARITIES.index(row.polarity) for row in rows]
    counts = [counts_of(analysis, analyser.lexicon) for analysis in analyses]
    return Learnable(
        codes,
        vocabulary,
        units,
        np.array(labels),
        np.array(polarities),
        np.array(counts, np.float32),
        importance,
    )


def learn(
    learnable: Learnable,
    progress: Progress = quiet,
    chosen: NDArray[np.int64] | None = None,
) -> Model:
    """Fit every column, on all comments or on the `chosen` ones (their places)."""
    places = np.arange(len(learnable.labels)) if chosen is None else chosen
    matrix = whole_matrix(learnable)[places]
    columns = [*_tag_columns(matrix, learnable, places, progress)]
    feelings = _feelings(matrix, learnable.counts[places], learnable.polarities[places])
    columns += feelings.columns
    stacked = np.array(columns, np.float32).T
    weights = stacked[:-1] * weight_of_features(learnable.vocabulary)[:, None]
    progress("learned", 1.0)
    return Model(
        learnable.codes,
        learnable.vocabulary,
        np.ascontiguousarray(weights, np.float16),  # half the memory, the same tags
        stacked[-1],
        feelings.of_counts,
        committed(learnable.codes),
    )


def whole_matrix(learnable: Learnable) -> "csr_matrix":
    """Return the whole comments as weighted TF-IDF, shape (n_comments, n_features)."""
    return unit_matrix(learnable.units, learnable.vocabulary)[learnable.units.firsts]


def unit_matrix(units: Units, vocabulary: Vocabulary) -> "csr_matrix":
    """Return every unit as weighted TF-IDF, shape (n_units, n_features)."""
    from scipy.sparse import csr_matrix

    values = tfidf(units, vocabulary.scales, vocabulary.ends)
    values *= weight_of_features(vocabulary)[units.features]
    shape = (len(units.offsets) - 1, len(vocabulary.scales))
    return csr_matrix((values, units.features, units.offsets), shape=shape)


def weight_of_features(vocabulary: Vocabulary) -> Floats:
    """Return the weight of each feature's block, shape (n_features,)."""
    sizes = np.diff(vocabulary.ends, prepend=0)
    return np.repeat(np.array([BLOCK_WEIGHTS[block] for block in BLOCKS], np.float32), sizes)


def _tag_columns(
    matrix: "csr_matrix",
    learnable: Learnable,
    places: NDArray[np.int64],
    progress: Progress,
) -> Iterator[NDArray[np.float64]]:
    """Yield weights and, last, bias of each tag and of "complains of anything"."""
    from sklearn.svm import LinearSVC

    counted = learnable.importance[places] > 0  # others show nothing but how they feel
    matrix, places = matrix[counted], places[counted]
    labels = learnable.labels[places]
    for column, name in enumerate([*learnable.codes, "any complaint"]):
        share = 0.4 + 0.5 * column / labels.shape[1]
        progress(f"learning {name}", share)
        machine = LinearSVC(
            C=MARGIN_COST, class_weight="balanced", tol=TOLERANCE, random_state=SEED
        )
        wanted = labels[:, column]
        if name in TAGS and wanted.sum() < FEWEST_EXAMPLES:
            progress(f"{name}: {wanted.sum()} examples are too few, its rule reads it alone", share)
            yield np.zeros(matrix.shape[1] + 1)
            continue
        if wanted.all() or not wanted.any():  # nothing to tell apart: never give the tag
            yield np.append(np.zeros(matrix.shape[1]), 1.0 if wanted.all() else -1.0)
            continue
        machine.fit(matrix, wanted, sample_weight=learnable.importance[places])
        yield np.append(machine.coef_[0], machine.intercept_[0])


@dataclass(frozen=True, slots=True)
class _Feelings:
    """Weights and bias of the text, one column per polarity, and weights of the counts."""

    columns: list[NDArray[np.float64]]
    of_counts: Floats


def _feelings(
    matrix: "csr_matrix",
    counts: Floats,
    polarities: NDArray[np.int64],
) -> _Feelings:
    """Learn, for each polarity, from words and counts together whether a comment has it."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(polarities)) < len(POLARITIES):
        message = f"the comments must show all of {', '.join(POLARITIES)}"
        raise TrainingImpossible(message)
    both = hstack([matrix * WORDS_SPEAK, csr_matrix(counts)], "csr").astype(np.float64)
    machine = LogisticRegression(solver="liblinear", tol=FEELINGS_TOLERANCE)
    size = matrix.shape[1]
    columns, of_counts = [], []
    for at in range(len(POLARITIES)):
        machine.fit(both, polarities == at)
        columns.append(np.append(machine.coef_[0, :size] * WORDS_SPEAK, 0.0))
        of_counts.append(np.append(machine.coef_[0, size:], machine.intercept_[0]))
    return _Feelings(columns, np.array(of_counts, np.float32).T)
