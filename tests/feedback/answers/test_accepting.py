"""Posting an answer: stored once, whole, editable until closed, counted where it belongs."""

import asyncio
from datetime import date, timedelta
from urllib.parse import urlencode

import httpx
import pytest

from models import database as door
from models.counting import ScoreKey, TagKey
from models.queries import rollup
from models.queries.answers import StoredAnswer, stored_answer
from tests.conftest import NOW, Clock
from tests.feedback.answers.conftest import Link, Postbox

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 23)
FULL = {"OV1": "2", "SH0": "1", "SH1": "na", "RE0": "5", "OV2": "10", "text": "发货太慢"}


async def stored(link: Link) -> StoredAnswer:
    found = await stored_answer(link.shop_id, link.invitation_id)
    assert found is not None
    return found


async def counts_are_true(shop_id: int) -> bool:
    """Tell whether a shop's counts are what its rows say."""
    counts = await rollup.stored_counts(shop_id)
    return counts.differences(await rollup.recounted(shop_id)) == 0


async def test_an_answer_is_stored_with_every_blank_kept_apart(
    browser: httpx.AsyncClient, link: Link
) -> None:
    reply = await browser.post(link.path, data=FULL)
    assert (reply.status_code, reply.headers["location"]) == (
        303,
        f"{link.path}/thanks?lang=zh-Hans",
    )
    given = await stored(link)
    assert (given.overall, given.text, given.prompt) == (2, "发货太慢", "T2")
    assert {one.item: (one.state, one.score) for one in given.ratings} == {
        "OV1": ("rated", 2),
        "SH0": ("rated", 1),
        "SH1": ("na", None),
        "SH2": ("skipped", None),
        "RE0": ("rated", 5),
        "OV2": ("rated", 10),
    }


async def test_the_answer_remembers_what_it_needs_for_weighting(
    browser: httpx.AsyncClient, link: Link
) -> None:
    await browser.post(link.path, data=FULL)
    rows = await door.fetch("SELECT * FROM answer")
    assert len(rows) == 1
    assert rows[0]["design_weight"] == pytest.approx(2)
    assert (rows[0]["stratum"], rows[0]["form"], rows[0]["source"]) == ("tmall", "P", "survey")
    assert rows[0]["order_ref"] == "order-2"
    assert rows[0]["local_day"] == TODAY
    people = await door.fetch("SELECT id, last_answered_at FROM customer ORDER BY id")
    assert [one["last_answered_at"] for one in people] == [None, NOW]


