"""Copies are found, likenesses are not, and empty words are known as empty."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.duplicates import fingerprints, is_low_content, near_duplicates

LONG = (
    "等了半个月才发货，客服一直不回消息，最后还发错了颜色，"
    "退货运费居然要我自己出，真是一次难忘的购物体验"
)
CORPUS = Path(__file__).parents[2] / "nlp" / "data" / "corpus"


def _plain_simhash(text: str) -> int:
    """Return the same fingerprint by the book, one pair at a time."""
    sums = [0] * 64
    for one, other in pairwise(text):
        z = ((ord(one) << 32 | ord(other)) + 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        z ^= z >> 31
        for bit in range(64):
            sums[bit] += 1 if z >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if sums[bit] > 0)


@given(st.lists(st.text(st.sampled_from("物流太慢了客服好差ab12"), max_size=20), max_size=6))
def test_the_fast_fingerprint_is_the_one_by_the_book(texts: list[str]) -> None:
    assert fingerprints(texts).tolist() == [_plain_simhash(text) for text in texts]


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    """It may be stored and compared later."""
    assert fingerprints(["物流太慢了"]).tolist() == [_plain_simhash("物流太慢了")]


def test_a_copy_with_other_punctuation_is_a_copy() -> None:
    texts = [LONG, "很好", LONG.replace("，", "  "), "好评", LONG + "！！！"]
    assert near_duplicates(texts) == [(0, 2, 4)]


def test_a_long_copy_with_one_character_changed_is_a_copy() -> None:
    """Someone pasted a complaint and changed the shop's name."""
    texts = [LONG * 3, (LONG * 3).replace("真是", "算是", 1)]
    assert near_duplicates(texts) == [(0, 1)]


def test_short_texts_are_copies_only_when_equal() -> None:
    """物流很快 and 物流很慢 share most of their pairs."""
    assert near_duplicates(["物流很快", "物流很慢", "物流很快。", "物流 很快"]) == [(0, 2, 3)]


def test_nothing_is_no_copy_of_nothing() -> None:
    assert near_duplicates(["", "！！", "", "。"]) == []
    assert near_duplicates([]) == []


def test_more_bits_than_the_bands_can_find_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        near_duplicates(["好"], nearest=4)


def test_the_bands_find_every_close_pair() -> None:
    """Four bands of sixteen bits miss no pair within three bits."""
    random = Random(11)
    files = sorted(CORPUS.glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in random.sample(lines, 400)]
    texts += [text[:-1] + "呢" for text in texts[:80]]
    prints = fingerprints(texts)
    long = [at for at, text in enumerate(texts) if sum(map(str.isalnum, text)) >= 16]
    close = {
        (one, other)
        for place, one in enumerate(long)
        for other in long[place + 1 :]
        if np.bitwise_count(prints[one] ^ prints[other]) <= 3
    }
    group = {at: number for number, g in enumerate(near_duplicates(texts)) for at in g}
    assert close
    assert all(one in group and group[one] == group.get(other) for one, other in close)


@pytest.mark.parametrize(
    "empty",
    [
        "", "。", "a", "嗯嗯", "哈哈哈哈哈哈哈", "11111111", "无", "此用户没有填写评价", "默认好评",
        "aaaa", "凑字数凑字数凑字数", "不错不错不错不错不错不错不错不错不错", "test",
    ],
)  # fmt: skip
def test_a_comment_that_says_nothing_is_known(empty: str) -> None:
    assert is_low_content(empty)


@pytest.mark.parametrize(
    "word",
    [
        "慢",
        "差差差",
        "很好",
        "太慢",
        "ok的",
        "慢慢慢死了",
        "客服没有回复",
        "无人接听",
        LONG,
        "质量差质量差",
    ],
)
def test_a_short_comment_that_says_something_counts(word: str) -> None:
    assert not is_low_content(word)
