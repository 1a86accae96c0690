"""What the reader's parts are worth on real comments: the learning curve, and one part left out.

Labelled comments are in ../shared/gold/dev.jsonl, which is not part of the project and is never
learned from; without it the script says so and stops. Written to `results/reader_quality.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # run from any folder, without an install

from nlp.analysis import Analyser, Analysis
from nlp.artefact import analyser_in
from nlp.corpus import Labelled, corpus, read_labelled
from nlp.features import Units, stack_units, units_of
from nlp.model import mix
from nlp.normalise import normalise
from nlp.polarity import POLARITIES, counts_of
from nlp.rulings import (
    ANY_BONUS,
    COMPLAINT_GATE,
    ENOUGH,
    REFUSED,
    RULE_BONUS,
    Findings,
    Fired,
    complaint_scores,
    consult,
)
from nlp.taxonomy import TAGS
from nlp.training import Learnable, analyses_of, learn, prepare
from nlp.tuning import out_of_fold

if TYPE_CHECKING:
    from nlp.model import Model

GOLD = Path(__file__).parents[2] / "shared" / "gold" / "dev.jsonl"
RESULT = Path(__file__).parent / "results" / "reader_quality.json"
SHARES = (0.1, 0.25, 0.5, 1.0)
DRAWS = 1_000
FEWEST_POSITIVES = 8
SEED = 20261122
VARIED = 4_000
VARIED_WEIGHT = 0.3


@dataclass(frozen=True)
class Asked:
    """The labelled comments, and what the rules find in them."""

    rows: list[Labelled]
    analyses: list[Analysis]
    findings: Findings
    labels: np.ndarray

    @property
    def fired(self) -> np.ndarray:
        """Which rules fired, whatever of them did."""
        return np.asarray(self.findings.kinds > 0)


@dataclass(frozen=True)
class Scored:
    """The learned scores of those comments: of each tag, and of "complains of anything"."""

    tags: np.ndarray
    anything: np.ndarray
    polarity: np.ndarray


Keep = Callable[[Units], Units]


def asked_in(rows: list[Labelled], analyser: Analyser) -> Asked:
    analyses = [analyser.analyse(normalise(row.text).text) for row in rows]
    findings = consult(analyses, len(TAGS))
    labels = np.array([[code in row.tags for code in TAGS] for row in rows])
    return Asked(rows, analyses, findings, labels)


def scored(
    model: Model, asked: Asked, analyser: Analyser, *, whole: bool = False, keep: Keep | None = None
) -> Scored:
    """Read with a model, clause by clause or (`whole`) each comment in one."""
    find, words = model.vocabulary.find, analyser.lexicon
    units = stack_units(units_of(one, words, find) for one in asked.analyses)
    units = keep(units) if keep else units
    of_units = model.score_units(units)
    scores = of_units[units.firsts] if whole else mix(of_units, units.firsts)
    counts = np.array([counts_of(one, words) for one in asked.analyses], np.float32)
    anything = model.any_scores(scores)
    complains = complaint_scores(anything, asked.findings)
    feelings = model.polarity_probabilities(scores, counts, complains).argmax(axis=1)
    return Scored(model.tag_scores(scores), anything, feelings)


def given(
    scores: Scored,
    asked: Asked,
    *,
    rules: bool = True,
    complaint: bool = True,
    thresholds: np.ndarray | float = ENOUGH,
) -> np.ndarray:
    """Return which tags are given, as `nlp.rulings.rule` decides, with parts taken out."""
    final = scores.tags + (RULE_BONUS[asked.findings.kinds] if rules else 0.0)
    if complaint:
        anything = scores.anything + rules * ANY_BONUS * asked.fired.any(axis=1)
        final[anything <= COMPLAINT_GATE] = REFUSED
    return np.asarray(final > thresholds)


def without_blocks(units: Units, first: int) -> Units:
    """Return units without the features from number `first` on."""
    stays = units.features < first
    before = np.concatenate(([0], np.cumsum(stays)))
    return Units(units.features[stays], before[units.offsets], units.firsts)


def alike(asked: Asked) -> Asked:
    """Return the comments as if every rule that fires had fired in a phrase alone."""
    kinds = np.where(asked.fired, np.int8(Fired.PHRASE), np.int8(Fired.NOTHING))
    return replace(asked, findings=replace(asked.findings, kinds=kinds))


def best_thresholds(learnable: Learnable, analyses: list[Analysis]) -> np.ndarray:
    """Return the threshold per tag that maximises F1 on folds of the corpus."""
    scores, n_tags = out_of_fold(learnable), len(TAGS)
    labels = learnable.labels[:, :n_tags]
    final = scores[:, :n_tags] + RULE_BONUS[consult(analyses, n_tags).kinds]
    grid = np.arange(-0.6, 1.0, 0.05)
    f1 = np.array([
        2 * ((final > at) & labels).sum(0) / ((final > at).sum(0) + labels.sum(0))
        for at in grid
    ])  # fmt: skip
    return grid[f1.argmax(axis=0)]


def varied(rows: list[Labelled], analyses: list[Analysis], analyser: Analyser) -> list[Labelled]:
    """Return lines in which class words were exchanged within their class, weighted low."""
    rng, words = Random(SEED), analyser.lexicon
    members: dict[int, list[str]] = {}
    for word, classes in words.words.items():
        if len(word) > 1 and word not in words.weak:
            members.setdefault(classes[0], []).append(word)
    lines = []
    for at in rng.sample(range(len(rows)), VARIED):
        text, reached = analyses[at].text, len(analyses[at].text)
        for match in sorted(
            (one for clause in analyses[at].clauses for one in clause.matches), reverse=True
        ):
            same = members.get(match.classes[0], [])
            if match.end <= reached and len(same) > 1 and rng.random() < 0.5:
                text = text[: match.start] + rng.choice(same) + text[match.end :]
                reached = match.start
        if text != analyses[at].text:
            lines.append(replace(rows[at], text=text, weight=VARIED_WEIGHT, source="varied"))
    return lines


def spread(asked: Asked) -> np.ndarray:
    """Return bootstrap weights of the comments; the first row is the comments as they are."""
    n = len(asked.rows)
    draws = np.random.default_rng(SEED).multinomial(n, [1 / n] * n, DRAWS)
    return np.vstack([np.ones(n), draws])


def micro(said: np.ndarray, asked: Asked, weights: np.ndarray) -> np.ndarray:
    hits = weights @ (said & asked.labels).sum(axis=1)
    return 2 * hits / (weights @ (said.sum(axis=1) + asked.labels.sum(axis=1)))


def macro(said: np.ndarray, labels: np.ndarray) -> float:
    enough = labels.sum(axis=0) >= FEWEST_POSITIVES
    f1 = 2 * (said & labels).sum(axis=0) / np.maximum(said.sum(axis=0) + labels.sum(axis=0), 1)
    return float(f1[enough].mean())


def told(said: np.ndarray, asked: Asked, against: np.ndarray | None = None) -> dict[str, float]:
    """Return a reading's figures and, `against` another, the paired change with its interval."""
    weights = spread(asked)
    values = micro(said, asked, weights)
    drawn = np.array([row.stratum.startswith("random") for row in asked.rows])
    silent = drawn & ~asked.labels.any(axis=1)
    figures = {
        "micro_f1": values[0],
        "low": np.quantile(values[1:], 0.025),
        "high": np.quantile(values[1:], 0.975),
        "macro_f1": macro(said, asked.labels),
        "false_tagged": said[silent].any(axis=1).mean(),
    }
    if against is not None:
        change = values - micro(against, asked, weights)
        low, high = np.quantile(change[1:], (0.025, 0.975))
        figures |= {"change": change[0], "change_low": low, "change_high": high}
    return {name: round(float(value), 4) for name, value in figures.items()}