async def test_the_local_day_is_the_shops_own(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    clock.move(timedelta(hours=8))  # 17:30 in London, 01:30 tomorrow in Shanghai
    await browser.post(link.path, data=FULL)
    counts = await rollup.stored_counts(link.shop_id)
    assert {key.day for key in counts.scores} == {TODAY + timedelta(days=1)}


async def test_counts_move_with_the_answer_and_touch_no_other_shop(
    browser: httpx.AsyncClient, link: Link, other_shop: int
) -> None:
    await browser.post(link.path, data=FULL | {"text": ""})
    counts = await rollup.stored_counts(link.shop_id)
    assert counts.scores == {
        ScoreKey(TODAY, "P", "ANSWERS", 0): 1,
        ScoreKey(TODAY, "P", "OV1", 2): 1,
        ScoreKey(TODAY, "P", "SH0", 1): 1,
        ScoreKey(TODAY, "P", "SH1", -1): 1,
        ScoreKey(TODAY, "P", "SH2", -2): 1,
        ScoreKey(TODAY, "P", "RE0", 5): 1,
        ScoreKey(TODAY, "P", "OV2", 10): 1,
    }
    assert not (await rollup.stored_counts(other_shop)).scores


async def test_an_edit_takes_the_old_answers_place_in_every_count(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    await browser.post(link.path, data=FULL)
    clock.move(timedelta(days=3))
    await browser.post(link.path, data={"OV1": "5", "RE0": "na", "text": "已经解决，谢谢"})
    given = await stored(link)
    assert (given.overall, given.text, given.prompt) == (5, "已经解决，谢谢", "T3")
    counts = await rollup.stored_counts(link.shop_id)
    assert counts.scores[ScoreKey(TODAY, "P", "ANSWERS", 0)] == 1
    assert counts.scores[ScoreKey(TODAY, "P", "OV1", 5)] == 1
    assert ScoreKey(TODAY, "P", "OV1", 2) not in counts.scores
    assert sum(counts.tags.values()) == counts.tags[TagKey(TODAY, "(read)")] == 1
    assert await counts_are_true(link.shop_id)


async def test_every_submitted_text_stays_as_a_revision(
    browser: httpx.AsyncClient, link: Link
) -> None:
    for text in ("太慢", "太慢了", "太慢了", "", "还是太慢"):
        await browser.post(link.path, data={"OV1": "2", "text": text})
    rows = await door.fetch("SELECT revision, current, text FROM comment ORDER BY id")
    assert [(row["revision"], bool(row["current"]), row["text"]) for row in rows] == [
        (1, False, "太慢"),
        (2, False, "太慢了"),
        (3, True, "还是太慢"),
    ]
    assert await counts_are_true(link.shop_id)


async def test_an_unchanged_text_keeps_its_question_when_the_score_changes(
    browser: httpx.AsyncClient, link: Link
) -> None:
    await browser.post(link.path, data={"OV1": "2", "text": "太慢"})
    await browser.post(link.path, data={"OV1": "5", "text": "太慢"})
    assert ((await stored(link)).prompt, (await stored(link)).overall) == ("T2", 5)


async def test_a_hundred_presses_at_once_are_one_answer(
    browser: httpx.AsyncClient, link: Link
) -> None:
    replies = await asyncio.gather(
        *(browser.post(link.path, data=FULL | {"OV1": str(n % 5 + 1)}) for n in range(100))
    )
    assert {reply.status_code for reply in replies} == {303}
    rows = await door.fetch("SELECT overall FROM answer")
    comments = await door.fetch("SELECT id FROM comment WHERE current = {}", True)
    assert (len(rows), len(comments)) == (1, 1)
    assert (await stored(link)).overall == rows[0]["overall"]
    assert await counts_are_true(link.shop_id)


async def test_the_same_form_again_changes_nothing(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    await browser.post(link.path, data=FULL)
    before = await door.fetch("SELECT edits, updated_at FROM answer")
    clock.move(timedelta(minutes=1))
    await browser.post(link.path, data=FULL)
    assert await door.fetch("SELECT edits, updated_at FROM answer") == before


async def test_the_page_shows_the_stored_answer_until_it_closes(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    await browser.post(link.path, data=FULL)
    page = (await browser.get(link.path)).text
    assert "您已经提交过了，2026年12月7日之前都可以修改。" in page
    assert 'name="SH1" value="na" checked' in page
    assert "发货太慢</textarea>" in page
    clock.move(timedelta(days=14))
    assert (await browser.get(link.path)).status_code == 404
    assert (await browser.post(link.path, data={"OV1": "5"})).status_code == 404
    assert (await stored(link)).overall == 2


async def test_thanks_offers_the_way_back_and_the_way_out(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    assert (await browser.get(link.path + "/thanks")).status_code == 404
    await browser.post(link.path, data=FULL)
    thanks = await browser.get(link.path + "/thanks")
    assert thanks.status_code == 200
    assert f'href="{link.path}?lang=zh-Hans"' in thanks.text
    assert "/u/" in thanks.text
    clock.move(timedelta(days=20))
    assert f'href="{link.path}' not in (await browser.get(link.path + "/thanks")).text


async def test_a_withdrawn_invitation_takes_no_answer(
    browser: httpx.AsyncClient, link: Link
) -> None:
    await door.fetch("UPDATE invitation SET state = 'withdrawn' WHERE id = {}", link.invitation_id)
    assert (await browser.post(link.path, data=FULL)).status_code == 404
    assert await stored_answer(link.shop_id, link.invitation_id) is None


async def test_a_quick_answer_and_a_filled_trap_are_flagged_not_dropped(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    started = int((NOW - timedelta(seconds=2)).timestamp() * 1000)
    await browser.post(link.path, data=FULL | {"started": str(started), "homepage": "spam"})
    rows = await door.fetch("SELECT elapsed_ms, flags FROM answer")
    assert rows == [{"elapsed_ms": 2000, "flags": "fast,trap"}]


async def test_a_contact_answer_keeps_choices_by_their_code(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int
) -> None:
    items = ("OV1", "CT1", "CT2", "CT4", "CT9", "PA0")
    link = await postbox.invite(tea_shop, items=items, form="C")
    sent = {"CT1": "chat", "CT2": "no_preference", "CT4": "twice_repeated", "CT9": "na"}
    await browser.post(link.path, data=sent)
    given = {one.item: (one.state, one.score, one.choice) for one in (await stored(link)).ratings}
    assert given["CT1"] == ("rated", 1, "chat")
    assert given["CT2"] == ("rated", 7, "no_preference")
    assert given["CT4"] == ("rated", 4, "twice_repeated")
    assert given["CT9"] == ("na", None, "")


async def test_a_draft_is_kept_apart_until_it_is_submitted(
    browser: httpx.AsyncClient, link: Link
) -> None:
    draft = {"OV1": "3", "SH0": "na", "text": "还没写完\r\n……", "homepage": "x", "evil": "y"}
    assert (await browser.post(link.path + "/draft", data=draft)).status_code == 204
    assert await stored_answer(link.shop_id, link.invitation_id) is None
    assert not (await rollup.stored_counts(link.shop_id)).scores
    page = (await browser.get(link.path)).text
    assert 'name="OV1" value="3" checked' in page
    assert "还没写完\n……</textarea>" in page
    kept = await door.fetch("SELECT fields FROM answer_draft")
    assert "evil" not in str(kept)
    await browser.post(link.path, data=FULL)
    assert await door.fetch("SELECT id FROM answer_draft") == []


@pytest.mark.parametrize("text", ["长" * 5001, "a\0b"])
async def test_a_draft_that_could_not_be_submitted_is_not_kept(
    browser: httpx.AsyncClient, link: Link, text: str
) -> None:
    body = urlencode({"text": text}).encode()
    assert (await browser.post(link.path + "/draft", content=body)).status_code == 404
    assert (await browser.post("/a/unknown/draft", content=b"OV1=3")).status_code == 404
