"""What a person may call a tag, and the sentence they get when they may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard.tags import wishes
from admin.dashboard.tags.errors import TagRefused
from admin.dashboard.tags.wishes import MOST_OWN, Wish, granted, new_code, one_line, wish_of
from admin.tag_names import TagNames
from models.queries.shop_tags import ShopTag
from nlp.taxonomy import TAGS

NEW = Wish("", "安装服务", "Installation", "receive")
OWN = ShopTag("own_installation", "安装服务", "Installation", "receive")
NAMES = TagNames({OWN.code: OWN})


def test_a_new_tag_gets_a_code_that_says_what_it_was_called() -> None:
    assert granted(NEW, TagNames()) == OWN


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish("", "", "Installation", "receive"), wishes.NEITHER),
        (Wish("", "安装服务", "", "receive"), wishes.NEITHER),
        (Wish("own_installation", "", "", "receive"), wishes.NEITHER),
        (Wish("", "安" * 41, "Installation", "receive"), wishes.TOO_LONG),
        (Wish("rude_staff", "", "x" * 41), wishes.TOO_LONG),
        (Wish("", "发货物流慢", "Installation", "receive"), wishes.TAKEN),
        (Wish("", "安装", "SLOW SHIPPING", "receive"), wishes.TAKEN),
        (Wish("rude_staff", "安装服务", ""), wishes.TAKEN),
        (Wish("", "安装", "Fitting", ""), wishes.NO_STAGE),
        (Wish("", "安装", "Fitting", "everywhere"), wishes.NO_STAGE),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_a_sentence(wish: Wish, sentence: str) -> None:
    with pytest.raises(TagRefused) as refused:
        granted(wish, NAMES)
    assert refused.value.sentence == sentence
    assert "{" not in sentence.format(**refused.value.values)


def test_a_name_comes_back_only_while_nobody_else_has_taken_it() -> None:
    usual = TAGS["slow_shipping"].zh
    swapped = TagNames(
        {
            "slow_shipping": ShopTag("slow_shipping", "太慢"),
            "rude_staff": ShopTag("rude_staff", usual),
        }
    )
    with pytest.raises(TagRefused):
        granted(Wish("slow_shipping"), swapped)


def test_a_tag_may_keep_its_own_name() -> None:
    assert granted(Wish(OWN.code, OWN.name_zh, OWN.name_en, "ship", hidden=True), NAMES) == ShopTag(
        OWN.code, OWN.name_zh, OWN.name_en, "ship", hidden=True
    )
    usual = TAGS["rude_staff"]
    assert granted(Wish("rude_staff", usual.zh, "Impolite"), NAMES) == ShopTag(
        "rude_staff", "", "Impolite"
    )


def test_there_is_an_end_to_adding() -> None:
    many = {f"own_{n}": ShopTag(f"own_{n}", f"类{n}", f"kind {n}", "pay") for n in range(MOST_OWN)}
    with pytest.raises(TagRefused) as refused:
        granted(NEW, TagNames(many))
    assert refused.value.sentence == wishes.TOO_MANY


def test_two_tags_that_sound_alike_get_different_codes() -> None:
    assert new_code("Installation!", NAMES) == "own_installation_2"
    assert new_code("安装", NAMES) == "own_tag"
    assert new_code("Größe", NAMES) == "own_groe"


@given(st.text(max_size=200))
def test_every_code_fits_its_column_and_an_address(name: str) -> None:
    code = new_code(name, NAMES)
    assert code.startswith("own_")
    assert len(code) <= 40
    assert code.isascii()
    assert code.replace("_", "").isalnum()


@given(st.text(max_size=100))
def test_a_name_stays_on_one_line_and_is_seen_whole(typed: str) -> None:
    name = one_line(typed)
    assert name == one_line(name)
    assert all(unicodedata.category(one)[0] != "C" for one in name)
    assert not any(one.isspace() and one != " " for one in name)


def test_a_form_that_lacks_everything_asks_for_a_new_tag_without_names() -> None:
    assert wish_of({}) == Wish()
    assert wish_of({"hidden": "1", "tag": " rude_staff "}) == Wish("rude_staff", hidden=True)
