"""The question bank: complete, in both languages, each item with its source."""

import pytest

from feedback.survey.item import Item
from feedback.survey.items import ITEMS, RATED_STAGES, core_item, detail_items
from feedback.survey.wording import Words
from models.choices import ContactChannel, Stage

EXPECTED = {
    *(f"{stage}{number}" for stage in ("BR", "PA", "SH", "RE") for number in range(5)),
    *(f"CT{number}" for number in range(1, 10)),
    *("CTA", "CTW", "CTK"),
    *(f"OV{number}" for number in range(1, 5)),
}
EVERY = pytest.mark.parametrize("item", ITEMS.values(), ids=lambda item: item.code)


def test_the_bank_holds_exactly_the_items_of_the_design() -> None:
    assert set(ITEMS) == EXPECTED


@EVERY
def test_every_item_reads_in_both_languages_and_names_its_source(item: Item) -> None:
    assert item.words.zh_hans.endswith(("？", "）"))
    assert item.words.en.endswith(("?", ".)"))
    assert item.source.startswith("items informed by ")


@EVERY
def test_every_reply_has_its_own_code_and_value(item: Item) -> None:
    options = item.scale.options
    assert len({option.code for option in options}) == len(options)
    assert len({option.value for option in options}) == len(options)


@EVERY
def test_a_choice_without_words_is_only_a_point_between_two_labelled_ends(item: Item) -> None:
    silent = [option for option in item.scale.options if not option.words.en]
    assert not silent or item.scale.points
    assert item.scale.options[0].words.en
    assert item.scale.options[-1].words.en


@pytest.mark.parametrize("stage", RATED_STAGES)
def test_each_stage_has_one_headline_and_four_items_that_explain_it(stage: Stage) -> None:
    assert core_item(stage).code.endswith("0")
    assert len(detail_items(stage)) == 4


def test_the_headline_of_the_contact_is_the_satisfaction_with_who_served() -> None:
    assert core_item(Stage.CONTACT).code == "CT9"


def test_every_channel_an_event_may_name_can_be_chosen_and_wished_for() -> None:
    for channel in ContactChannel:
        assert ITEMS["CT1"].scale.find(channel) is not None
        assert ITEMS["CT2"].scale.find(channel) is not None


def test_every_stored_code_fits_its_column() -> None:
    codes = [option.code for item in ITEMS.values() for option in item.scale.options]
    assert max(map(len, codes)) <= 24


def test_traditional_chinese_falls_back_to_simplified_until_it_is_written() -> None:
    assert Words("页面", "page").read_in("zh-Hant-TW") == "页面"
    assert Words("页面", "page", "頁面").read_in("zh-Hant-TW") == "頁面"
    assert Words("页面", "page", "頁面").read_in("zh-Hans") == "页面"
