"""Two segmenters, one result."""

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.corpus import corpus
from nlp.segment import Segment, jieba_segmenter, rjieba_segmenter

CHINESE = st.text(
    alphabet=st.sampled_from("的不了是我客服快递慢退款没有人工啊啊赞,。!？ a1.%-好"), max_size=40
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    return jieba_segmenter(tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="module")
def fast() -> Segment:
    return rjieba_segmenter()


@settings(max_examples=400, deadline=None)
@given(text=CHINESE | st.text(max_size=40))
def test_the_fast_segmenter_cuts_like_the_reference(
    text: str, reference: Segment, fast: Segment
) -> None:
    assert fast(text) == reference(text)


def test_both_cut_the_corpus_alike(reference: Segment, fast: Segment) -> None:
    for row in corpus()[::20]:
        assert fast(row.text) == reference(row.text)


@given(text=CHINESE)
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_in_the_cutting(text: str, fast: Segment) -> None:
    assert "".join(fast(text)) == text


def test_shop_words_stay_whole(fast: Segment) -> None:
    assert fast("人工客服和菜鸟驿站") == ["人工客服", "和", "菜鸟驿站"]


def test_the_cache_of_jieba_is_ours_alone(tmp_path: Path) -> None:
    cache = tmp_path / "jieba"
    cache.mkdir(mode=0o777)
    jieba_segmenter(cache)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert any(cache.iterdir())
