"""The reader is fitted by a process of its own, only where it is missing, and failure is named."""

from pathlib import Path

import pytest

from huiyin import fitting
from huiyin.fitting import FittingFailed, load_or_fit_apart
from nlp.artefact import base_path, save
from nlp.reader import Reader


def test_a_reader_that_is_there_is_only_loaded(
    small_reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(small_reader, base_path(tmp_path))
    monkeypatch.setattr(fitting, "_fit_apart", lambda *_: pytest.fail("fitted again"))
    found = load_or_fit_apart(tmp_path, lambda _step, _share: None)
    assert found.version == small_reader.version


def test_a_process_that_cannot_fit_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "reader"
    in_the_way.write_text("no folder")
    with pytest.raises(FittingFailed, match="ended with code 1"):
        load_or_fit_apart(in_the_way, lambda _step, _share: None)
    assert "FileExistsError" in capfd.readouterr().err
