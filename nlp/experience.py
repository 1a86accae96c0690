"""What a shop's judged comments teach beyond words: how far learned scores and rules hold there.

A second look at scores that are already made; the words themselves are learned in `nlp.training`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analysis
from nlp.lexicon import Lexicon
from nlp.rulings import ENOUGH, REFUSED, RULE_BONUS, Findings, Fired
from nlp.taxonomy import TAGS

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

SLOPE: Final = 2.7
"""Log-odds of a tag per point of score, near where tags are given."""

ODDS_AT_ENOUGH: Final = -0.47
"""Log-odds of a tag whose score is `ENOUGH`: F1 is best where fewer than half are right."""

ODDS_OF_REFUSED: Final = -4.0
"""Log-odds of a tag that a gate has refused."""

GIVEN_FROM: Final = -0.6
"""Log-odds from which a tag is given after the second look: a probability of 0.35."""

OPEN_FROM: Final = -0.7
"""Score, before the gates, from which a tag gets a second look; so do all whose rule fired."""

OF_TAGS, OF_SCORES, OF_CLASSES, OF_RULES = 0.03, 0.5, 0.3, 0.3
"""Variances of what there is to learn, before anything is: the smaller, the more is needed."""

_MOODS: Final = 3
_CLIPPED: Final = 2.0


@dataclass(frozen=True, slots=True)
class Situation:
    """
    Comments as a second look sees them.

    Attributes
    ----------
    traits : ndarray of float64, shape (n_comments, n_traits)
        One, the scores of all tags, and the classes of words named; the latter two of unit length.
    kinds : ndarray of int8, shape (n_comments, n_tags)
        Which rules fired: values of `Fired`.
    odds : ndarray of float64, shape (n_comments, n_tags)
        Log-odds of the tags at first sight.
    is_open : ndarray of bool, shape (n_comments, n_tags)
        Which tags are worth a second look.
    """

    traits: Doubles
    kinds: NDArray[np.int8]
    odds: Doubles
    is_open: NDArray[np.bool_]

    def taken(self, rows: NDArray[np.bool_]) -> "Situation":
        """Return some of the comments alone."""
        return Situation(self.traits[rows], self.kinds[rows], self.odds[rows], self.is_open[rows])


@dataclass(frozen=True, slots=True)
class Experience:
    """
    What is to be added to the log-odds of the taxonomy's tags.

    Attributes
    ----------
    of_traits : ndarray of float32, shape (n_traits, n_tags)
    of_rules : ndarray of float32, shape (4,)
        For each value of `Fired`, shared by all tags.
    """

    of_traits: Floats
    of_rules: Floats

    def reconsidered(self, scores: Floats, situation: Situation) -> Floats:
        """
        Return the final scores after a second look.

        Parameters
        ----------
        scores : ndarray of float32, shape (n_comments, n_codes)
            As `nlp.rulings.rule` leaves them; those of a shop's own tags, the last ones, stay.
        situation : Situation
            Of the same comments.
        """
        odds = situation.odds + situation.traits @ self.of_traits + self.of_rules[situation.kinds]
        final = scores.copy()
        seen = ENOUGH + (odds - GIVEN_FROM) / SLOPE
        final[:, : odds.shape[1]] = np.where(situation.is_open, seen, REFUSED)
        return final


def situation_of(
    tag_scores: Floats, scores: Floats, findings: Findings, classes: Doubles
) -> Situation:
    """
    Return comments as a second look sees them.

    Parameters
    ----------
    tag_scores, scores : ndarray of float32, shape (n_comments, n_codes)
        Before and after rules and gates; of a shop's own tags, the last ones, nothing is taken.
    findings : Findings
    classes : ndarray of float64, shape (n_comments, n_moods_of_classes)
        As `classes_named` returns it.
    """
    n_tags = len(TAGS)
    kinds = findings.kinds[:, :n_tags]
    raw = tag_scores[:, :n_tags] + RULE_BONUS[kinds]
    odds = SLOPE * (raw.astype(np.float64) - ENOUGH) + ODDS_AT_ENOUGH
    traits = [
        np.full((len(raw), 1), np.sqrt(OF_TAGS)),
        np.sqrt(OF_SCORES) * _of_unit_length(np.clip(raw, -_CLIPPED, _CLIPPED) + 1),
        np.sqrt(OF_CLASSES) * classes,
    ]
    return Situation(
        np.hstack(traits),
        kinds,
        np.where(scores[:, :n_tags] <= REFUSED, ODDS_OF_REFUSED, odds),
        (raw > OPEN_FROM) | (kinds > Fired.NOTHING),
    )


def classes_named(analyses: Sequence[Analysis], lexicon: Lexicon) -> Doubles:
    """Return which classes of words are named, plain, denied or imagined; rows of unit length."""
    named = np.zeros((len(analyses), len(lexicon.names), _MOODS))
    for row, analysis in enumerate(analyses):
        for clause in analysis.clauses:
            for match in clause.matches:
                mood = 1 if match.negated else 2 * clause.hypothetical
                named[row, list(match.classes), mood] = 1
    return _of_unit_length(named.reshape(len(analyses), -1))


def learned_from(situation: Situation, labels: NDArray[np.bool_]) -> Experience:
    """
    Return what a shop's judged comments teach: a logistic regression that starts at first sight.

    Parameters
    ----------
    situation : Situation
        Of comments whose scores come from a reader that has not learned from them.
    labels : ndarray of bool, shape (n_comments, n_tags)
    """
    from scipy.optimize import minimize

    n_traits, n_tags = situation.traits.shape[1], labels.shape[1]
    of_kind = np.array([situation.kinds == kind for kind in Fired]) & situation.is_open

    def regret(learned: Doubles) -> tuple[float, Doubles]:
        of_traits = learned[len(Fired) :].reshape(n_traits, n_tags)
        of_rules = learned[: len(Fired)]
        odds = situation.odds + situation.traits @ of_traits + of_rules[situation.kinds]
        loss = (np.logaddexp(0, odds) - labels * odds)[situation.is_open].sum()
        loss += (of_traits**2).sum() / 2 + (of_rules**2).sum() / (2 * OF_RULES)
        wrong = np.where(situation.is_open, 1 / (1 + np.exp(-odds)) - labels, 0)
        towards_rules = (of_kind * wrong).sum(axis=(1, 2)) + of_rules / OF_RULES
        towards_traits = situation.traits.T @ wrong + of_traits
        return float(loss), np.concatenate([towards_rules, towards_traits.ravel()])

    start = np.zeros(len(Fired) + n_traits * n_tags)
    learned = minimize(regret, start, jac=True, method="L-BFGS-B").x.astype(np.float32)
    return Experience(learned[len(Fired) :].reshape(n_traits, n_tags), learned[: len(Fired)])


def _of_unit_length(rows: NDArray[np.floating]) -> Doubles:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float64)
