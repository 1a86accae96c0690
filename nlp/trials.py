"""Readers tried on what they have not learned from: folds of corrections and of corpus lines.

A trial is readings only; what follows from them is decided in `nlp.learning`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analyser
from nlp.corpus import Labelled
from nlp.experience import Doubles, Experience, Situation, classes_named, learned_from, situation_of
from nlp.model import Floats
from nlp.normalise import normalise
from nlp.own_tags import Judged, with_own_tags
from nlp.rates import TagRates
from nlp.rulings import ENOUGH, Findings, consult, rule
from nlp.taxonomy import TAGS
from nlp.training import Learnable, Progress, analyses_of, learn, prepare, quiet
from nlp.widening import beside, numbered, renumbered, taken, widened

FOLDS: Final = 3
SEED: Final = 20261121
EVERY: Final = 6
"""One corpus line in so many is held out in some fold."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a shop's comment, and whether a person has judged what was read in it.

    What is `part_of` another comment (its place) is a clause that a person marked there.
    """

    person: int
    was_corrected: bool
    part_of: int | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """
    The corpus and a shop's corrections as numbers, with the folds they are tried on.

    Attributes
    ----------
    learnable : Learnable
        Corpus lines first, the shop's comments after them.
    n_corpus : int
    wholes : ndarray of int64, shape (n_comments,)
        Where the comment stands that each is a part of; mostly itself.
    held : ndarray of int64, shape (n_held,)
        Places that are held out in some fold: some corpus lines, then all corrected comments.
    folds : ndarray of int64, shape (n_held,)
    findings : Findings
        Of the held-out comments, in their order.
    classes : ndarray of float64, shape (n_held, n_moods_of_classes)
        The classes of words that they name.
    """

    learnable: Learnable
    n_corpus: int
    wholes: NDArray[np.int64]
    held: NDArray[np.int64]
    folds: NDArray[np.int64]
    findings: Findings
    classes: Doubles

    @property
    def telling(self) -> NDArray[np.int64]:
        """Return the places of the corpus lines that teach tags, and not feelings alone."""
        return np.flatnonzero(self.learnable.importance[: self.n_corpus] > 0)

    @property
    def corrected(self) -> Flags:
        """Which of the held-out comments are corrections, shape (n_held,)."""
        return self.held >= self.n_corpus

    @property
    def labels(self) -> Flags:
        """What people say of the held-out comments, shape (n_held, n_tags)."""
        return self.learnable.labels[self.held, : len(self.learnable.codes)]

    def all_but(self, out: NDArray[np.int64], last: int) -> NDArray[np.int64]:
        """Return the places before `last` that are neither `out` nor parts of what is."""
        return np.flatnonzero(~np.isin(self.wholes[:last], out))

    def weighted(self, weight: float) -> Learnable:
        """Return everything, each comment of the shop counted as `weight` corpus lines."""
        importance = self.learnable.importance.copy()
        importance[self.n_corpus :] = weight
        return replace(self.learnable, importance=importance)


@dataclass(frozen=True, slots=True)
class Trial:
    """
    How the held-out comments were scored by readers that had not learned from them.

    Attributes
    ----------
    bench : Bench
    learned : ndarray of float32, shape (n_held, n_tags)
        Before rules and gates.
    scores : ndarray of float32, shape (n_held, n_tags)
        After rules and gates.
    """

    bench: Bench
    learned: Floats
    scores: Floats

    @property
    def given(self) -> Flags:
        """Which tags the held-out comments get, shape (n_held, n_tags)."""
        return np.asarray(self.scores > ENOUGH)

    @property
    def corrections_f1(self) -> float:
        """Micro-F1 on the corrections, over the taxonomy's tags: the shop's own are new anyway."""
        given, labels = self._on_corrections()
        return micro_f1(given[:, : len(TAGS)], labels[:, : len(TAGS)])

    @property
    def corpus_f1(self) -> float:
        """Micro-F1 on the corpus lines."""
        lines = ~self.bench.corrected
        return micro_f1(self.given[lines], self.bench.labels[lines])

    def gain_over(self, other: "Trial") -> tuple[float, float]:
        """Return by how much `corrections_f1` is higher, and the standard error of that.

        To first order, and each comment with itself: what both read alike adds no error.
        """
        pulls = self.pulls - other.pulls
        gain = self.corrections_f1 - other.corrections_f1
        return gain, float(np.sqrt((pulls**2).sum()))

    def beyond_chance(self, first: int = 0) -> float:
        """Share of the corrections' tags that are met beyond chance, 1 at best.

        Zero is what labels earn that were dealt out to the comments by chance. Tags before the
        `first` are left out.
        """
        given, labels = (flags[:, first:] for flags in self._on_corrections())
        by_chance = float((given.sum(0) * labels.mean(0)).sum())
        most = float(labels.sum()) - by_chance
        return (float((given & labels).sum()) - by_chance) / most if most > 0 else 0.0

    def rates(self) -> dict[str, TagRates]:
        """Return per tag how often it was right on corrections that it had not learned from."""
        given, labels = self._on_corrections()
        columns = zip(self.bench.learnable.codes, given.T, labels.T, strict=True)
        return {code: _rates(said, true) for code, said, true in columns}

    def experience(self, apart: NDArray[np.int64] | None = None) -> Experience:
        """Return what the corrections teach beyond words, those `apart` (places) left out."""
        used = self.bench.corrected
        if apart is not None:
            used = used & ~np.isin(np.arange(len(used)), apart)
        labels = self.bench.labels[:, : len(TAGS)]
        return learned_from(self._situation.taken(used), labels[used])

    def with_experience(self) -> "Trial":
        """Return the trial with a second look at each fold, learned from the other folds.

        Lines of the corpus stay as they are: no shop's people wrote them.
        """
        scores = self.scores.copy()
        for fold in range(FOLDS):
            here = self.bench.corrected & (self.bench.folds == fold)
            experience = self.experience(np.flatnonzero(here))
            scores[here] = experience.reconsidered(scores[here], self._situation.taken(here))
        return replace(self, scores=scores)

    @property
    def _situation(self) -> Situation:
        bench = self.bench
        return situation_of(self.learned, self.scores, bench.findings, bench.classes)

    @property
    def pulls(self) -> Doubles:
        """How far each corrected comment pulls `corrections_f1` from where it is."""
        given, labels = (flags[:, : len(TAGS)] for flags in self._on_corrections())
        hits = 2 * (given & labels).sum(axis=1)
        there = given.sum(axis=1) + labels.sum(axis=1)
        return np.asarray((hits - self.corrections_f1 * there) / max(1, there.sum()), np.float64)

    def _on_corrections(self) -> tuple[Flags, Flags]:
        ours = self.bench.corrected
        return self.given[ours], self.bench.labels[ours]


def micro_f1(given: Flags, labels: Flags) -> float:
    """Return F1 over all tags of all comments; 1 where there is nothing to find or give."""
    all_there = int(given.sum() + labels.sum())
    return 2 * float((given & labels).sum()) / all_there if all_there else 1.0


def laid_out(
    rows: Sequence[Labelled],
    examples: Sequence[Labelled],
    writers: Sequence[Writer],
    analyser: Analyser,
) -> Bench:
    """
    Give the corpus and the corrections their numbers, once for every fit that follows.

    Parameters
    ----------
    rows, examples : sequence of Labelled
        The corpus, and a shop's comments.
    writers : sequence of Writer
        Who wrote each of the latter.
    analyser : Analyser
    """
    lines = analyses_of(rows, analyser)
    ours = [analyser.analyse(normalise(row.text).text) for row in examples]
    known = prepare(lines, rows, analyser, clauses=True)
    wide = widened(known.vocabulary, ours, [writer.person for writer in writers], analyser)
    told = prepare(ours, examples, analyser, clauses=True)
    codes = tuple(dict.fromkeys([*known.codes, *told.codes]))
    learnable = beside(
        _on(known, codes, replace(known, units=renumbered(known.units, known.vocabulary, wide))),
        _on(told, codes, replace(told, units=numbered(ours, wide, analyser))),
    )
    learnable = replace(learnable, vocabulary=wide)
    corrected = np.flatnonzero([writer.was_corrected for writer in writers]) + len(rows)
    telling = np.flatnonzero([row.weight > 0 for row in rows])
    held = np.concatenate([telling[::EVERY], corrected])
    folds = np.random.default_rng(SEED).permutation(len(held)) % FOLDS
    analyses = [*lines, *ours]
    read = [analyses[place] for place in held]
    findings = consult(read, len(codes))
    classes = classes_named(read, analyser.lexicon)
    wholes = [at if one.part_of is None else one.part_of for at, one in enumerate(writers)]
    places = np.concatenate([np.arange(len(rows)), np.array(wholes, np.int64) + len(rows)])
    return Bench(learnable, len(rows), places, held, folds, findings, classes)


def tried(
    bench: Bench, judged: Mapping[str, Judged], weight: float | None, progress: Progress = quiet
) -> Trial:
    """
    Let every fold be read by a reader that has learned from the rest.

    Parameters
    ----------
    bench : Bench
    judged : mapping of str to Judged
        The shop's own tags.
    weight : float or None
        As how many corpus lines a comment of the shop counts; None leaves them all out, save for
        the shop's own tags.
    progress : callable
    """
    learnable = bench.weighted(weight or 1.0)
    last = len(learnable.labels) if weight else bench.n_corpus
    learned = np.zeros(bench.labels.shape, np.float32)
    complains = np.zeros(len(learned), np.float32)
    for fold in range(FOLDS):
        progress(f"trying weight {weight or 0:g}, fold {fold + 1} of {FOLDS}", fold / FOLDS)
        out = bench.held[bench.folds == fold]
        chosen = bench.all_but(out, last)
        model = learn(learnable, chosen=chosen)
        left = {code: _without(one, out) for code, one in judged.items()}
        model = with_own_tags(model, learnable, left, bench.telling)
        here = bench.folds == fold
        read = model.score_comments(taken(learnable.units, out))
        learned[here], complains[here] = model.tag_scores(read), model.any_scores(read)
    return Trial(bench, learned, rule(learned, complains, bench.findings))


def _without(judged: Judged, out: NDArray[np.int64]) -> Judged:
    kept = ~np.isin(judged.places, out)
    return Judged(judged.places[kept], judged.labels[kept])


def _on(part: Learnable, codes: tuple[str, ...], renumbered_part: Learnable) -> Learnable:
    """Return comments with a column for each of `codes`, in their order."""
    labels = np.zeros((len(part.labels), len(codes) + 1), bool)
    for at, code in enumerate(part.codes):
        labels[:, codes.index(code)] = part.labels[:, at]
    labels[:, -1] = part.labels[:, -1]
    return replace(renumbered_part, codes=codes, labels=labels)


def _rates(said: Flags, true: Flags) -> TagRates:
    hits, false = int((said & true).sum()), int((said & ~true).sum())
    negatives = int((~true).sum())
    return TagRates(int(true.sum()), hits, negatives, negatives - false, int(said.sum()))
