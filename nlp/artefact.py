"""A fitted reader as bytes: arrays and a JSON manifest, never pickle.

Loading runs no code from the file and refuses what was changed, cut short, or made for other words.
"""

import io
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analyser
from nlp.calibration import Calibration, calibration_digest
from nlp.corpus import all_lines, corpus_digest
from nlp.cues import cues_digest
from nlp.errors import ArtefactDamaged, ArtefactMismatch, ArtefactRefused
from nlp.experience import Experience
from nlp.feeling_words import feelings_digest
from nlp.lexicon import lexicon, lexicon_digest
from nlp.model import Model
from nlp.packing import numbered_symbols
from nlp.reader import Reader
from nlp.segment import dictionary_digest, segmenter
from nlp.training import Progress, fit, quiet
from nlp.vocabulary import Vocabulary

FORMAT: Final = 4
"""Raised whenever arrays, features or their meaning change."""

FITTED_BY: Final = (
    *("analysis", "calibration", "corpus", "errors", "features", "feeling_words", "lexicon"),
    *("lookup", "model", "normalise", "packing", "pinyin", "polarity", "segment", "taxonomy"),
    *("training", "vocabulary"),
)
"""The modules a fit goes through: whatever changes in one of them asks for another base model."""

_MAGIC: Final = b"HUIYIN-READER\n"
_DIGEST_LENGTH: Final = 64
_NAMED_BY: Final = 12

Arrays = Mapping[str, NDArray[Any]]  # Any: each array has its own element type


def words_digest() -> str:
    """Return one SHA-256 of all that a model must share with the code that serves it."""
    own = (lexicon_digest(), feelings_digest(), cues_digest())
    parts = (str(FORMAT), dictionary_digest(), *own)
    return sha256("\n".join(parts).encode()).hexdigest()


def base_digest() -> str:
    """Return one SHA-256 of all that the base model is fitted from."""
    parts = (words_digest(), corpus_digest(), calibration_digest(), _code_digest())
    return sha256("\n".join(parts).encode()).hexdigest()


def _code_digest() -> str:
    total = sha256()
    for module in FITTED_BY:
        total.update((Path(__file__).parent / f"{module}.py").read_bytes())
    return total.hexdigest()


def to_bytes(reader: Reader, metrics: Mapping[str, object] | None = None) -> bytes:
    """Return a reader's model as bytes, for a file or a database row."""
    model = reader.model
    arrays = _arrays(model) | _learned_beyond_words(reader.experience)
    manifest = {
        "format": FORMAT,
        "version": reader.version,
        "codes": model.codes,
        "words": words_digest(),
        "corpus": corpus_digest(),
        "metrics": dict(metrics or {}),
    }
    packed = io.BytesIO()
    arrays["manifest"] = _text(json.dumps(manifest))
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    body = packed.getvalue()
    return _MAGIC + sha256(body).hexdigest().encode() + b"\n" + body


def from_bytes(stored: bytes, analyser: Analyser) -> Reader:
    """
    Return the reader that `to_bytes` stored.

    Parameters
    ----------
    stored : bytes
    analyser : Analyser
        The segmenter and word classes of this process.

    Raises
    ------
    ArtefactDamaged
        If the bytes are not those that were saved.
    ArtefactMismatch
        If they were saved for another format, dictionary, word class or cue rule.
    """
    with np.load(io.BytesIO(_body(stored)), allow_pickle=False) as packed:
        manifest = json.loads(_string(packed["manifest"]))
        if manifest["format"] != FORMAT or manifest["words"] != words_digest():
            message = (
                f"the reader {manifest['version']} was fitted for other words or another format; "
                "fit it again with `huiyin train`"
            )
            raise ArtefactMismatch(message)
        model = _model(packed, tuple(manifest["codes"]))
        return Reader(model, analyser, manifest["version"], _experience(packed))


def manifest_of(stored: bytes) -> dict[str, object]:
    """Return what a stored reader says of itself: version, codes, digests and metrics."""
    with np.load(io.BytesIO(_body(stored)), allow_pickle=False) as packed:
        manifest: dict[str, object] = json.loads(_string(packed["manifest"]))
    return manifest


