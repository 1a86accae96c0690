"""Tune on folds of the corpus what `data/calibration.toml` keeps: thresholds and probabilities.

Folds choose constants only, never kinds of knowledge: they rank those wrongly on real comments.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analyser, Analysis
from nlp.calibration import CALIBRATION_FILE, Calibration
from nlp.corpus import corpus
from nlp.lexicon import lexicon
from nlp.model import Floats
from nlp.rulings import REFUSED, consult, rule
from nlp.segment import segmenter
from nlp.training import Learnable, Progress, analyses_of, learn, prepare, quiet

FOLDS: Final = 4
SEED: Final = 0


def recalibrate(cache_dir: Path, progress: Progress = quiet) -> Path:
    """Tune on the project's corpus, write `data/calibration.toml`, and return its path."""
    analyser = Analyser(segmenter(cache_dir / "jieba"), lexicon())
    rows = corpus()
    analyses = analyses_of(rows, analyser)
    learnable = prepare(analyses, rows, analyser, clauses=True)
    tuned = tune(learnable, analyses, progress)
    CALIBRATION_FILE.write_text(tuned.to_toml(learnable.codes), encoding="utf-8")
    return CALIBRATION_FILE


def tune(learnable: Learnable, analyses: list[Analysis], progress: Progress = quiet) -> Calibration:
    """
    Return thresholds of best F1 and Platt calibrations, from scores out of fold.

    Parameters
    ----------
    learnable : Learnable
        Prepared with its clauses.
    analyses : list of Analysis
        The same comments, taken apart.
    """
    scores = out_of_fold(learnable, progress)
    n_tags = len(learnable.codes)
    decided = rule(scores[:, :n_tags], scores[:, n_tags], consult(analyses, n_tags))
    labels = learnable.labels[:, :n_tags]
    thresholds = [best_threshold(decided[:, at], labels[:, at]) for at in range(n_tags)]
    curves = [platt(decided[:, at], labels[:, at]) for at in range(n_tags)]
    return Calibration(
        np.array(thresholds, np.float32),
        np.array([slope for slope, _ in curves], np.float32),
        np.array([intercept for _, intercept in curves], np.float32),
    )


def out_of_fold(learnable: Learnable, progress: Progress = quiet) -> Floats:
    """Return the scores of every comment by a model that has not learned from it."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(learnable.labels))
    scores: list[Floats] = []
    for held_out in range(FOLDS):
        progress(f"fold {held_out + 1} of {FOLDS}", held_out / FOLDS)
        model = learn(learnable, chosen=np.flatnonzero(fold != held_out))
        scores.append(model.score_comments(learnable.units))
    return np.stack(scores)[fold, np.arange(len(fold))]


def best_threshold(scores: Floats, labels: NDArray[np.bool_]) -> float:
    """
    Return the score from which saying yes gives the best F1.

    Examples
    --------
    >>> best_threshold(np.array([2.0, 1.0, 0.0, -1.0]), np.array([True, True, False, False]))
    0.5
    """
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(labels[order])
    given = np.arange(1, len(ranked) + 1)
    f1 = 2 * hits / (given + labels.sum())
    f1[ranked <= REFUSED] = 0
    best = int(f1.argmax())
    below = ranked[best + 1] if best + 1 < len(ranked) else REFUSED
    return float((ranked[best] + below) / 2) if below > REFUSED else float(ranked[best]) - 0.5


def platt(scores: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and intercept of the logistic curve from scores to probabilities."""
    from sklearn.linear_model import LogisticRegression

    open_ones = scores > REFUSED
    wanted = labels[open_ones]
    if not wanted.any() or wanted.all():
        return 2.0, 0.0
    curve = LogisticRegression(C=100.0).fit(scores[open_ones, None], wanted)
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])
