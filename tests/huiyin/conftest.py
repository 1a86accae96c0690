"""A reader of this room's tests: the real kind, fitted in two seconds."""

from pathlib import Path

import pytest

from nlp.artefact import analyser_in
from nlp.corpus import corpus
from nlp.reader import Reader
from nlp.training import fit


@pytest.fixture(scope="session")
def reader_folder(request: pytest.FixtureRequest) -> Path:
    """Return where the tests keep the segmenter's dictionary between runs."""
    assert request.config.cache
    return Path(request.config.cache.mkdir("reader"))


@pytest.fixture(scope="session")
def small_reader(reader_folder: Path) -> Reader:
    """Return a reader that has learned every fortieth line of the corpus."""
    analyser = analyser_in(reader_folder)
    return Reader(fit(corpus()[::40], analyser), analyser, "small")
