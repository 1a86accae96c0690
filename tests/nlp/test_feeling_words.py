"""Words of feeling: found whole, denied where they are denied, and spread over clauses."""

from pathlib import Path

import pytest

from nlp import feeling_words
from nlp.analysis import Analyser
from nlp.errors import WordListInvalid
from nlp.feeling_words import FEELINGS_FOLDER, SHAPES, feelings_of
from nlp.feeling_words import feeling_words as known_words
from nlp.normalise import normalise


def counted(text: str, analyser: Analyser) -> dict[str, float]:
    names = known_words().names
    labels = [f"{name} {how}" for how in ("said", "denied", "last", "first") for name in names]
    return dict(
        zip(
            [*labels, *SHAPES],
            feelings_of(analyser.analyse(normalise(text).text)),
            strict=True,
        )
    )


def test_the_longest_word_counts_and_none_within_it() -> None:
    found = [kinds for _, kinds in known_words().find("不好吃")]
    assert found == [(known_words().names.index("dislike"),)]


def test_denied_praise_is_no_praise(analyser: Analyser) -> None:
    counts = counted("没有惊喜", analyser)
    assert counts["praise_loyalty said"] == 0
    assert counts["praise_loyalty denied"] > 0
    assert counts["bad clauses"] > 0


def test_praise_and_blame_are_counted_by_clause(analyser: Analyser) -> None:
    counts = counted("手感好，发货快，味道太冲，真垃圾", analyser)
    assert (counts["good clauses"], counts["bad clauses"]) == (0.5, 0.5)
    assert counts["balance of clauses"] == 0
    assert (counts["good at last"], counts["bad at last"]) == (0, 1)


def test_a_comment_without_clauses_has_no_feeling(analyser: Analyser) -> None:
    assert sum(counted("……", analyser).values()) == 2 + counted("，", analyser)["clauses"]


def test_every_word_is_written_as_texts_are_read() -> None:
    words = known_words().words
    assert [word for word in words if normalise(word).text != word or len(word) < 2] == []


def test_an_empty_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "anger.txt").write_text("\n")
    monkeypatch.setattr(feeling_words, "FEELINGS_FOLDER", tmp_path)
    known_words.cache_clear()
    with pytest.raises(WordListInvalid, match=r"anger\.txt is empty"):
        known_words()
    monkeypatch.setattr(feeling_words, "FEELINGS_FOLDER", FEELINGS_FOLDER)
    known_words.cache_clear()
