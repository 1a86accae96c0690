"""The corpus is ours: labelled soundly, and not taken from anyone's comments."""

import json
from collections import Counter
from pathlib import Path

import pytest

from nlp.corpus import CORPUS_FOLDER, all_lines, corpus
from nlp.normalise import normalise
from nlp.polarity import POLARITIES
from nlp.taxonomy import TAGS
from tests.nlp.unseen import unseen

GOLD = Path(__file__).parents[3] / "shared" / "gold"
LONG_ENOUGH = 12
GRAM = 4


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, normalise(text).text))


def grams(text: str) -> set[str]:
    plain = letters(text)
    return {plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1)}


def test_every_tag_and_every_polarity_is_shown_often() -> None:
    rows = corpus()
    tags = Counter(tag for row in rows for tag in row.tags)
    assert all(tags[tag] >= 300 for tag in TAGS)
    assert {row.polarity for row in rows} == set(POLARITIES)


def test_many_comments_complain_of_nothing() -> None:
    rows = corpus()
    assert sum(not row.tags for row in rows) / len(rows) > 0.15


def test_no_line_stands_twice() -> None:
    texts = Counter(row.text for row in all_lines())
    assert [text for text, times in texts.items() if times > 1] == []


def test_no_line_of_the_corpus_is_taken_from_a_labelled_comment() -> None:
    files = sorted(GOLD.glob("*.jsonl"))
    if not files:
        pytest.skip(f"no labelled comments beside the project (looked for {GOLD.name}/*.jsonl)")
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    gold = [grams(json.loads(line)["text"]) for line in lines]
    holders: dict[str, list[int]] = {}
    for place, known in enumerate(gold):
        for gram in known:
            holders.setdefault(gram, []).append(place)
    for row in [*all_lines(), *unseen()]:
        own = grams(row.text)
        if len(row.text) < LONG_ENOUGH or not own:
            continue
        shared = Counter(place for gram in own for place in holders.get(gram, ()))
        most = max(shared.values(), default=0)
        assert most <= len(own) / 2, f"a line of {row.source} shares {most} of {len(own)} grams"


def test_no_short_line_is_a_whole_labelled_comment() -> None:
    files = sorted(GOLD.glob("*.jsonl"))
    if not files:
        pytest.skip(f"no labelled comments beside the project (looked for {GOLD.name}/*.jsonl)")
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    gold = {letters(json.loads(line)["text"]) for line in lines}
    ours = {letters(row.text) for row in [*all_lines(), *unseen()]}
    assert [text for text in ours & gold if len(text) >= GRAM] == []


def test_the_corpus_is_text_in_files_of_its_own() -> None:
    assert all(path.stat().st_size < 1_000_000 for path in CORPUS_FOLDER.glob("*.jsonl"))


def test_lines_of_feeling_and_joined_lines_teach_no_tag() -> None:
    weights = {(row.source, row.weight) for row in all_lines() if row.weight != 1.0}
    assert weights == {("feelings_everyday", 0.0), ("joined", 0.0)}


def test_joined_lines_are_the_same_every_time() -> None:
    assert all_lines() == all_lines()
