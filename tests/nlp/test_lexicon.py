"""Which class words stand in a text, and which of them are denied."""

import pytest

from nlp.analysis import Analyser
from nlp.lexicon import CLASSES_FOLDER, Lexicon, lexicon
from nlp.normalise import normalise


def named(text: str, analyser: Analyser) -> set[tuple[str, str, bool]]:
    words = analyser.lexicon
    return {
        (text[match.start : match.end], words.names[name], match.negated)
        for clause in analyser.analyse(text).clauses
        for match in clause.matches
        for name in match.classes
    }


def test_the_longest_word_counts(analyser: Analyser) -> None:
    found = named("包装破损", analyser)
    assert ("包装破损", "pack_bad", False) in found
    assert not any(word == "破损" for word, _, _ in found)


@pytest.mark.parametrize("text", ["没有破洞", "没什么破洞", "毫无破洞", "不会有破洞"])
def test_a_denied_fault_is_no_fault(text: str, analyser: Analyser) -> None:
    assert ("fault_textile", True) in {(name, no) for _, name, no in named(text, analyser)}


def test_a_word_at_the_end_keeps_its_own_length(analyser: Analyser) -> None:
    text = "快递小"
    for clause in analyser.analyse(text).clauses:
        assert all(match.end <= len(text) for match in clause.matches)


def test_a_single_character_counts_only_as_a_word(analyser: Analyser) -> None:
    assert "屏" not in {word for word, _, _ in named("屏障", analyser)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("等了半个月", "amount_time"),
        ("打了3次电话", "amount_times"),
        ("降了200块", "amount_money"),
        ("少了两瓶", "amount_part"),
    ],
)
def test_amounts_are_classes_too(text: str, name: str, analyser: Analyser) -> None:
    assert name in {found for _, found, _ in named(text, analyser)}


def test_every_word_is_written_as_the_reader_sees_it() -> None:
    for path in CLASSES_FOLDER.glob("*.txt"):
        for word in path.read_text(encoding="utf-8").split():
            assert normalise(word).text == word, (path.name, word)


def test_no_class_lists_a_word_twice() -> None:
    for path in CLASSES_FOLDER.glob("*.txt"):
        words = path.read_text(encoding="utf-8").split()
        assert len(set(words)) == len(words), path.name


def test_the_lexicon_is_read_once() -> None:
    assert lexicon() is lexicon()
    assert isinstance(lexicon(), Lexicon)
