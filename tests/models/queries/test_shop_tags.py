"""A shop's word on its tags is kept once for each tag, and of one shop alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.choices import Verdict
from models.queries import corrections, shop_tags, tags
from models.queries.shop_tags import JudgedTag, ShopTag
from models.tables.answers import Comment
from tests.admin.dashboard.rows import Found, answered
from tests.conftest import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TEA, OTHER, STAFF = 1, 2, 5
OWN = ShopTag("own_installation", "安装服务", "Installation", "receive")


async def test_the_last_word_replaces_the_one_before() -> None:
    await shop_tags.put(TEA, ShopTag("rude_staff", "没礼貌"), STAFF, NOW)
    await shop_tags.put(TEA, ShopTag("rude_staff", "", "Impolite", hidden=True), STAFF, NOW)
    assert await shop_tags.of_shop(TEA) == [ShopTag("rude_staff", "", "Impolite", "", hidden=True)]
    assert await shop_tags.of_shop(OTHER) == []


async def test_a_code_is_added_once() -> None:
    assert await shop_tags.add(TEA, OWN, STAFF, NOW)
    assert not await shop_tags.add(TEA, ShopTag(OWN.code, "别的", "Else", "pay"), STAFF, NOW)
    assert await shop_tags.add(OTHER, OWN, STAFF, NOW)
    assert await shop_tags.of_shop(TEA) == [OWN]


async def test_a_comment_found_complete_after_a_tag_was_added_lacks_it() -> None:
    numbers = []
    for words in ("很好", "装不上", "以前"):
        await answered(TEA, date(2026, 11, 20), comment=words)
        last = await Comment.objects().order_by(Comment.id, ascending=False).first()
        assert last is not None
        numbers.append(int(last.id))
    await tags.judge_whole(TEA, numbers[2], STAFF, NOW - timedelta(hours=1))
    await shop_tags.add(TEA, OWN, STAFF, NOW)
    await tags.set_verdict(TEA, numbers[1], OWN.code, Verdict.PRESENT, STAFF, NOW)
    for number in numbers[:2]:
        await tags.judge_whole(TEA, number, STAFF, NOW + timedelta(minutes=1))
    assert await shop_tags.judged(TEA) == {OWN.code: JudgedTag(1, 1)}
    learned = {one.text: (one.present, one.absent) for one in await corrections.corrected(TEA)}
    own = frozenset({OWN.code})
    assert learned == {"很好": (set(), own), "装不上": (own, set()), "以前": (set(), set())}
    await shop_tags.put(TEA, replace(OWN, hidden=True), STAFF, NOW)
    assert await shop_tags.judged(TEA) == {OWN.code: JudgedTag(1, 0)}


async def test_judgements_are_counted_by_tag() -> None:
    day = date(2026, 11, 20)
    for verdict in ("present", "present", "absent", ""):
        await answered(TEA, day, comment="安装慢", tags=[Found(OWN.code, verdict=verdict)])
    await answered(OTHER, day, comment="安装慢", tags=[Found(OWN.code, verdict="present")])
    judged = await shop_tags.judged(TEA)
    assert judged == {OWN.code: JudgedTag(2, 1)}
    assert judged[OWN.code].n == 3
