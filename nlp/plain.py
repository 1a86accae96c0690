"""The learned part once more, as the scikit-learn pipeline anyone would write.

It is the yardstick: tests hold the served arrays against it, the benchmark times both.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nlp.analysis import Analyser
from nlp.corpus import Labelled
from nlp.features import BLOCKS, Key, units_of
from nlp.model import Floats
from nlp.normalise import normalise
from nlp.polarity import POLARITIES
from nlp.taxonomy import TAGS
from nlp.training import BLOCK_WEIGHTS, MARGIN_COST, SEED, TOLERANCE
from nlp.vocabulary import RAREST

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Unit = dict[str, list[Key]]
"""For each block, the features of one stretch of text."""

_TELLING: Final = {block: (lambda key, block=block: (block, key)) for block in BLOCKS}


@dataclass(frozen=True, slots=True)
class PlainPipeline:
    """TF-IDF vectorisers and one-vs-rest linear machines, fitted on whole comments."""

    analyser: Analyser
    tags: "Pipeline"
    polarity: "Pipeline"

    def score(self, texts: Sequence[str]) -> Floats:
        """Return what `Model.score_comments` returns, shape (n_comments, n_columns)."""
        return np.array([self._score_one(text) for text in texts], np.float32)

    def score_together(self, texts: Sequence[str]) -> Floats:
        """Return the same, with all stretches of all comments given to scikit-learn at once."""
        units = [keyed_units(text, self.analyser) for text in texts]
        stacked = [unit for comment in units for unit in comment]
        firsts = np.cumsum([0, *map(len, units[:-1])])
        scores = self.tags.decision_function(stacked)
        best = np.maximum.reduceat(scores, firsts, axis=0)
        wholes = [comment[0] for comment in units]
        feelings = self.polarity.decision_function(wholes)
        return np.hstack([(scores[firsts] + best) / 2, feelings]).astype(np.float32)

    def _score_one(self, text: str) -> Floats:
        units = keyed_units(text, self.analyser)
        scores = self.tags.decision_function(units)
        feelings = self.polarity.decision_function(units[:1])
        return np.append((scores[0] + scores.max(axis=0)) / 2, feelings[0]).astype(np.float32)


def fit_plain(rows: Sequence[Labelled], analyser: Analyser) -> PlainPipeline:
    """Fit the pipelines on the same comments, features and hyper-parameters as `training.fit`."""
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    wholes = [keyed_units(row.text, analyser)[0] for row in rows]
    labels = np.array([[*(code in row.tags for code in TAGS), bool(row.tags)] for row in rows], int)
    polarities = [POLARITIES.index(row.polarity) for row in rows]
    costs = {"C": MARGIN_COST, "tol": TOLERANCE, "random_state": SEED}
    tags = make_pipeline(
        _vectorisers(), OneVsRestClassifier(LinearSVC(class_weight="balanced", **costs))
    )
    polarity = make_pipeline(_vectorisers(), LinearSVC(**costs))
    return PlainPipeline(analyser, tags.fit(wholes, labels), polarity.fit(wholes, polarities))


def keyed_units(text: str, analyser: Analyser) -> list[Unit]:
    """Return the whole comment, its clauses and pairs, with their features by name."""
    analysis = analyser.analyse(normalise(text).text)
    named = units_of(analysis, analyser.lexicon, _TELLING)  # type: ignore[arg-type]  # names
    return [_by_block(iter(unit)) for unit in named]  # type: ignore[arg-type]  # for numbers


def _by_block(named: Iterator[tuple[str, Key]]) -> Unit:
    unit: Unit = {block: [] for block in BLOCKS}
    for block, key in named:
        unit[block].append(key)
    return unit


def _vectorisers() -> object:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    vectorisers = [
        (block, TfidfVectorizer(analyzer=_block_of(block), binary=True, min_df=RAREST[block]))
        for block in BLOCKS
    ]
    return FeatureUnion(vectorisers, transformer_weights=BLOCK_WEIGHTS)


def _block_of(block: str) -> Callable[[Unit], list[Key]]:
    return lambda unit: unit[block]
