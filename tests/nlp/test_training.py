"""What is served is what scikit-learn learned."""

import numpy as np
import pytest

from nlp.analysis import Analyser
from nlp.corpus import Labelled
from nlp.errors import TrainingImpossible
from nlp.model import mix
from nlp.normalise import normalise
from nlp.numbering import numbered
from nlp.plain import fit_plain
from nlp.reader import Reader
from nlp.scoring import score_numbered
from nlp.training import fit
from nlp.tuning import platt


def test_the_served_arrays_score_like_the_plain_pipeline(
    some_rows: list[Labelled], analyser: Analyser, small_reader: Reader
) -> None:
    texts = [row.text for row in some_rows[:200]]
    plain = fit_plain(some_rows, analyser)
    model = small_reader.model
    analyses = [analyser.analyse(normalise(text).text) for text in texts]
    found = numbered(analyses, model.vocabulary, analyser.lexicon)
    served = mix(score_numbered(model, found), found.firsts[:-1])
    np.testing.assert_allclose(served, plain.score(texts), atol=0.02)


def test_a_tag_that_a_shop_added_is_learned(some_rows: list[Labelled], analyser: Analyser) -> None:
    added = [
        Labelled(f"宠物粮{place}号猫不爱吃", frozenset({"picky_cat"}), "negative")
        for place in range(30)
    ]
    reader = Reader(fit([*some_rows, *added], analyser), analyser, "shop")
    (reading,) = reader.read(["这款宠物粮我家猫不爱吃"])
    assert "picky_cat" in {tag.code for tag in reading.tags}


def test_too_few_comments_are_refused(analyser: Analyser) -> None:
    rows = [Labelled("发货慢", frozenset({"slow_shipping"}), "negative")] * 49
    with pytest.raises(TrainingImpossible, match="49 comments are too few"):
        fit(rows, analyser)


def test_comments_of_one_feeling_are_refused(analyser: Analyser) -> None:
    rows = [Labelled(f"发货慢{n}", frozenset({"slow_shipping"}), "negative") for n in range(60)]
    with pytest.raises(TrainingImpossible, match="positive"):
        fit(rows, analyser)


def test_probabilities_rise_with_the_score() -> None:
    scores = np.array([-1.0, -0.5, 0.0, 0.5, 1.0, 1.5], np.float32)
    slope, _ = platt(scores, np.array([False, False, True, False, True, True]))
    assert slope > 0


def test_a_shop_s_correction_weighs_more_than_a_line_of_the_corpus(
    some_rows: list[Labelled], analyser: Analyser
) -> None:
    text = "这个小夜灯到点自己灭"
    corrections = [
        Labelled(text, frozenset({"quality_defect"}), "negative", weight=8.0) for _ in range(3)
    ]
    taught = Reader(fit([*some_rows, *corrections], analyser), analyser, "taught")
    assert "quality_defect" in {tag.code for tag in taught.read([text])[0].tags}


def test_a_tag_with_few_examples_is_read_by_its_rule_alone_and_says_so(
    some_rows: list[Labelled], analyser: Analyser
) -> None:
    lost = [row for row in some_rows if "lost_parcel" in row.tags]
    told: list[str] = []
    model = fit(
        [row for row in some_rows if row not in lost[3:]],
        analyser,
        lambda doing, _share: told.append(doing),
    )
    assert model.cue_only == ("lost_parcel",)
    assert any(one.startswith("lost_parcel: 3 examples are too few") for one in told)
    (by_rule, silent) = Reader(model, analyser, "few").read(["包裹被快递弄丢了", "客服不回消息"])
    assert "lost_parcel" in {tag.code for tag in by_rule.tags}
    assert "lost_parcel" not in {tag.code for tag in silent.tags}


def test_the_small_reader_has_learned_every_tag(small_reader: Reader) -> None:
    assert small_reader.model.cue_only == ()
