"""Reading what was written: soon after the commit, once, masked, and whatever a crash left."""

import asyncio

import httpx
import pytest
from litestar import Litestar

from feedback.answers.jobs import forget_closed_drafts, read_waiting_comments
from feedback.answers.reading import ReadingDesk, put_together
from models import database as door
from models.choices import ReadingState, Verdict
from models.queries import comments, rollup, tags
from models.queries.comments import WaitingComment
from nlp.reading import FoundTag, Reading
from tests.conftest import NOW, Clock
from tests.feedback.answers.conftest import KeywordReader, Link, Postbox

pytestmark = pytest.mark.anyio


async def the_comment() -> dict[str, object]:
    rows = await door.fetch("SELECT * FROM comment ORDER BY id DESC LIMIT 1")
    return dict(rows[0])


async def counted(shop_id: int) -> dict[str, int]:
    counts = await rollup.stored_counts(shop_id)
    assert counts.differences(await rollup.recounted(shop_id)) == 0
    return {key.code: n for key, n in counts.tags.items()}


async def test_a_new_text_is_read_right_after_it_is_stored(
    browser: httpx.AsyncClient, link: Link
) -> None:
    await browser.post(link.path, data={"OV1": "2", "text": "太慢了，电话13800138000"})
    row = await the_comment()
    assert (row["reading"], row["polarity"], row["model_version"]) == (
        "read",
        "negative",
        "keyword-1",
    )
    assert "13800138000" not in str(row["redacted"])
    assert await counted(link.shop_id) == {"(read)": 1, "slow_shipping": 1}


async def test_a_span_is_of_the_masked_copy(browser: httpx.AsyncClient, link: Link) -> None:
    await browser.post(link.path, data={"text": "打13800138000说太慢了"})
    row = await the_comment()
    found = await tags.of_comment(link.shop_id, int(str(row["id"])))
    start, end = found[0].span_start, found[0].span_end
    assert str(row["redacted"])[start:end] == "太慢"
    assert found[0].reasons == "太慢"


async def test_what_is_not_chinese_is_counted_apart(browser: httpx.AsyncClient, link: Link) -> None:
    await browser.post(link.path, data={"text": "too slow"})
    assert (await the_comment())["reading"] == "not_read"
    assert await counted(link.shop_id) == {"(not_read)": 1}


async def test_a_text_the_reader_breaks_on_is_withheld_and_stops_no_other(
    browser: httpx.AsyncClient,
    app: Litestar,
    postbox: Postbox,
    tea_shop: int,
    reader: KeywordReader,
) -> None:
    app.state["reads_comments"] = False
    for text in ("太慢", "坏💥了", "很好"):
        link = await postbox.invite(tea_shop)
        await browser.post(link.path, data={"text": text})
    assert await read_waiting_comments(NOW, lambda: reader) == 3
    assert await counted(tea_shop) == {"(read)": 2, "(withheld)": 1, "slow_shipping": 1}
    withheld = await door.fetch("SELECT redacted FROM comment WHERE reading = 'withheld'")
    assert withheld == [{"redacted": ""}]


async def test_what_a_crash_left_unread_is_read_by_the_next_tick(
    browser: httpx.AsyncClient, app: Litestar, link: Link, reader: KeywordReader
) -> None:
    app.state["reads_comments"] = False
    await browser.post(link.path, data={"text": "太慢"})
    assert await counted(link.shop_id) == {"(waiting)": 1}
    assert await read_waiting_comments(NOW, lambda: reader, batch=10) == 1
    assert await read_waiting_comments(NOW, lambda: reader, batch=10) == 0
    assert await counted(link.shop_id) == {"(read)": 1, "slow_shipping": 1}


