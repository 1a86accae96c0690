"""What was tuned once on folds of the corpus and is committed as text: `data/calibration.toml`.

`huiyin train --full` computes it anew and writes it back; an ordinary fit only reads it.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

CALIBRATION_FILE: Final = Path(__file__).parent / "data" / "calibration.toml"
_NEW_TAG: Final = {"threshold": 0.15, "slope": 2.0, "intercept": 0.0}
"""For a tag that a shop has added and that no fold has measured yet."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """
    Which scores are enough, and what they are worth.

    Attributes
    ----------
    thresholds : ndarray of float32, shape (n_tags,)
        Scores from which a tag is given.
    slopes, intercepts : ndarray of float32, shape (n_tags,)
        ``1 / (1 + exp(-(slope * score + intercept)))`` is the tag's probability.
    """

    thresholds: NDArray[np.float32]
    slopes: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each tag, shape (n_comments, n_tags)."""
        logits = np.clip(self.slopes * scores + self.intercepts, -30, 30)
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)

    def to_toml(self, codes: Sequence[str]) -> str:
        """Return the text of `data/calibration.toml`."""
        rows = zip(codes, self.thresholds, self.slopes, self.intercepts, strict=True)
        lines = [
            f"{code} = {{ threshold = {threshold:.3f}, slope = {slope:.3f}, intercept = {at:.3f} }}"
            for code, threshold, slope, at in rows
        ]
        head = (
            "# Written by `huiyin train --full` from folds of the corpus; see nlp/calibration.py."
        )
        return "\n".join([head, "", "[tags]", *lines, ""])


def committed(codes: Sequence[str]) -> Calibration:
    """Return the committed calibration of `codes`; a tag it lacks gets a plain start."""
    rows = tomllib.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))["tags"]
    chosen = [rows.get(code, _NEW_TAG) for code in codes]
    columns = [[row[name] for row in chosen] for name in ("threshold", "slope", "intercept")]
    thresholds, slopes, intercepts = (np.array(column, np.float32) for column in columns)
    return Calibration(thresholds, slopes, intercepts)


def calibration_digest() -> str:
    """Return the SHA-256 of the committed calibration."""
    return sha256(CALIBRATION_FILE.read_bytes()).hexdigest()
