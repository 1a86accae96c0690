"""The reader of this process: loaded once, when the first comment needs it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from nlp import Reader


def _silent(_step: str, _share: float) -> None:
    """Say nothing while the reader is fitted."""


@cache
def reader_in(var_dir: Path) -> Reader:
    """Return the base reader, from the cache under `var_dir` or fitted now."""
    from nlp.artefact import load_or_fit

    return load_or_fit(var_dir / "reader", _silent)
