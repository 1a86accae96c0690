"""One place says what a shop's tags are called, which are offered and which are hidden."""

from admin.tag_names import TagNames
from models.queries.shop_tags import ShopTag
from nlp.taxonomy import STAGES, TAGS

SAID = {
    "rude_staff": ShopTag("rude_staff", name_zh="没礼貌"),
    "slow_shipping": ShopTag("slow_shipping", hidden=True),
    "own_installation": ShopTag("own_installation", "安装服务", "Installation", "receive"),
}
NAMES = TagNames(SAID)


def test_a_name_that_the_shop_did_not_change_is_the_taxonomys() -> None:
    assert NAMES.name("rude_staff", "zh-Hans") == "没礼貌"
    assert NAMES.name("rude_staff", "en") == TAGS["rude_staff"].en
    assert NAMES.name("slow_shipping", "en") == TAGS["slow_shipping"].en


def test_a_tag_of_the_shops_own_has_its_names_and_its_stage() -> None:
    assert NAMES.name("own_installation", "zh-Hans") == "安装服务"
    assert NAMES.name("own_installation", "en") == "Installation"
    assert NAMES.stage("own_installation") == "receive"
    assert NAMES.own == ("own_installation",)


def test_a_code_that_nobody_knows_stands_for_itself() -> None:
    assert NAMES.name("left_over", "en") == "left_over"
    assert not NAMES.knows("left_over")
    assert NAMES.stage("left_over") == ""


def test_a_hidden_tag_is_known_and_not_offered() -> None:
    assert NAMES.knows("slow_shipping")
    assert not NAMES.shows("slow_shipping")
    assert NAMES.shown(["slow_shipping", "rude_staff"]) == ["rude_staff"]
    assert "slow_shipping" not in NAMES.offered


def test_tags_are_offered_in_the_order_of_the_journey_own_ones_last_in_their_stage() -> None:
    stages = [STAGES.index(NAMES.stage(code)) for code in NAMES.offered]
    assert stages == sorted(stages)
    received = [code for code in NAMES.offered if NAMES.stage(code) == "receive"]
    assert received[-1] == "own_installation"
    assert len(NAMES.offered) == len(TAGS)


def test_a_shop_that_said_nothing_has_the_taxonomy() -> None:
    assert TagNames().offered == tuple(TAGS)
