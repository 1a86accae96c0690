"""Measure on folds of the corpus what `data/calibration.toml` keeps: scores as probabilities.

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
from nlp.rulings import ENOUGH, REFUSED, consult, rule
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
    Return the common threshold and a Platt calibration per tag, from scores out of fold.

    A threshold per tag that maximises F1 on the folds loses 0.02 of micro-F1 on real comments
    against a common one, because the corpus shares its tags out evenly and shoppers do not.

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
    curves = [platt(decided[:, at], labels[:, at]) for at in range(n_tags)]
    return Calibration(
        np.full(n_tags, ENOUGH, np.float32),
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


def platt(scores: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and intercept of the logistic curve from scores to probabilities."""
    from sklearn.linear_model import LogisticRegression

    open_ones = scores > REFUSED
    wanted = labels[open_ones]
    if not wanted.any() or wanted.all():
        return 2.0, 0.0
    curve = LogisticRegression(C=100.0).fit(scores[open_ones, None], wanted)
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])
