"""The answer page through HTTP: what a shopper sees, and that looking changes nothing."""

import gzip
import re
from datetime import timedelta

import httpx
import pytest

from models import database as door
from models.choices import SurveyKind
from models.queries import rollup
from models.queries.answers import stored_answer
from tests.conftest import NOW, Clock
from tests.feedback.answers.conftest import Link, Postbox

pytestmark = pytest.mark.anyio


async def everything() -> list[object]:
    """Return every row that an answer could change."""
    tables = (
        "answer",
        "rating",
        "comment",
        "answer_draft",
        "invitation",
        "customer",
        "suppression",
    )
    return [await door.fetch("SELECT * FROM " + table + " ORDER BY id") for table in tables]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["", "?s=4", "?s=99", "?s=<b>", "?lang=en", "?lang=xx&s=5"])
async def test_looking_at_the_page_changes_nothing(
    browser: httpx.AsyncClient, link: Link, method: str, query: str
) -> None:
    before = await everything()
    for path in (link.path, link.path + "/thanks"):
        reply = await browser.request(method, path + query)
        assert reply.status_code in {200, 404}
    assert await everything() == before


async def test_head_is_answered_like_get(browser: httpx.AsyncClient, link: Link) -> None:
    assert (await browser.head(link.path)).status_code == 200
    assert (await browser.head("/a/unknown")).status_code == 404


async def test_a_score_tapped_in_the_letter_is_only_chosen(
    browser: httpx.AsyncClient, link: Link
) -> None:
    page = (await browser.get(link.path + "?s=2")).text
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', page) == [("OV1", "2")]
    assert await stored_answer(link.shop_id, link.invitation_id) is None


async def test_the_page_asks_exactly_what_the_invitation_says(
    browser: httpx.AsyncClient, link: Link
) -> None:
    page = (await browser.get(link.path)).text
    asked = re.findall(r'<fieldset id="(\w+)"', page)
    assert tuple(asked) == link.items


async def test_only_stage_questions_offer_not_applicable(
    browser: httpx.AsyncClient, link: Link
) -> None:
    page = (await browser.get(link.path)).text
    assert re.findall(r'name="(\w+)" value="na"', page) == ["SH0", "SH1", "SH2", "RE0"]


@pytest.mark.parametrize("kind", SurveyKind)
async def test_the_page_is_light_and_needs_no_second_request(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int, kind: SurveyKind
) -> None:
    link = await postbox.invite(tea_shop, kind)
    page = (await browser.get(link.path)).content
    assert len(gzip.compress(page, 6)) <= 8 * 1024
    assert re.findall(rb'(?:src|href)="(?!#|data:)[^"]*"', page) == []


async def test_the_policy_lets_only_our_own_style_and_script_run(
    browser: httpx.AsyncClient, link: Link
) -> None:
    reply = await browser.get(link.path)
    nonce = re.search(r"'nonce-([\w-]+)'", reply.headers["content-security-policy"])
    assert nonce
    assert set(re.findall(r"<(?:style|script)([^>]*)>", reply.text)) == {f' nonce="{nonce[1]}"'}


async def test_the_orders_language_speaks_unless_another_is_chosen(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int
) -> None:
    english = await postbox.invite(tea_shop, locale="en")
    assert '<html lang="en">' in (await browser.get(english.path)).text
    assert '<html lang="zh-CN">' in (await browser.get(english.path + "?lang=zh-Hans")).text


async def test_switching_the_language_keeps_answers_and_stores_nothing(
    browser: httpx.AsyncClient, link: Link
) -> None:
    before = await everything()
    sent = {"OV1": "4", "SH0": "na", "text": "<慢> & 等", "lang": "zh-Hans", "language": "en"}
    reply = await browser.post(link.path, data=sent)
    assert reply.status_code == 200
    assert '<html lang="en">' in reply.text
    assert 'name="OV1" value="4" checked' in reply.text
    assert 'name="SH0" value="na" checked' in reply.text
    assert "&lt;慢&gt; &amp; 等" in reply.text
    assert await everything() == before


async def test_the_open_question_follows_the_score_without_a_script(
    browser: httpx.AsyncClient, link: Link
) -> None:
    for score, shown in (("", "P1"), ("?s=3", "P2"), ("?s=4", "P1"), ("?s=5", "P3")):
        assert f'class="{shown}"' in (await browser.get(link.path + score)).text


async def test_a_contact_survey_knows_the_channel_and_lets_it_be_corrected(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int
) -> None:
    link = await postbox.invite(tea_shop, SurveyKind.POST_CONTACT)
    rows = await door.fetch(
        "INSERT INTO contact (shop_id, contact_ref, channel)"
        " VALUES ({}, 'k', 'phone') RETURNING id",
        tea_shop,
    )
    await door.fetch("UPDATE candidate SET contact_id = {}", rows[0]["id"])
    page = (await browser.get(link.path)).text
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', page) == [("CT1", "phone")]
    await browser.post(link.path, data={"CT1": "wechat"})
    assert 'name="CT1" value="wechat" checked' in (await browser.get(link.path)).text


async def test_after_a_contact_we_ask_what_would_have_put_it_right(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int
) -> None:
    link = await postbox.invite(tea_shop, SurveyKind.POST_CONTACT)
    page = (await browser.get(link.path + "?s=1")).text
    assert "您希望我们怎样处理？" in page
    assert "发生了什么？" not in page


async def dead_links(postbox: Postbox, shop_id: int, clock: Clock) -> dict[str, str]:
    expired = await postbox.invite(shop_id, closes_at=NOW)
    withdrawn = await postbox.invite(shop_id)
    await door.fetch(
        "UPDATE invitation SET state = 'withdrawn' WHERE id = {}", withdrawn.invitation_id
    )
    live = await postbox.invite(shop_id)
    foreign = postbox.links.token("unsubscribe", "nonce-1")
    return {
        "expired": expired.token,
        "withdrawn": withdrawn.token,
        "unknown": "A" * 22,
        "mangled": live.token[:-1],
        "case": live.token.swapcase(),
        "foreign purpose": foreign,
        "odd": "%F0%9F%92%A5",
    }


async def test_links_that_lead_nowhere_all_look_the_same(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int, clock: Clock
) -> None:
    dead = await dead_links(postbox, tea_shop, clock)
    for method in ("GET", "HEAD", "POST"):
        seen = set()
        for token in dead.values():
            reply = await browser.request(method, f"/a/{token}")
            body = re.sub(r'nonce="[^"]*"', "", reply.text)
            seen.add((reply.status_code, body, tuple(sorted(set(reply.headers)))))
        assert len(seen) == 1
        assert next(iter(seen))[0] == 404


async def test_who_writes_into_a_closed_survey_gets_the_words_back(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    clock.move(timedelta(days=14))
    reply = await browser.post(link.path, data={"OV1": "1", "text": "写了很久的<话>"})
    assert reply.status_code == 404
    assert "写了很久的&lt;话&gt;" in reply.text
    counted = await rollup.stored_counts(link.shop_id)
    assert not counted.scores


async def test_a_shops_name_is_text_wherever_it_stands(
    browser: httpx.AsyncClient, postbox: Postbox, other_shop: int
) -> None:
    link = await postbox.invite(other_shop)
    page = (await browser.get(link.path)).text
    assert "邻居 &lt;b&gt;店&lt;/b&gt;" in page
    assert "<b>店" not in page