def learning_curve(
    rows: list[Labelled], analyses: list[Analysis], asked: Asked, analyser: Analyser
) -> list[dict[str, float]]:
    """Learn from a random part of the corpus; rules and gates are the same throughout."""
    order = np.random.default_rng(SEED).permutation(len(rows))
    curve = []
    for share in SHARES[:-1]:
        part = order[: round(share * len(rows))]
        model = learn(prepare([analyses[at] for at in part], [rows[at] for at in part], analyser))
        said = given(scored(model, asked, analyser), asked)
        curve.append({"share": share, "lines": len(part), **told(said, asked)})
    return curve


def refitted(
    rows: list[Labelled], analyses: list[Analysis], learnable: Learnable, asked: Asked,
    analyser: Analyser,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Return what is read by models that learned from less, or from varied lines too."""
    first = int(learnable.vocabulary.ends[1])

    def plain(units: Units) -> Units:
        return without_blocks(units, first)

    flat = learn(replace(learnable, units=plain(learnable.units)))
    ours = [at for at, row in enumerate(rows) if not row.source.startswith("stock_")]
    rare = learn(prepare([analyses[at] for at in ours], [rows[at] for at in ours], analyser))
    lines = varied(rows, analyses, analyser)
    more = learn(prepare([*analyses, *analyses_of(lines, analyser)], [*rows, *lines], analyser))
    return {
        "no word classes in the features": given(scored(flat, asked, analyser, keep=plain), asked),
        "no lines in stock wording": given(scored(rare, asked, analyser), asked),
        "with generated lines": given(scored(more, asked, analyser), asked),
    }


def measure(folder: Path) -> dict[str, object]:
    analyser = analyser_in(folder)
    rows = corpus()  # of tags: the lines that teach feelings alone change none
    analyses = analyses_of(rows, analyser)
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    asked = asked_in(list(read_labelled(lines, GOLD.stem)), analyser)
    learnable = prepare(analyses, rows, analyser, clauses=True)
    model = learn(learnable)
    scores = scored(model, asked, analyser)
    full = given(scores, asked)
    whole = scored(model, asked, analyser, whole=True)
    readings = {
        "no reading by clause": given(whole, asked),
        "rules all alike": given(scores, alike(asked)),
        "no rules": given(scores, asked, rules=False),
        "nothing learned, rules alone": asked.fired,
        "no complaint asked for": given(scores, asked, complaint=False),
        "thresholds per tag from folds": given(
            scores, asked, thresholds=best_thresholds(learnable, analyses)
        ),
        **refitted(rows, analyses, learnable, asked, analyser),
    }
    even = np.arange(len(asked.rows)) % 2 == 0
    ones = np.ones(len(asked.rows))
    right = scores.polarity == np.array([POLARITIES.index(row.polarity) for row in asked.rows])
    return {
        "comments": len(asked.rows),
        "full": told(full, asked) | {"polarity": round(float(right.mean()), 4)},
        "half_looked_at": round(float(micro(full, asked, ones * even)), 4),
        "half_never_looked_at": round(float(micro(full, asked, ones * ~even)), 4),
        "learning_curve": [
            *learning_curve(rows, analyses, asked, analyser),
            {"share": SHARES[-1], "lines": len(rows), **told(full, asked)},
        ],
        "one_part_changed": {name: told(said, asked, full) for name, said in readings.items()},
    }


def main() -> None:
    if not GOLD.exists():
        print(f"no labelled comments beside the project (looked for {GOLD.name}): nothing measured")
        return
    with TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
