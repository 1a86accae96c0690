"""What a manager is told of a comment."""

import subprocess
import sys

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Reading
from nlp.analysis import Analyser
from nlp.corpus import corpus
from nlp.reader import Reader


def codes(reading: Reading) -> set[str]:
    return {tag.code for tag in reading.tags}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发货太慢了，等了半个月才收到", {"slow_shipping"}),
        ("客服一直不回消息", {"slow_response"}),
        ("刚买完就降价，申请价保还被拒", {"price_dispute"}),
        ("發票到現在都沒開", {"invoice_problem"}),
        ("质量很好，物流也快，好评", set()),
        ("没有色差，没有异味，很满意", set()),
    ],
)
def test_stock_complaints_are_read(text: str, expected: set[str], reader: Reader) -> None:
    assert codes(reader.read([text])[0]) == expected


def test_praise_is_positive_and_blame_is_negative(reader: Reader) -> None:
    praise, blame = reader.read(["很好，很满意，下次还来", "垃圾，用一天就坏，别买"])
    assert (praise.polarity, blame.polarity) == ("positive", "negative")


@pytest.mark.parametrize("text", ["", "   ", "👍👍👍", "very slow delivery", "12345", "okay 好"])
def test_what_is_not_chinese_is_not_read(text: str, reader: Reader) -> None:
    assert reader.read([text])[0] == Reading("not_read", "neutral", 0.0)


def test_evidence_points_into_the_text_as_given(reader: Reader) -> None:
    text = "  衣服很漂亮！！但是客 服 態度極差，还骂人\u200b。"
    (tag,) = [tag for tag in reader.read([text])[0].tags if tag.code == "rude_staff"]
    assert "態度極差" in text[tag.start : tag.end]
    assert "漂亮" not in text[tag.start : tag.end]


def test_each_tag_gives_its_reasons(reader: Reader) -> None:
    reading = reader.read(["客服答非所问，一问三不知"])[0]
    assert all(tag.reasons for tag in reading.tags)
    assert codes(reading) == {"unskilled_staff"}


def test_readings_keep_the_order_of_the_texts(reader: Reader) -> None:
    texts = ["客服不理人", "hello", "包装破了", ""]
    together = reader.read(texts)
    assert together == [reader.read([text])[0] for text in texts]
    assert [reading.status for reading in together] == ["read", "not_read", "read", "not_read"]


def test_a_novel_is_read_in_part(reader: Reader) -> None:
    text = "快递很慢。" * 20_000
    reading = reader.read([text])[0]
    assert codes(reading) >= {"slow_shipping"}
    assert all(tag.end <= 5_000 for tag in reading.tags)


@given(st.lists(st.text(max_size=60), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(reader: Reader, texts: list[str]) -> None:
    readings = reader.read(texts)
    assert len(readings) == len(texts)
    for text, reading in zip(texts, readings, strict=True):
        for tag in reading.tags:
            assert 0 <= tag.start < tag.end <= len(text)
            assert 0 <= tag.probability <= 1


def test_reading_needs_no_scikit_learn() -> None:
    program = (
        "import sys, nlp, nlp.reader, nlp.artefact, nlp.rulings;"
        "print([name for name in ('sklearn', 'scipy', 'jieba') if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


def test_importing_the_package_loads_no_arrays() -> None:
    program = "import sys, nlp, nlp.taxonomy; print('numpy' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "False"


def test_the_marks_of_redaction_are_no_words(analyser: Analyser) -> None:
    analysis = analyser.analyse("加[电话]和[wechat id]吧")
    assert len(analysis.text) == len("加[电话]和[wechat id]吧")
    assert not any(name in analysis.text for name in ("电话", "wechat"))


def test_simplified_and_traditional_read_alike(reader: Reader) -> None:
    texts = [row.text for row in corpus()[::100] if row.text.isprintable()]
    traditional = opencc.OpenCC("s2t")
    simplified = opencc.OpenCC("t2s")
    plain = reader.read([simplified.convert(text) for text in texts])
    other = reader.read([traditional.convert(simplified.convert(text)) for text in texts])
    alike = [codes(one) == codes(two) for one, two in zip(plain, other, strict=True)]
    assert sum(alike) / len(alike) > 0.97


@pytest.mark.parametrize("piece", ["客服", "怕骚扰,", "屏的好慢", "说6月18号", "慢,", "没没没"])
def test_the_same_words_a_thousand_times_are_read(piece: str, reader: Reader) -> None:
    assert reader.read([piece * 2_000])[0].status == "read"
