"""Learn a shop's reader from the corpus and its people's corrections, and judge it before use.

Pure: nothing is stored here, and what is promoted is decided from figures that travel along.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nlp.analysis import Analyser
from nlp.corpus import Labelled
from nlp.errors import TrainingImpossible
from nlp.experience import Experience
from nlp.model import Model
from nlp.own_tags import Judged, is_learnable, with_own_tags
from nlp.rates import TagRates
from nlp.reader import Reader
from nlp.taxonomy import TAGS
from nlp.training import Progress, learn, quiet
from nlp.trials import Trial, Writer, laid_out, tried

ENOUGH_CORRECTIONS: Final = 20
"""Corrected comments from which a shop gets a reader of its own."""

WEIGHT: Final = 5.0
"""As how many lines of the corpus a shop's comment counts; between 3 and 20 it is all one."""

CORPUS_MAY_FALL: Final = 0.005
"""Micro-F1 on held-out lines of the corpus that a candidate may lose."""

CLEARLY: Final = 0.2
"""Share of the labels beyond chance that held-out readings must meet; shuffled labels earn 0."""

ERRORS_ABOVE_CHANCE: Final = 1.282
"""Standard errors by which held-out corrections must be read better: chance alone makes one lesson
in ten look so good, a single comment read better never does."""


@dataclass(frozen=True, slots=True)
class Correction:
    """
    One comment of a shop, and what a person has said of its tags, if anything.

    Comments that nobody corrected are learned as they were read: without them a reader would see
    none but the troublesome ones, and tag too much.

    Attributes
    ----------
    text : str
    present, absent : frozenset of str
        Tags that a person put on or confirmed, and tags that a person took off.
    read : frozenset of str
        Tags that the reader gave; those that nobody judged are taken for right, since a person
        who corrects one tag has seen the others.
    polarity : str
        As the reader read it.
    person : int
        Who wrote the comment, as a number.
    complete : bool
        Whether a person has judged it whole: it complains of `present` and of nothing else.
    part_of : int or None
        The place, among all corrections, of the comment that this is a marked clause of. It is
        learned like a comment that was read so, but never while that comment is asked about.
    """

    text: str
    present: frozenset[str]
    absent: frozenset[str]
    read: frozenset[str] = frozenset()
    polarity: str = "negative"
    person: int = 0
    complete: bool = False
    part_of: int | None = None

    @property
    def judged(self) -> bool:
        """Whether a person has said anything of it."""
        return bool(self.present or self.absent or self.complete)

    def labelled(self, codes: frozenset[str], weight: float = 1.0) -> Labelled:
        """Return the comment as a labelled example on some tags."""
        tags = self.present if self.complete else self.present | (self.read - self.absent)
        return Labelled(self.text, tags & codes, self.polarity, source="correction", weight=weight)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of promotion: what was asked, what came out."""

    name: str
    passed: bool
    figure: float
    needed: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    What a night's learning came to.

    Attributes
    ----------
    candidate : Reader
        Learned from everything, whether it may serve or not; where that reads held-out corrections
        not clearly better and the shop has tags of its own, these alone are learned.
    checks : tuple of Check
    figures : dict of str to float
        Micro-F1 on held-out corrections and corpus lines, with the shop's comments and without.
    rates : dict of str to TagRates
        Per tag, on corrected comments that were held out.
    waiting : dict of str to int
        The shop's own tags that were judged too seldom to be given, and how often they were.
    """

    candidate: Reader
    checks: tuple[Check, ...]
    figures: dict[str, float]
    rates: dict[str, TagRates] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)

    @property
    def promoted(self) -> bool:
        """Whether the candidate may serve."""
        return all(check.passed for check in self.checks)


