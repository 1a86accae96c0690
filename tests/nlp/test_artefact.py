"""A stored reader is the same reader, or it is refused."""

from pathlib import Path

import grimp
import pytest

from nlp import artefact
from nlp.analysis import Analyser
from nlp.artefact import FITTED_BY, from_bytes, load_or_fit, manifest_of, save, to_bytes
from nlp.errors import ArtefactDamaged, ArtefactMismatch
from nlp.reader import Reader

TEXTS = ["发货慢，客服不回", "质量很好", "说好送的赠品没有，退货还不给运费", "一般吧"]


def test_a_stored_reader_reads_alike(small_reader: Reader, analyser: Analyser) -> None:
    again = from_bytes(to_bytes(small_reader), analyser)
    assert again.read(TEXTS) == small_reader.read(TEXTS)
    assert again.version == "small"


def test_the_manifest_carries_the_measured_rates(small_reader: Reader) -> None:
    stored = to_bytes(small_reader, {"slow_refund": {"n": 15}})
    assert manifest_of(stored)["metrics"] == {"slow_refund": {"n": 15}}


@pytest.mark.parametrize("place", [0, 20, 90, 5_000, -1])
def test_a_changed_byte_is_refused(place: int, small_reader: Reader, analyser: Analyser) -> None:
    stored = bytearray(to_bytes(small_reader))
    stored[place] ^= 1
    with pytest.raises(ArtefactDamaged, match="fit it again"):
        from_bytes(bytes(stored), analyser)


@pytest.mark.parametrize("kept", [0, 10, 79, 80, 10_000])
def test_a_cut_file_is_refused(kept: int, small_reader: Reader, analyser: Analyser) -> None:
    with pytest.raises(ArtefactDamaged):
        from_bytes(to_bytes(small_reader)[:kept], analyser)


def test_a_reader_for_other_words_is_refused(
    small_reader: Reader, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = to_bytes(small_reader)
    monkeypatch.setattr(artefact, "dictionary_digest", lambda: "other words")
    with pytest.raises(ArtefactMismatch, match="other words"):
        from_bytes(stored, analyser)


def test_a_damaged_cache_is_fitted_again(
    small_reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefact, "fit", lambda *_: small_reader.model)
    path = artefact.base_path(tmp_path)
    path.write_bytes(b"HUIYIN-READER\nnot a reader")
    told: list[str] = []
    fresh = load_or_fit(tmp_path, lambda doing, _: told.append(doing))
    assert any("refused" in doing for doing in told)
    assert load_or_fit(tmp_path).read(TEXTS) == fresh.read(TEXTS)


def test_the_base_reader_is_named_after_all_the_code_that_fits_it() -> None:
    behind = grimp.build_graph("nlp").find_upstream_modules("nlp.training")
    assert {"nlp.training", *behind} == {f"nlp.{module}" for module in FITTED_BY}


def test_a_file_is_written_whole(small_reader: Reader, tmp_path: Path) -> None:
    save(small_reader, tmp_path / "reader.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["reader.npz"]
