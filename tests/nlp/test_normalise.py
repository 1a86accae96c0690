"""What the reader reads, and that every character of it points home."""

from __future__ import annotations

import unicodedata

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import (
    LONGEST,
    _Draft,
    _respread,
    _simplified,
    _simplify,
    han_share,
    normalise,
)

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "發髮后後裏乾服务（）()āfúwù İΣǆ…㎏ﷺ①½\u200b\u200d\ufe0f\u0301\u1161한\uff9e　 \n\x00"
        ),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("copied", "read"),
    [
        ("「發(fā)」", "「发」"),
        ("服(fú)务(wù)态度差", "服务态度差"),
        ("發(fā)現(xiàn)這個(gè)問題了(le)", "发现这个问题了"),
        ("客服（kè fú）不理人", "客服不理人"),
        ("服務(fúwù)不好", "服务不好"),
        ("发(fa1)货(huo4)慢", "发货慢"),
        ("發(fa)货慢", "发货慢"),
        ("慢(màn)(mán)死了", "慢死了"),
        ("綠(lǜ)色，女(nǚ)款，略(lüè)大", "绿色,女款,略大"),
        ("長(zhǎnɡ)大，還(hɑ́i)行", "长大,还行"),
        ("發 (fā)现", "发现"),
        ("我們(men)", "我们"),
        ("Fā發(FĀ)货", "fā发货"),
    ],
)
def test_glossed_text_reads_as_if_never_glossed(copied: str, read: str) -> None:
    """Some sites print the reading of each character behind it."""
    assert normalise(copied).text == read


@pytest.mark.parametrize(
    "kept",
    ["风扇(fan)坏了", "纸(a4)太薄", "手机(pro)卡", "(fú)", "ok(hǎo)", "咖啡(café)", "大(xl)"],
)
def test_an_english_word_in_brackets_is_no_gloss(kept: str) -> None:
    """A bracket is dropped only where it can be nothing but a reading."""
    assert normalise(kept).text == kept


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＡＰＰ　很卡，！", "app 很卡,!"),
        ("客\u200b服\u2060不\ufeff理", "客服不理"),
        ("  慢 \r\n\t 死\x00了  ", "慢 死了"),
        ("頭髮乾燥，後來發現裡面碎了", "头发干燥,后来发现里面碎了"),
        ("一坏就是三天，砖坏", "一坏就是三天,砖坏"),
        ("太慢……①㎏", "太慢......1kg"),
        ("e\u0301", "é"),
        ("ﾊﾞ", "バ"),
        ("\ud800慢\udfff", "慢"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_one_form_for_many_ways_of_writing(written: str, read: str) -> None:
    """Width, case, invisible characters, script and spaces are folded."""
    assert normalise(written).text == read


def test_a_span_points_at_the_words_as_the_shopper_wrote_them() -> None:
    """Evidence is shown in the original, glosses and all."""
    original = "  我發(fā)現(xiàn)……客\u200b服很慢！"
    read = normalise(original)
    assert read.text == "我发现......客服很慢!"
    for words, source in [
        ("发现", "發(fā)現"),
        ("客服", "客\u200b服"),
        ("......", "……"),
        ("!", "！"),
    ]:
        at = read.text.index(words)
        start, end = read.original_span(at, at + len(words))
        assert original[start:end] == source


def test_a_converter_that_changes_lengths_keeps_the_map() -> None:
    """Today's dictionaries change one for one; tomorrow's may not."""
    longer = _respread(_Draft("我很慢"), "我非常慢")
    assert (longer.starts, longer.ends) == ([0, 1, 1, 2], [1, 2, 2, 3])
    shorter = _respread(_Draft("我非常慢"), "我很慢")
    assert (shorter.starts, shorter.ends) == ([0, 1, 3], [1, 3, 4])
    grown = _respread(_Draft("慢"), "慢慢")
    assert (grown.starts, grown.ends) == ([0, 0], [1, 1])


def test_a_megabyte_is_cut_to_what_a_person_would_write() -> None:
    """A pasted log must not cost seconds."""
    assert normalise("1" * 1_000_000).text == "1" * LONGEST
    assert normalise("\u200b" * 1_000_000).text == ""
    assert len(normalise("發(fā)" * LONGEST).text) == LONGEST


def test_a_range_outside_the_text_is_refused() -> None:
    """A wrong span is a bug of the caller, not a shorter span."""
    with pytest.raises(ValueError, match="no range"):
        normalise("慢").original_span(0, 2)


@given(ANY_TEXT)
def test_any_string_is_read_and_only_once(text: str) -> None:
    """Never raises; the result is in normal form and stays as it is."""
    read = normalise(text)
    assert unicodedata.is_normalized("NFKC", read.text)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in read.text)
    if _simplify(read.text) == read.text:  # 陳昇 needs two steps to become 陈升
        assert normalise(read.text).text == read.text
    read.text.encode()


@given(ANY_TEXT)
def test_positions_never_run_backwards(text: str) -> None:
    """Every character points at a range of the original, in order."""
    read = normalise(text)
    spans = [read.original_span(i, i + 1) for i in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)
    assert all(read.original_span(i, i)[0] <= len(text) for i in range(len(read.text) + 1))


@given(ANY_TEXT)
def test_what_a_span_covers_reads_the_same_alone(text: str) -> None:
    """A Han character found in the text is found again in its own source."""
    read = normalise(text)
    for at, character in enumerate(read.text):
        if "\u4e00" <= character <= "\u9fff":
            start, end = read.original_span(at, at + 1)
            source = unicodedata.normalize("NFKC", text[start:end])
            assert len([c for c in source if "\u3400" <= c <= "\U0003ffff"]) >= 1


@pytest.mark.parametrize(
    ("text", "share"),
    [("很好", 1.0), ("ok", 0.0), ("", 0.0), ("！！👍", 0.0), ("好👍👍👍~~~", 1.0), ("很好ok", 0.5)],
)
def test_the_share_of_han_ignores_marks_and_emoji(text: str, share: float) -> None:
    """Four thumbs behind 好 do not make a comment unreadable."""
    assert han_share(text) == share


HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000))


def test_the_list_of_simplified_characters_is_what_opencc_says() -> None:
    convert = opencc.OpenCC("s2t").convert
    han = [chr(code) for block in HAN for code in range(*block)]
    assert _simplified() == {one for one in han if convert(one) != one}
