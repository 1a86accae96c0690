"""The segmenter of this process: loaded when the first text is cut."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def segment_in(var_dir: Path) -> Callable[[str], list[str]]:
    """Return the function that cuts a normalised comment into words."""

    def segment(text: str) -> list[str]:
        return _loaded(var_dir)(text)

    return segment


@cache
def _loaded(var_dir: Path) -> Callable[[str], list[str]]:
    from nlp.segment import segmenter

    return segmenter(var_dir / "reader" / "jieba")
