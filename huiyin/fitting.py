"""The base reader, fitted where it is missing by a process of its own that goes away.

Fitting needs most of a gigabyte, which Python would never give back to the machine; serving does
not.
"""

from __future__ import annotations

from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from nlp import Reader

    Progress = Callable[[str, float], None]


class FittingFailed(RuntimeError):
    """The process that fitted the reader ended without one; its own words stand above."""


def load_or_fit_apart(cache_dir: Path, progress: Progress) -> Reader:
    """Return the base reader; `progress` is told each step and the share of it that is done."""
    from nlp.artefact import base_path, load_or_fit

    if not base_path(cache_dir).exists():
        _fit_apart(cache_dir, progress)
    return load_or_fit(cache_dir, progress)


def _fit_apart(cache_dir: Path, progress: Progress) -> None:
    context = get_context("spawn")
    told, telling = context.Pipe(duplex=False)
    fitting = context.Process(target=_fit, args=(cache_dir, telling), name="huiyin-fitting")
    fitting.start()
    telling.close()  # the process holds the other end: without it, its end would not be noticed
    try:
        while True:
            progress(*told.recv())
    except EOFError:
        fitting.join()
    finally:
        fitting.terminate()
        told.close()
    if fitting.exitcode != 0:
        msg = f"fitting the reader ended with code {fitting.exitcode}; `huiyin train` says more"
        raise FittingFailed(msg)


def _fit(cache_dir: Path, telling: Connection) -> None:
    from nlp.artefact import load_or_fit

    load_or_fit(cache_dir, lambda step, share: telling.send((step, share)))
