"""Read together, alone or feature by feature, a comment scores the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.analysis import Analyser, Analysis
from nlp.corpus import Labelled
from nlp.features import stack_units, units_of
from nlp.normalise import normalise
from nlp.numbering import numbered
from nlp.reader import Reader
from nlp.scoring import score_numbered

PIECES = st.sampled_from(
    ["发货慢", "客服不回", "没有异味", ",", "。", " ", "2", "贵", "如果坏了", "ok"]
)


def taken_apart(texts: list[str], analyser: Analyser) -> list[Analysis]:
    return [analyser.analyse(normalise(text).text) for text in texts]


def held_one_by_one(analyses: list[Analysis], reader: Reader) -> list[set[int]]:
    find, lexicon = reader.model.vocabulary.find, reader.analyser.lexicon
    return [unit for analysis in analyses for unit in units_of(analysis, lexicon, find)]


def held_at_once(analyses: list[Analysis], reader: Reader) -> list[set[int]]:
    found = numbered(analyses, reader.model.vocabulary, reader.analyser.lexicon)
    units: list[set[int]] = [set() for _ in range(found.firsts[-1])]
    for feature, atom in zip(found.features.tolist(), found.atoms.tolist(), strict=True):
        for holder in found.holders[:, atom].tolist():
            units[holder].add(feature)
    return units


def test_the_same_features_are_found(some_rows: list[Labelled], small_reader: Reader) -> None:
    analyses = taken_apart([row.text for row in some_rows[::4]], small_reader.analyser)
    assert held_at_once(analyses, small_reader) == held_one_by_one(analyses, small_reader)


@given(texts=st.lists(st.lists(PIECES, max_size=9).map("".join), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_odd_texts_hold_the_same_features(texts: list[str], small_reader: Reader) -> None:
    analyses = taken_apart(texts, small_reader.analyser)
    assert held_at_once(analyses, small_reader) == held_one_by_one(analyses, small_reader)


def test_products_score_like_one_feature_after_the_other(
    some_rows: list[Labelled], small_reader: Reader
) -> None:
    model, lexicon = small_reader.model, small_reader.analyser.lexicon
    texts = [row.text for row in some_rows[:200]]
    analyses = taken_apart([*texts, ",".join(texts)], small_reader.analyser)
    find = model.vocabulary.find
    units = stack_units(units_of(analysis, lexicon, find) for analysis in analyses)
    found = numbered(analyses, model.vocabulary, lexicon)
    assert found.firsts[:-1].tolist() == units.firsts.tolist()
    served = score_numbered(model, found)
    np.testing.assert_allclose(served, model.score_units(units), atol=1e-5)


def test_company_changes_no_score(some_rows: list[Labelled], small_reader: Reader) -> None:
    model, lexicon = small_reader.model, small_reader.analyser.lexicon
    analyses = taken_apart([row.text for row in some_rows[:100]], small_reader.analyser)
    together = score_numbered(model, numbered(analyses, model.vocabulary, lexicon))
    alone = [score_numbered(model, numbered([one], model.vocabulary, lexicon)) for one in analyses]
    np.testing.assert_array_equal(together, np.concatenate(alone))
