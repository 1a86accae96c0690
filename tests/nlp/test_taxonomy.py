"""The vocabulary of complaints, as other rooms rely on it."""

import pytest

from nlp.errors import TaxonomyInvalid
from nlp.taxonomy import STAGES, TAGS, parse


def test_there_are_27_tags_in_the_order_of_the_journey() -> None:
    assert len(TAGS) == 27
    order = [STAGES.index(tag.stage) for tag in TAGS.values()]
    assert order == sorted(order)


def test_every_tag_has_a_name_in_every_language() -> None:
    for tag in TAGS.values():
        names = [tag.name(language) for language in ("en", "zh-Hans", "zh-Hant")]
        assert all(names), tag.code
        assert tag.when, tag.code
        assert tag.when_zh, tag.code


def test_no_two_tags_share_a_name() -> None:
    for language in ("en", "zh-Hans", "zh-Hant"):
        names = [tag.name(language) for tag in TAGS.values()]
        assert len(set(names)) == len(names)


def test_traditional_falls_back_to_simplified() -> None:
    taxonomy = parse(
        'stages = ["pay"]\n[tags.fee]\nstage = "pay"\nzh = "收费"\nen = "Fee"\n'
        'when = "a"\nnot_when = ""\nwhen_zh = "b"\nnot_when_zh = ""\n',
    )
    assert taxonomy.tags["fee"].name("zh-Hant") == "收费"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("stages = [", "not TOML"),
        ('stages = ["pay"]', "'tags'"),
        ('stages = ["pay"]\n[tags.fee]\nstage = "ship"', "names the stage 'ship'"),
        ('stages = ["pay"]\n[tags.fee]\nstage = "pay"', "missing or unknown field"),
    ],
)
def test_a_broken_taxonomy_is_refused_with_its_fault(text: str, fault: str) -> None:
    with pytest.raises(TaxonomyInvalid, match=fault):
        parse(text)
