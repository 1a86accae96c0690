"""The learned part once more, as the scikit-learn pipeline anyone would write.

It is the yardstick: tests hold the served arrays against it, the benchmark times both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nlp.analysis import Analyser
from nlp.corpus import Labelled
from nlp.features import BLOCKS, Key, keys_of, seam_keys
from nlp.model import Floats
from nlp.normalise import normalise
from nlp.polarity import POLARITIES
from nlp.taxonomy import TAGS
from nlp.training import BLOCK_WEIGHTS, MARGIN_COST, SEED, TOLERANCE
from nlp.vocabulary import RAREST

if TYPE_CHECKING:
    from sklearn.pipeline import FeatureUnion, Pipeline


@dataclass(frozen=True, slots=True)
class PlainPipeline:
    """TF-IDF vectorisers and one-vs-rest linear machines, fitted on whole comments."""

    analyser: Analyser
    tags: "Pipeline"
    polarity: "Pipeline"

    def score(self, texts: Sequence[str]) -> Floats:
        """Return what `Model.score_comments` returns, shape (n_comments, n_columns)."""
        comments = [stretches(normalise(text).text, self.analyser) for text in texts]
        firsts = np.cumsum([0, *map(len, comments[:-1])])
        scores = self.tags.decision_function([piece for pieces in comments for piece in pieces])
        best = np.maximum.reduceat(scores, firsts, axis=0)
        feelings = self.polarity.decision_function([pieces[0] for pieces in comments])
        return np.hstack([(scores[firsts] + best) / 2, feelings]).astype(np.float32)


def fit_plain(rows: Sequence[Labelled], analyser: Analyser) -> PlainPipeline:
    """Fit the pipelines on the same comments, features and hyper-parameters as `training.fit`."""
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    texts = [normalise(row.text).text for row in rows]
    labels = np.array([[*(code in row.tags for code in TAGS), bool(row.tags)] for row in rows], int)
    polarities = [POLARITIES.index(row.polarity) for row in rows]
    settings = {"C": MARGIN_COST, "tol": TOLERANCE, "random_state": SEED}
    machines = OneVsRestClassifier(LinearSVC(class_weight="balanced", **settings))
    tags = make_pipeline(vectorisers(analyser), machines)
    polarity = make_pipeline(vectorisers(analyser), LinearSVC(**settings))
    return PlainPipeline(analyser, tags.fit(texts, labels), polarity.fit(texts, polarities))


def stretches(text: str, analyser: Analyser) -> list[str]:
    """Return the whole comment, its clauses, and its pairs of neighbouring clauses."""
    clauses = analyser.analyse(text).clauses
    if len(clauses) == 1:
        return [text]
    singles = [text[clause.start : clause.end] for clause in clauses]
    pairs = [text[first.start : last.end] for first, last in pairwise(clauses)]
    return [text, *singles, *pairs]


def vectorisers(analyser: Analyser) -> "FeatureUnion":
    """Return one TF-IDF vectoriser per block, side by side."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    blocks = [
        (
            block,
            TfidfVectorizer(
                analyzer=_analyser_of(block, analyser), binary=True, min_df=RAREST[block]
            ),
        )
        for block in BLOCKS
    ]
    return FeatureUnion(blocks, transformer_weights=BLOCK_WEIGHTS)


def _analyser_of(block: str, analyser: Analyser) -> Callable[[str], list[Key]]:
    """Return what scikit-learn calls an analyser: from a text to the features of one block."""
    # Characters need no words; the plainest pipeline would not cut them either.
    own = Analyser(list, analyser.lexicon) if block == "characters" else analyser

    def features(text: str) -> list[Key]:
        clauses = own.analyse(text).clauses
        keys = [key for clause in clauses for key in keys_of(block, clause, own.lexicon)]
        if block == "classes":
            keys += [key for pair in pairwise(clauses) for key in seam_keys(*pair, own.lexicon)]
        return keys

    return features