def learn_from(
    corrections: Sequence[Correction],
    rows: Sequence[Labelled],
    analyser: Analyser,
    version: str,
    progress: Progress = quiet,
) -> Lesson:
    """
    Learn from a shop's corrections and the corpus, and try the result on what it has not seen.

    Parameters
    ----------
    corrections : sequence of Correction
        Of at least `ENOUGH_CORRECTIONS` of them a person has said something; of the others as
        many as may be learned as they were read.
    rows : sequence of Labelled
        The corpus.
    analyser : Analyser
    version : str
        Names the candidate.
    progress : callable
        Told of each step.

    Returns
    -------
    Lesson
        Its figures are of readers that had not seen the comments they were measured on: each
        third of what was corrected, and of a sixth of the corpus, is read by a reader learned
        from the rest, once with the shop's comments and once without any. A second look
        (`nlp.experience`) is part of the candidate where held-out corrections are read no worse
        with it.

    Raises
    ------
    TrainingImpossible
        If there are too few corrections or corpus lines.
    """
    n_judged = sum(correction.judged for correction in corrections)
    if n_judged < ENOUGH_CORRECTIONS:
        message = f"{n_judged} corrected comments are too few: {ENOUGH_CORRECTIONS} are needed"
        raise TrainingImpossible(message)
    own, waiting = own_codes(corrections)
    codes = frozenset(TAGS) | own
    examples = [correction.labelled(codes) for correction in corrections]
    writers = [Writer(one.person, one.judged, one.part_of) for one in corrections]
    progress("reading the corpus and the corrections", 0.0)
    bench = laid_out(rows, examples, writers, analyser)
    judged = {code: judged_on(code, corrections, len(rows)) for code in sorted(own)}
    without = tried(bench, judged, None, progress)
    learned = tried(bench, judged, WEIGHT, progress)
    trial, experience = _second_look(learned)
    figures = _figures(without, learned, trial)
    if judged and not _clearly_better(without, trial).passed:
        trial, experience = without, None
    progress("learning from everything", 0.9)
    model = _learned_as(trial, without, judged)
    return Lesson(
        Reader(model, analyser, version, experience),
        checks(without, trial),
        figures,
        trial.rates(),
        waiting,
    )


def _learned_as(trial: Trial, without: Trial, judged: Mapping[str, Judged]) -> Model:
    """Return what all lines teach that a trial learned from: without the shop's, or with them."""
    bench = trial.bench
    everything = bench.weighted(WEIGHT)
    chosen = np.arange(bench.n_corpus) if trial is without else None
    return with_own_tags(learn(everything, chosen=chosen), everything, judged, bench.telling)


def _second_look(learned: Trial) -> tuple[Trial, Experience | None]:
    """Return the better trial, with a second look or without, and the experience it takes."""
    again = learned.with_experience()
    if again.corrections_f1 < learned.corrections_f1:
        return learned, None
    return again, learned.experience()


def own_codes(corrections: Sequence[Correction]) -> tuple[frozenset[str], dict[str, int]]:
    """Return the shop's own tags that can be learned, and how often the others were judged."""
    present = Counter(code for one in corrections for code in one.present - TAGS.keys())
    absent = Counter(code for one in corrections for code in one.absent - TAGS.keys())
    known = present.keys() | absent.keys()
    learnable = {code for code in known if is_learnable(present[code], absent[code])}
    return frozenset(learnable), {
        code: present[code] + absent[code] for code in sorted(known - learnable)
    }


def judged_on(code: str, corrections: Sequence[Correction], first: int) -> Judged:
    """Return where, counted from `first`, a person judged a tag, and how."""
    places = [at for at, one in enumerate(corrections) if code in one.present | one.absent]
    labels = [code in corrections[at].present for at in places]
    return Judged(np.array(places, np.int64) + first, np.array(labels, bool))


def checks(without: Trial, trial: Trial) -> tuple[Check, ...]:
    """Return what decides whether a candidate may serve.

    One that learned nothing but the shop's own tags is asked for these alone.
    """
    own_alone = trial is without
    met = trial.beyond_chance(len(TAGS) if own_alone else 0)
    with_texts = Check("the corrections go with their texts", met >= CLEARLY, met, CLEARLY)
    if own_alone:
        return with_texts, Check("all but the shop's own tags read as before", True, 0.0, 0.0)
    change = trial.corpus_f1 - without.corpus_f1
    return (
        with_texts,
        _clearly_better(without, trial),
        Check("no worse on the corpus", change >= -CORPUS_MAY_FALL, change, -CORPUS_MAY_FALL),
    )


def _clearly_better(without: Trial, trial: Trial) -> Check:
    gain, error = trial.gain_over(without)
    needed = ERRORS_ABOVE_CHANCE * error
    return Check("clearly better on held-out corrections", gain > needed, gain, needed)


def _figures(without: Trial, learned: Trial, trial: Trial) -> dict[str, float]:
    return {
        "corrections_without": without.corrections_f1,
        "corrections_by_words": learned.corrections_f1,
        "corrections_with": trial.corrections_f1,
        "corpus_without": without.corpus_f1,
        "corpus_with": trial.corpus_f1,
    }
