"""The served reader against the plain scikit-learn pipeline: same features, same scores.

Both read the same comments in turn; figures are CPU time of this process, the best of several
rounds. Written to `benchmarks/results/reader.json`.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # run from any folder, without an install

from nlp.analysis import Analyser
from nlp.artefact import load_or_fit
from nlp.corpus import corpus
from nlp.features import stack_units, units_of
from nlp.lexicon import lexicon
from nlp.normalise import normalise
from nlp.plain import fit_plain
from nlp.reader import Reader
from nlp.segment import jieba_segmenter

RESULTS = Path(__file__).parent / "results" / "reader.json"
ROUNDS = 3
IN_BATCH = 1_000
ONE_BY_ONE = 200
BARS = {"batch": 4, "single": 10}


def main() -> None:
    with TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    if any(figures[name]["ratio"] < bar for name, bar in BARS.items()):
        sys.exit("the reader is slower than promised")


def measure(folder: Path) -> dict[str, dict[str, float]]:
    started = time.process_time()
    reader = load_or_fit(folder)
    fitted = time.process_time() - started
    started = time.process_time()
    load_or_fit(folder)
    loaded = time.process_time() - started
    rows = corpus()
    plain = fit_plain(rows, Analyser(jieba_segmenter(folder / "jieba"), lexicon()))
    texts = [row.text for row in rows[:: len(rows) // IN_BATCH]][:IN_BATCH]
    served, reference = scores(reader, texts), plain.score(texts)
    few = texts[:ONE_BY_ONE]
    batch = best(lambda: scores(reader, texts), lambda: plain.score(texts), len(texts))
    single = best(
        lambda: [scores(reader, [text]) for text in few],
        lambda: [plain.score([text]) for text in few],
        len(few),
    )
    whole = best(
        lambda: reader.read(texts), lambda: [reader.read([text]) for text in few], len(texts)
    )
    return {
        "batch": batch,
        "single": single,
        "read": {
            "batch_us": whole["served_us"],
            "single_us": whole["plain_us"] * len(texts) / len(few),
        },
        "equality": {
            "largest_difference": float(np.abs(served - reference).max()),
            "same_sign": float(((served > 0) == (reference > 0)).mean()),
        },
        "start": {"fit_s": fitted, "load_s": loaded},
    }


def scores(reader: Reader, texts: list[str]) -> np.ndarray:
    """Score as `Reader.read` does, without cue rules and evidence, which the pipeline lacks."""
    find, words = reader.model.vocabulary.find, reader.analyser.lexicon
    analyses = (reader.analyser.analyse(normalise(text).text) for text in texts)
    units = stack_units(units_of(analysis, words, find) for analysis in analyses)
    return reader.model.score_comments(units)


def best(served: Callable[[], object], plain: Callable[[], object], texts: int) -> dict[str, float]:
    """Return microseconds a text of each side, the best of alternating rounds, and the ratio."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for times, side in zip(taken, (served, plain), strict=True):
            started = time.process_time()
            side()
            times.append((time.process_time() - started) * 1e6 / texts)
    mine, theirs = min(taken[0]), min(taken[1])
    return {"served_us": mine, "plain_us": theirs, "ratio": theirs / mine}


if __name__ == "__main__":
    main()
