"""What other lessons teach: comments that nobody judged, and a shop unlike the corpus.

The first needs ../shared (comments to learn from as the reader read them, labelled ones to measure
on); the second plays a shop with one file of the corpus. Written to `results/reader_lessons.json`.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # run from any folder, without an install

from benchmarks.reader_quality import Asked, asked_in, given, scored
from nlp.artefact import analyser_in
from nlp.corpus import Labelled, all_lines, read_labelled
from nlp.evaluation import evaluate
from nlp.learning import Correction, learn_from
from nlp.polarity import POLARITIES
from nlp.reader import Reader
from nlp.taxonomy import TAGS
from nlp.training import analyses_of, fit, learn, prepare

if TYPE_CHECKING:
    from nlp.analysis import Analyser, Analysis
    from nlp.reading import Reading

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "gold" / "dev.jsonl"
UNJUDGED = SHARED / "real" / "feedback.csv"
RESULT = Path(__file__).parent / "results" / "reader_lessons.json"
SHOPS = ("electronics", "modern", "aftersales", "messy", "rants_goods")
CORRECTED = 400
ASKED = 800
WEIGHTS = (0.5, 1.0, 3.0)
CODES = tuple(TAGS)


@dataclass(frozen=True)
class Lines:
    """Labelled comments with their analyses."""

    rows: list[Labelled]
    analyses: list[Analysis]

    def part(self, places: list[int], weight: float = 1.0) -> Lines:
        """Return some of the comments, each counting as `weight` lines."""
        rows = [replace(self.rows[at], weight=weight) for at in places]
        return Lines(rows, [self.analyses[at] for at in places])

    def __add__(self, other: Lines) -> Lines:
        return Lines([*self.rows, *other.rows], [*self.analyses, *other.analyses])


def f1_after(lines: Lines, asked: Asked, analyser: Analyser) -> float:
    """Learn from `lines` and return the micro-F1 of what is read in `asked`, in points."""
    model = learn(prepare(lines.analyses, lines.rows, analyser))
    said = given(scored(model, asked, analyser), asked)
    right = (said & asked.labels).sum()
    return round(200 * float(right / (said.sum() + asked.labels.sum())), 2)


def as_read(lines: Lines, analyser: Analyser) -> Lines:
    """Return the comments of `UNJUDGED` with the tags and feelings that the reader gives them."""
    with UNJUDGED.open(encoding="utf-8", newline="") as file:
        texts = [row["comment"] for row in csv.DictReader(file) if row["comment"].strip()]
    asked = asked_in([Labelled(text, frozenset(), "neutral") for text in texts], analyser)
    scores = scored(learn(prepare(lines.analyses, lines.rows, analyser)), asked, analyser)
    said = given(scores, asked)
    rows = [
        Labelled(text, frozenset(CODES[at] for at in np.flatnonzero(tags)), POLARITIES[feeling])
        for text, tags, feeling in zip(texts, said, scores.polarity, strict=True)
    ]
    return Lines(rows, asked.analyses)


def unjudged(lines: Lines, analyser: Analyser) -> dict[str, object]:
    """Learn from comments as they were read, as if that had been right."""
    asked = asked_in(
        list(read_labelled(GOLD.read_text(encoding="utf-8").splitlines(), GOLD.stem)), analyser
    )
    read = as_read(lines, analyser)
    everywhere = list(range(len(read.rows)))
    tagged = [at for at in everywhere if read.rows[at].tags]
    return {
        "comments": len(everywhere),
        "before": f1_after(lines, asked, analyser),
        **{
            f"weight {weight}": f1_after(lines + read.part(everywhere, weight), asked, analyser)
            for weight in WEIGHTS
        },
        "only those with a tag": f1_after(lines + read.part(tagged), asked, analyser),
    }


def another_shop(lines: Lines, shop: str, analyser: Analyser) -> dict[str, object]:
    """Learn without one file of the corpus, then from 400 of its lines judged whole; read others.

    The candidate is measured whether it may serve or not.
    """
    theirs = [row for row in lines.rows if row.source == shop]
    others = [row for row in lines.rows if row.source != shop]
    order = [theirs[at] for at in np.random.default_rng(1).permutation(len(theirs))]
    corrected, rest = order[:CORRECTED], order[CORRECTED : CORRECTED + ASKED]
    base = Reader(fit(others, analyser), analyser, "without the shop")
    read = base.read([row.text for row in corrected])
    corrections = [
        _judged_whole(*pair, person=at) for at, pair in enumerate(zip(corrected, read, strict=True))
    ]
    lesson = learn_from(corrections, others, analyser, "with the shop")
    words = replace(lesson.candidate, experience=None)
    return {
        "asked": len(rest),
        "before": f1_of(base, rest),
        "after, words alone": f1_of(words, rest),
        "after": f1_of(lesson.candidate, rest),
        "may serve": lesson.promoted,
    }


def _judged_whole(row: Labelled, reading: Reading, person: int) -> Correction:
    given = frozenset(tag.code for tag in reading.tags)
    return Correction(
        row.text, row.tags, given - row.tags, given, reading.polarity, person, complete=True
    )


def f1_of(reader: Reader, rows: list[Labelled]) -> float:
    """Return the micro-F1 of what is read in `rows`, in points."""
    readings = reader.read([row.text for row in rows])
    return round(100 * evaluate(rows, readings).figures["micro_f1"].value, 2)


def main() -> None:
    with TemporaryDirectory() as folder:
        analyser = analyser_in(Path(folder))
        rows = all_lines()
        lines = Lines(rows, analyses_of(rows, analyser))
        figures: dict[str, object] = {shop: another_shop(lines, shop, analyser) for shop in SHOPS}
        if GOLD.exists() and UNJUDGED.exists():
            figures["comments that nobody judged"] = unjudged(lines, analyser)
        else:
            print("no real comments beside the project: learning from unjudged ones not measured")
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