def save(reader: Reader, path: Path, metrics: Mapping[str, object] | None = None) -> None:
    """Write a reader whole or not at all: beside its place first, then renamed over it."""
    # A name of its own: two processes may fit the same reader at the same time.
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as beside:
        beside.write(to_bytes(reader, metrics))
    Path(beside.name).replace(path)


def load(path: Path, analyser: Analyser) -> Reader:
    """Return the reader that `save` wrote; raise `ArtefactRefused` rather than serve another."""
    return from_bytes(path.read_bytes(), analyser)


def analyser_in(cache_dir: Path) -> Analyser:
    """Return the segmenter, with jieba's cache kept private in `cache_dir`, and the lexicon."""
    return Analyser(segmenter(cache_dir / "jieba"), lexicon())


def load_or_fit(cache_dir: Path, progress: Progress = quiet) -> Reader:
    """
    Return the base reader: from `cache_dir` if it is there and whole, otherwise fitted and kept.

    Parameters
    ----------
    cache_dir : Path
        Made when missing; a cached reader for other words or another corpus is left alone.
    progress : callable
        Told what is being done and the share that is done; silent when the cache serves.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    analyser = analyser_in(cache_dir)
    path = base_path(cache_dir)
    if path.exists():
        try:
            return load(path, analyser)
        except ArtefactRefused as refusal:
            progress(f"the cached reader is refused ({refusal})", 0.0)
    return _fit_into(path, analyser, progress)


def fit_anew(cache_dir: Path, progress: Progress = quiet) -> Reader:
    """Fit the base reader whatever the cache holds, and keep it there."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    return _fit_into(base_path(cache_dir), analyser_in(cache_dir), progress)


def base_path(cache_dir: Path) -> Path:
    """Return where the base reader of this code, these words and this corpus is kept."""
    return cache_dir / f"reader-{base_digest()[:_NAMED_BY]}.npz"


def _fit_into(path: Path, analyser: Analyser, progress: Progress) -> Reader:
    version = path.stem.replace("reader", "base")
    reader = Reader(fit(all_lines(), analyser, progress), analyser, version)
    save(reader, path)
    return reader


def _body(stored: bytes) -> memoryview:
    head = len(_MAGIC) + _DIGEST_LENGTH + 1
    digest, body = stored[len(_MAGIC) : head - 1], memoryview(stored)[head:]
    if not stored.startswith(_MAGIC) or sha256(body).hexdigest().encode() != digest:
        message = "the stored reader was changed or cut short; fit it again with `huiyin train`"
        raise ArtefactDamaged(message)
    return body


def _arrays(model: Model) -> dict[str, NDArray[Any]]:  # Any: as in Arrays
    vocabulary, calibration = model.vocabulary, model.calibration
    return {
        "symbols": _text("\n".join(vocabulary.symbols)),
        "keys": vocabulary.keys.in_order(),
        "ends": vocabulary.ends,
        "scales": vocabulary.scales,
        "weights": model.weights,
        "biases": model.biases,
        "polarity_weights": model.polarity_weights,
        "thresholds": calibration.thresholds,
        "slopes": calibration.slopes,
        "intercepts": calibration.intercepts,
    }


def _learned_beyond_words(
    experience: Experience | None,
) -> dict[str, NDArray[Any]]:  # Any: as in Arrays
    if experience is None:
        return {}
    return {"experience_traits": experience.of_traits, "experience_rules": experience.of_rules}


def _experience(packed: Arrays) -> Experience | None:
    if "experience_traits" not in packed:
        return None
    return Experience(packed["experience_traits"], packed["experience_rules"])


def _model(packed: Arrays, codes: tuple[str, ...]) -> Model:
    symbols = numbered_symbols(_string(packed["symbols"]).split("\n"))
    vocabulary = Vocabulary.of_packed(symbols, packed["keys"], packed["ends"], packed["scales"])
    return Model(
        codes,
        vocabulary,
        packed["weights"],
        packed["biases"],
        packed["polarity_weights"],
        Calibration(packed["thresholds"], packed["slopes"], packed["intercepts"]),
    )


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _string(array: NDArray[Any]) -> str:  # Any: as in Arrays
    return array.tobytes().decode()
