"""The learned part once more, as the scikit-learn pipeline anyone would write.

It is the yardstick: tests hold the served arrays against it, the benchmark times both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analyser
from nlp.corpus import Labelled
from nlp.features import BLOCKS, Key, keys_of, seam_keys
from nlp.model import Floats
from nlp.normalise import normalise
from nlp.polarity import POLARITIES, counts_of
from nlp.taxonomy import TAGS
from nlp.training import (
    BLOCK_WEIGHTS,
    FEELINGS_TOLERANCE,
    MARGIN_COST,
    SEED,
    TOLERANCE,
    WORDS_SPEAK,
)
from nlp.vocabulary import RAREST

if TYPE_CHECKING:
    from sklearn.pipeline import FeatureUnion, Pipeline


@dataclass(frozen=True, slots=True)
class PlainPipeline:
    """
    TF-IDF vectorisers and one-vs-rest linear machines, fitted on whole comments.

    `feelings` are what the words add to each polarity, shape (n_features, n_polarities).
    """

    analyser: Analyser
    tags: "Pipeline"
    words: "FeatureUnion"
    feelings: NDArray[np.float64]

    def score(self, texts: Sequence[str]) -> Floats:
        """Return what `Model.score_comments` returns, shape (n_comments, n_columns)."""
        comments = [stretches(normalise(text).text, self.analyser) for text in texts]
        firsts = np.cumsum([0, *map(len, comments[:-1])])
        scores = self.tags.decision_function([piece for pieces in comments for piece in pieces])
        best = np.maximum.reduceat(scores, firsts, axis=0)
        feelings = self.words.transform([pieces[0] for pieces in comments]) @ self.feelings
        return np.hstack([(scores[firsts] + best) / 2, feelings]).astype(np.float32)


def fit_plain(rows: Sequence[Labelled], analyser: Analyser) -> PlainPipeline:
    """Fit the pipelines on the same comments, features and hyper-parameters as `training.fit`."""
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    telling = [row for row in rows if row.weight > 0]
    texts = [normalise(row.text).text for row in telling]
    labels = [[*(code in row.tags for code in TAGS), bool(row.tags)] for row in telling]
    settings = {"C": MARGIN_COST, "tol": TOLERANCE, "random_state": SEED}
    machines = OneVsRestClassifier(LinearSVC(class_weight="balanced", **settings))
    tags = make_pipeline(vectorisers(analyser), machines).fit(texts, np.array(labels, int))
    words = vectorisers(analyser).fit(texts)
    return PlainPipeline(analyser, tags, words, _feelings(rows, words, analyser))


def _feelings(
    rows: Sequence[Labelled], words: "FeatureUnion", analyser: Analyser
) -> NDArray[np.float64]:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    texts = [normalise(row.text).text for row in rows]
    counts = [counts_of(analyser.analyse(text), analyser.lexicon) for text in texts]
    seen = hstack([words.transform(texts) * WORDS_SPEAK, csr_matrix(np.array(counts))], "csr")
    machines = OneVsRestClassifier(LogisticRegression(solver="liblinear", tol=FEELINGS_TOLERANCE))
    machines.fit(seen, [POLARITIES.index(row.polarity) for row in rows])
    size = seen.shape[1] - len(counts[0])
    return np.array([one.coef_[0, :size] * WORDS_SPEAK for one in machines.estimators_]).T


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
