"""An audit keeps what was drawn and what the reader had said by then, whatever is read later."""

from datetime import date, timedelta

import pytest

from models import database as door
from models.choices import ReadingState, Verdict
from models.queries import audits, tags
from models.queries.audits import JudgedComment, Progress
from models.queries.comments import ReadComment, ReadTag, storing_readings
from models.queries.quality import Days
from models.tables.answers import Comment
from tests.admin.dashboard.rows import Found, answered
from tests.conftest import NOW
from tests.site import Cast, founded

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
MONDAY = date(2026, 11, 16)
WEEK = Days(MONDAY, MONDAY + timedelta(days=7))
PERIOD = "2026-W47"
STAFF = 5


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


async def commented(shop_id: int, *found: Found, day: date = MONDAY) -> int:
    await answered(shop_id, day, comment="发货太慢，客服没人理", tags=found)
    last = await Comment.objects().order_by(Comment.id, ascending=False).first()
    assert last is not None
    return int(last.id)


async def test_the_pool_holds_the_weeks_current_read_comments_of_the_shop(cast: Cast) -> None:
    mine = await commented(cast.tea)
    corrected = await commented(cast.tea, Found("slow_shipping", verdict="absent"))
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=7)):
        await commented(cast.tea, day=day)
    await commented(cast.other)
    outdated, unread, judged = [await commented(cast.tea) for _ in range(3)]
    await Comment.update({Comment.current: False}).where(Comment.id == outdated)
    await Comment.update({Comment.reading: "waiting"}).where(Comment.id == unread)
    await tags.judge_whole(cast.tea, judged, STAFF, NOW)
    assert await audits.pool(cast.tea, WEEK) == [mine, corrected]
    assert await audits.in_pool(cast.tea, WEEK, 20) == 2
    assert await audits.in_pool(cast.tea, WEEK, 1) == 1


async def test_a_week_is_drawn_once(cast: Cast) -> None:
    first, second = await commented(cast.tea), await commented(cast.tea)
    assert await audits.draw(cast.tea, PERIOD, [second, first], NOW)
    assert not await audits.draw(cast.tea, PERIOD, [first], NOW)
    assert [one.comment.id for one in await audits.of_period(cast.tea, PERIOD)] == [second, first]
    assert await audits.progress(cast.tea, PERIOD) == Progress(2, 0)
    assert await audits.progress(cast.other, PERIOD) == Progress(0, 0)


async def test_a_comment_of_another_shop_cannot_be_drawn(cast: Cast) -> None:
    foreign = await commented(cast.other)
    await audits.draw(cast.tea, PERIOD, [foreign], NOW)
    assert await audits.of_period(cast.tea, PERIOD) == []


async def test_the_reader_is_held_to_what_it_said_when_the_comment_was_drawn(cast: Cast) -> None:
    comment = await commented(cast.tea, Found("slow_shipping"), Found("quality_defect"))
    await audits.draw(cast.tea, PERIOD, [comment], NOW)
    await tags.set_verdict(cast.tea, comment, "quality_defect", Verdict.ABSENT, STAFF, NOW)
    await tags.set_verdict(cast.tea, comment, "rude_staff", Verdict.PRESENT, STAFF, NOW)
    assert await audits.judged(cast.tea, PERIOD) == []
    await tags.judge_whole(cast.tea, comment, STAFF, NOW)
    right = ReadComment(
        cast.tea, comment, ReadingState.READ, "发货太慢，客服没人理", "negative", 0.9, "learned",
        (ReadTag("slow_shipping", 0.9, 0, 4), ReadTag("rude_staff", 0.9, 5, 10)),
    )  # fmt: skip
    await door.write(storing_readings([right], NOW))
    read = frozenset({"slow_shipping", "quality_defect"})
    true = frozenset({"slow_shipping", "rude_staff"})
    assert await audits.judged(cast.tea, PERIOD) == [JudgedComment(PERIOD, read, true)]
    assert await audits.judged(cast.tea, "2026-W48") == []
    assert await audits.progress(cast.tea, PERIOD) == Progress(1, 1)


async def test_a_comment_found_to_complain_of_nothing_is_judged_too(cast: Cast) -> None:
    comment = await commented(cast.tea)
    await audits.draw(cast.tea, PERIOD, [comment], NOW)
    await tags.judge_whole(cast.tea, comment, STAFF, NOW)
    assert await audits.judged(cast.tea, PERIOD) == [
        JudgedComment(PERIOD, frozenset(), frozenset())
    ]


async def test_a_text_that_its_writer_took_back_is_not_asked_about(cast: Cast) -> None:
    gone, kept = await commented(cast.tea), await commented(cast.tea)
    await audits.draw(cast.tea, PERIOD, [gone, kept], NOW)
    await Comment.update({Comment.current: False}).where(Comment.id == gone)
    (one,) = await audits.of_period(cast.tea, PERIOD)
    assert one.comment.id == kept
    assert await audits.progress(cast.tea, PERIOD) == Progress(1, 0)
    await Comment.delete().where(Comment.id == kept)
    assert await audits.of_period(cast.tea, PERIOD) == []