async def test_a_reader_that_cannot_be_loaded_never_fails_the_answer(
    link: Link, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> KeywordReader:
        message = "no model yet"
        raise RuntimeError(message)

    answer = await door.fetch("INSERT INTO answer (shop_id) VALUES ({}) RETURNING id", link.shop_id)
    await door.fetch(
        "INSERT INTO comment (shop_id, answer, prompt, text) VALUES ({}, {}, 'T1', '太慢')",
        link.shop_id,
        answer[0]["id"],
    )
    desk = ReadingDesk(missing, clock)
    await desk.read_soon(link.shop_id, 1)
    assert (await the_comment())["reading"] == "waiting"
    assert "the next tick tries again" in caplog.text


async def test_while_one_is_read_the_others_gather_into_a_batch(
    browser: httpx.AsyncClient, postbox: Postbox, tea_shop: int, reader: KeywordReader
) -> None:
    links = [await postbox.invite(tea_shop) for _ in range(30)]
    await asyncio.gather(*(browser.post(one.path, data={"text": "太慢"}) for one in links))
    assert len(reader.read_texts) == 30
    assert await counted(tea_shop) == {"(read)": 30, "slow_shipping": 30}


async def test_a_persons_verdict_outlives_every_rereading(
    browser: httpx.AsyncClient, link: Link, reader: KeywordReader
) -> None:
    await browser.post(link.path, data={"text": "太慢"})
    comment_id = int(str((await the_comment())["id"]))
    shop = link.shop_id
    assert await tags.set_verdict(shop, comment_id, "slow_shipping", Verdict.ABSENT, 7, NOW)
    assert await tags.set_verdict(shop, comment_id, "rude_staff", Verdict.PRESENT, 7, NOW)
    assert await counted(shop) == {"(read)": 1, "rude_staff": 1}
    for version in ("keyword-2", "keyword-3"):
        reader.version = version
        waiting = await comments.as_written(shop, comment_id)
        assert waiting
        again = put_together(waiting, reader.read([waiting.text])[0], version)
        await door.write(comments.storing_readings([again], NOW))
        assert await counted(shop) == {"(read)": 1, "rude_staff": 1}
    assert await tags.undo_verdict(shop, comment_id, "slow_shipping")
    assert await tags.undo_verdict(shop, comment_id, "rude_staff")
    assert not await tags.undo_verdict(shop, comment_id, "rude_staff")
    assert await counted(shop) == {"(read)": 1, "slow_shipping": 1}
    assert [one.code for one in await tags.of_comment(shop, comment_id)] == ["slow_shipping"]


async def test_nobody_judges_a_comment_of_another_shop(
    browser: httpx.AsyncClient, link: Link, other_shop: int
) -> None:
    await browser.post(link.path, data={"text": "太慢"})
    comment_id = int(str((await the_comment())["id"]))
    assert not await tags.set_verdict(other_shop, comment_id, "fake", Verdict.PRESENT, 7, NOW)
    assert await tags.of_comment(other_shop, comment_id) == []
    assert await comments.as_written(other_shop, comment_id) is None


async def test_a_reading_that_comes_after_an_edit_counts_nothing(
    browser: httpx.AsyncClient, app: Litestar, link: Link, reader: KeywordReader
) -> None:
    app.state["reads_comments"] = False
    await browser.post(link.path, data={"text": "太慢"})
    await browser.post(link.path, data={"text": "很好"})
    await read_waiting_comments(NOW, lambda: reader)
    assert await counted(link.shop_id) == {"(read)": 1}


async def test_drafts_are_forgotten_when_their_survey_has_closed(
    browser: httpx.AsyncClient, link: Link, clock: Clock
) -> None:
    await browser.post(link.path + "/draft", data={"OV1": "3"})
    assert await forget_closed_drafts(NOW) == 0
    rows = await door.fetch("SELECT closes_at FROM invitation WHERE id = {}", link.invitation_id)
    assert await forget_closed_drafts(rows[0]["closes_at"]) == 1


def test_a_text_too_long_to_search_is_withheld_from_everybody() -> None:
    comment = WaitingComment(1, 1, "字" * 30_000)
    tag = FoundTag("slow_shipping", 0.9, 0, 1)
    read = put_together(comment, Reading("read", "negative", 0.9, (tag,)), "v")
    assert (read.reading, read.redacted, read.tags) == (ReadingState.WITHHELD, "", ())
