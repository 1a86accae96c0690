"""Where learned scores and cue rules meet: what rules add, and what a gate refuses.

The constants are decisions: fitted on the corpus they would vanish, because the corpus paraphrases
on purpose and the rules know stock wording (`docs/explanation/reader.md`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analysis
from nlp.cues import Seen, cues, see

ANY_BONUS: Final = 0.6
"""Added to the score of "complains of anything" where any rule fires."""

COMPLAINT_GATE: Final = 0.4
"""No tag where "complains of anything" does not score above this."""

ENOUGH: Final = 0.15
"""The score above which a tag is given, for every tag of the taxonomy alike."""

REFUSED: Final = -9.0
"""The score of a tag in a comment that does not complain."""

Span = tuple[int, int]


class Fired(IntEnum):
    """What of a tag's rules fired in a comment."""

    NOTHING = 0
    WORDS = 1
    PHRASE = 2
    BOTH = 3


RULE_BONUS: Final = np.array([0.0, 0.5, 0.8, 1.0], np.float32)
"""Added to a tag's score by what `Fired`: on real comments class words alone are right in half of
the cases, a phrase in three of four, both together in more than nine of ten."""


@dataclass(frozen=True, slots=True)
class Findings:
    """
    What the rules found in some comments.

    Attributes
    ----------
    spans : list of dict of int to (int, int)
        For each comment, the tags (places in the taxonomy) whose rule fired, and where.
    kinds : ndarray of int8, shape (n_comments, n_tags)
        Values of `Fired`.
    seen : list of Seen
        For each comment, its classes.
    """

    spans: list[dict[int, Span]]
    kinds: NDArray[np.int8]
    seen: list[Seen]

    @property
    def fired(self) -> NDArray[np.bool_]:
        """Whether any rule fired, shape (n_comments,)."""
        return np.array([bool(spans) for spans in self.spans], bool)


def consult(analyses: Sequence[Analysis], n_tags: int) -> Findings:
    """Ask every rule about every comment; tags that a shop has added have no rules."""
    kinds = np.zeros((len(analyses), n_tags), np.int8)
    spans: list[dict[int, Span]] = []
    seen = [see(analysis) for analysis in analyses]
    for row, analysis in enumerate(analyses):
        fired: dict[int, Span] = {}
        for place, cue in enumerate(cues()):
            phrase, words = cue.in_phrase(analysis), cue.in_words(seen[row])
            if span := phrase or words:
                fired[place] = span
                kinds[row, place] = Fired.WORDS * bool(words) + Fired.PHRASE * bool(phrase)
        spans.append(fired)
    return Findings(spans, kinds, seen)


def complaint_scores(any_scores: NDArray[np.float32], findings: Findings) -> NDArray[np.float32]:
    """Return how much each comment seems to complain, learned and by rule, shape (n_comments,)."""
    return np.asarray(any_scores + ANY_BONUS * findings.fired, np.float32)


def rule(
    tag_scores: NDArray[np.float32],
    any_scores: NDArray[np.float32],
    findings: Findings,
) -> NDArray[np.float32]:
    """
    Return the final scores.

    Parameters
    ----------
    tag_scores : ndarray of float32, shape (n_comments, n_tags)
    any_scores : ndarray of float32, shape (n_comments,)
    findings : Findings

    Returns
    -------
    ndarray of float32, shape (n_comments, n_tags)
        `REFUSED` where the comment does not complain.
    """
    scores = tag_scores.copy()
    scores += RULE_BONUS[findings.kinds]
    silent = complaint_scores(any_scores, findings) <= COMPLAINT_GATE
    scores[silent, : len(cues())] = REFUSED  # what a shop's own tag means is the shop's to say
    return scores
