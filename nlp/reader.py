"""The reader itself: texts in, readings with their evidence out.

It holds one model; where the model comes from is `nlp.artefact`'s business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nlp.analysis import Analyser, Analysis
from nlp.evidence import Trace, evidence_of, reasons_of
from nlp.experience import Experience, classes_named, situation_of
from nlp.model import Floats, Model, mix
from nlp.normalise import Normalised, han_share, normalise
from nlp.numbering import numbered
from nlp.polarity import POLARITIES, counts_of
from nlp.reading import FoundTag, Reading
from nlp.rulings import Findings, Fired, complaint_scores, consult, rule
from nlp.scoring import score_numbered

LEAST_HAN: Final = 0.3
"""Share of Han characters below which a comment is not read."""

NOT_READ: Final = Reading("not_read", "neutral", 0.0)
AT_ONCE: Final = 256
"""Comments that are read in one go."""


@dataclass(frozen=True, slots=True)
class Reader:
    """
    Reads Chinese comments.

    Attributes
    ----------
    model : Model
    analyser : Analyser
    version : str
        Names the model that reads, so that a reading can be told from an older one.
    experience : Experience, optional
        What a shop's judged comments taught beyond words; the base reader has none.
    """

    model: Model
    analyser: Analyser
    version: str
    experience: Experience | None = None

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """
        Read comments, in the order given.

        Parameters
        ----------
        texts : sequence of str
            Any strings; those with under 30 % Han characters are not read, and of very long ones
            only the beginning is.

        Returns
        -------
        list of Reading
            One per text; spans are half-open ranges of code points of the text as given.
        """
        return [
            reading
            for first in range(0, len(texts), AT_ONCE)
            for reading in self._read_some(texts[first : first + AT_ONCE])
        ]

    def _read_some(self, texts: Sequence[str]) -> list[Reading]:
        readings = [NOT_READ] * len(texts)
        normalised = [normalise(text) for text in texts]
        places = [at for at, text in enumerate(normalised) if han_share(text.text) >= LEAST_HAN]
        if places:
            legible = [normalised[at] for at in places]
            for at, reading in zip(places, self._read_legible(legible), strict=True):
                readings[at] = reading
        return readings

    def _read_legible(self, texts: list[Normalised]) -> Iterator[Reading]:
        model, lexicon = self.model, self.analyser.lexicon
        analyses = self.analyser.analyse_all(text.text for text in texts)
        found = numbered(analyses, model.vocabulary, lexicon)
        unit_scores = score_numbered(model, found)
        scores = mix(unit_scores, found.firsts[:-1])
        findings = consult(analyses, len(model.codes))
        tag_scores = model.tag_scores(scores)
        final = rule(tag_scores, model.any_scores(scores), findings)
        if self.experience is not None:
            situation = situation_of(tag_scores, final, findings, classes_named(analyses, lexicon))
            final = self.experience.reconsidered(final, situation)
        counts = np.array([counts_of(analysis, lexicon) for analysis in analyses], np.float32)
        complains = complaint_scores(model.any_scores(scores), findings)
        feelings = model.polarity_probabilities(scores, counts, complains)
        probabilities = model.calibration.probabilities(final)
        edges = found.firsts.tolist()
        for row, text in enumerate(texts):
            own_units = unit_scores[edges[row] : edges[row + 1]]
            draft = _Draft(text, analyses[row], final[row], own_units, findings, row)
            feeling = int(feelings[row].argmax())
            polarity, share = POLARITIES[feeling], float(feelings[row, feeling])
            yield Reading("read", polarity, share, tuple(self._found(draft, probabilities[row])))

    def _found(self, draft: "_Draft", probabilities: Floats) -> Iterator[FoundTag]:
        """Yield the tags that are given, each with its evidence."""
        model = self.model
        for tag in np.flatnonzero(draft.scores > model.calibration.thresholds).tolist():
            span = evidence_of(draft.trace(tag), model)
            start, end = draft.text.original_span(*span)
            reasons = reasons_of(draft.analysis, span, model, tag)
            yield FoundTag(model.codes[tag], float(probabilities[tag]), start, end, reasons)


@dataclass(frozen=True, slots=True)
class _Draft:
    """One comment, scored and not yet told."""

    text: Normalised
    analysis: Analysis
    scores: Floats
    unit_scores: Floats
    findings: Findings
    row: int

    def trace(self, tag: int) -> Trace:
        """Return what speaks for a tag."""
        found, row = self.findings, self.row
        kind, place = Fired(found.kinds[row, tag]), found.spans[row].get(tag)
        return Trace(self.analysis, found.seen[row], tag, self.unit_scores[:, tag], kind, place)
