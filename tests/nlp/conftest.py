"""The reader as it is served, and a small one that is fitted in a second."""

from pathlib import Path

import pytest

from nlp.analysis import Analyser
from nlp.artefact import analyser_in, load_or_fit
from nlp.corpus import Labelled, corpus
from nlp.reader import Reader
from nlp.training import fit


@pytest.fixture(scope="session")
def cache_dir(request: pytest.FixtureRequest) -> Path:
    """Return a folder that outlives the run, so that the base reader is fitted once."""
    assert request.config.cache
    return Path(request.config.cache.mkdir("reader"))


@pytest.fixture(scope="session")
def analyser(cache_dir: Path) -> Analyser:
    return analyser_in(cache_dir)


@pytest.fixture(scope="session")
def reader(cache_dir: Path) -> Reader:
    """Return the base reader."""
    return load_or_fit(cache_dir)


@pytest.fixture(scope="session")
def some_rows() -> list[Labelled]:
    """Return every twelfth line of the corpus: all tags, all files, all polarities."""
    return corpus()[::12]


@pytest.fixture(scope="session")
def small_reader(some_rows: list[Labelled], analyser: Analyser) -> Reader:
    return Reader(fit(some_rows, analyser), analyser, "small")
