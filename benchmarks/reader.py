"""The served reader against the plain scikit-learn pipeline: same features, same scores.

Both read the same comments in turn; figures are CPU time of this process, the best of several
rounds. Written to `benchmarks/results/reader.json`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # run from any folder, without an install

from nlp.analysis import Analyser
from nlp.artefact import base_path, load_or_fit
from nlp.corpus import all_lines
from nlp.lexicon import lexicon
from nlp.model import mix
from nlp.normalise import normalise
from nlp.numbering import numbered
from nlp.plain import fit_plain
from nlp.reader import AT_ONCE, Reader
from nlp.scoring import score_numbered
from nlp.segment import jieba_segmenter

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "reader.json"
ROUNDS = 3
IN_BATCH = 1_000
ONE_BY_ONE = 200
BARS = {"batch": 4, "single": 10}
SLOW = "发货太慢了，等了十天才收到。"
ODD = {
    "empty": "",
    "blank": " \u3000\n\t ",
    "emoji only": "😡😡👎",
    "punctuation only": "！！！？？？……",
    "a million characters, one clause over and over": (SLOW * 80_000)[:1_000_000],
    "a million characters without a stop": "慢" * 1_000_000,
    "a million characters of another language": ("slow delivery " * 80_000)[:1_000_000],
    "zero width between all characters": "\u200b".join(SLOW),
    "glossed with pinyin": (
        "發(fā)貨(huò)太(tài)慢(màn)了(le)，等(děng)了(le)十(shí)天(tiān)才(cái)收(shōu)到(dào)。"
    ),
    "traditional": "發貨太慢了，等了十天才收到。",
    "full width and mixed scripts": "ＯＭＧ！！发货太慢了，ten days! 等了十天才收到 😡",
    "an unknown language": "Доставка была очень медленной.",
    "half of a surrogate pair": "发货太慢了\ud83d，等了十天才收到。",
    "right to left around it": "\u202e发货太慢了，等了十天才收到。\u202c",
}


def main() -> None:
    with TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    RESULTS.parent.mkdir(exist_ok=True)
    told = json.dumps(figures, indent=2, ensure_ascii=False)
    RESULTS.write_text(told + "\n")
    print(told)
    if any(figures[name]["ratio"] < bar for name, bar in BARS.items()):
        sys.exit("the reader is slower than promised")


def measure(folder: Path) -> dict[str, dict[str, object]]:
    started = time.process_time()
    reader = load_or_fit(folder)
    fitted = time.process_time() - started
    started = time.process_time()
    load_or_fit(folder)
    loaded = time.process_time() - started
    rows = all_lines()
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
            **one_by_one(reader, texts),
        },
        "equality": {
            "largest_difference": float(np.abs(served - reference).max()),
            "same_sign": float(((served > 0) == (reference > 0)).mean()),
        },
        "start": {
            "fit_s": fitted,
            "load_s": loaded,
            "artefact_mb": base_path(folder).stat().st_size / 1e6,
            "resident_mb": resident_mb(folder),
        },
        "odd": {name: odd(reader, text) for name, text in ODD.items()},
    }


def one_by_one(reader: Reader, texts: list[str]) -> dict[str, float]:
    """Return how long one comment takes by the wall clock: the usual and the slowest of 100."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        reader.read([text])
        taken.append((time.perf_counter() - started) * 1e6)
    return {
        "single_p50_us": float(np.quantile(taken, 0.5)),
        "single_p99_us": float(np.quantile(taken, 0.99)),
    }


def resident_mb(folder: Path) -> float:
    """Return what a fresh process holds that has loaded the reader and read one comment."""
    script = (
        "import sys; from pathlib import Path; from nlp.artefact import base_path, load_or_fit; "
        "load_or_fit(Path(sys.argv[1])).read(['发货太慢了']); "
        "print([l.split()[1] for l in open('/proc/self/status') if l.startswith('VmRSS')][0])"
    )
    command = [sys.executable, "-c", script, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(told.stdout) / 1024


def odd(reader: Reader, text: str) -> dict[str, object]:
    """Return what a text that no shopper should send costs, and what is read in it."""
    started = time.perf_counter()
    (reading,) = reader.read([text])
    seconds = time.perf_counter() - started
    tags = [f"{tag.code} {tag.start}-{tag.end}" for tag in reading.tags]
    return {
        "characters": len(text), "ms": round(seconds * 1e3, 2), "status": reading.status,
        "polarity": reading.polarity, "tags": tags,
    }  # fmt: skip


def scores(reader: Reader, texts: list[str]) -> np.ndarray:
    """Score as `Reader.read` does, without cue rules and evidence, which the pipeline lacks."""
    model, words = reader.model, reader.analyser.lexicon
    parts = []
    for first in range(0, len(texts), AT_ONCE):
        some = texts[first : first + AT_ONCE]
        analyses = reader.analyser.analyse_all(normalise(text).text for text in some)
        found = numbered(analyses, model.vocabulary, words)
        parts.append(mix(score_numbered(model, found), found.firsts[:-1]))
    return np.concatenate(parts)


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
