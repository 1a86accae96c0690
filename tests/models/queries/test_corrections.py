"""What people said of tags comes back as examples, redacted and of one shop alone."""

from datetime import date

import pytest

from models.choices import Verdict
from models.queries import corrections, tags
from models.queries.corrections import CorrectionState, MarkedClause
from models.tables.answers import Comment, Tag
from tests.admin.dashboard.rows import Found, answered
from tests.conftest import NOW

pytestmark = pytest.mark.anyio
TEA, OTHER, STAFF = 1, 2, 5
DAY = date(2026, 11, 20)
MISSED = Found("rude_staff", probability=None, verdict="present")
INVENTED = Found("slow_shipping", verdict="absent")


@pytest.mark.usefixtures("database")
async def test_a_corrected_comment_tells_what_was_read_and_what_was_said() -> None:
    right = Found("slow_response")
    await answered(TEA, DAY, comment="没人理", tags=[MISSED, INVENTED, right], customer_id=7)
    await answered(TEA, DAY, comment="很好")
    await answered(OTHER, DAY, comment="别家", tags=[MISSED])
    (one,) = await corrections.corrected(TEA)
    assert one.text == "没人理"
    assert one.person == 7
    assert one.read == {"slow_shipping", "slow_response"}
    assert one.present == {"rude_staff"}
    assert one.absent == {"slow_shipping"}


@pytest.mark.usefixtures("database")
async def test_what_a_person_marked_comes_with_all_that_was_seen_there() -> None:
    found = [Found("slow_shipping"), Found("rude_staff"), Found("slow_response")]
    await answered(TEA, DAY, comment="等了九天，客服还骂人，问了不理", tags=found)
    [comment] = await Comment.select(Comment.id)
    for code, mark in (("slow_shipping", (0, 4)), ("rude_staff", (5, 10)), ("slow_response", None)):
        await tags.set_verdict(TEA, comment["id"], code, Verdict.PRESENT, STAFF, NOW, mark)
    await tags.set_verdict(
        TEA, comment["id"], "unskilled_staff", Verdict.PRESENT, STAFF, NOW, (5, 10)
    )
    (one,) = await corrections.corrected(TEA)
    assert one.marked == (
        MarkedClause("等了九天", frozenset({"slow_shipping"})),
        MarkedClause("客服还骂人", frozenset({"rude_staff", "unskilled_staff"})),
    )
    await tags.set_verdict(TEA, comment["id"], "slow_shipping", Verdict.ABSENT, STAFF, NOW, (0, 4))
    (one,) = await corrections.corrected(TEA)
    assert [clause.text for clause in one.marked] == ["客服还骂人"]


@pytest.mark.usefixtures("database")
async def test_comments_that_nobody_corrected_come_newest_first_with_what_was_read() -> None:
    for words in ("第一条", "第二条", "第三条"):
        await answered(TEA, DAY, comment=words, tags=[Found("slow_shipping"), Found("rude_staff")])
    await answered(TEA, DAY, comment="改过", tags=[INVENTED])
    await answered(OTHER, DAY, comment="别家")
    last, first = sorted(await corrections.untouched(TEA, 2), key=lambda one: one.text)
    assert [first.text, last.text] == ["第二条", "第三条"]
    assert first.read == {"slow_shipping", "rude_staff"}
    assert first.present == first.absent == set()
    assert first.person != last.person


@pytest.mark.usefixtures("database")
async def test_the_state_counts_comments_and_knows_the_last_word() -> None:
    assert await corrections.state(TEA) == CorrectionState(0, None)
    await answered(TEA, DAY, comment="没人理", tags=[MISSED, INVENTED])
    await answered(OTHER, DAY, comment="别家", tags=[MISSED])
    await Tag.update({Tag.verdict_at: NOW}, force=True)
    assert await corrections.state(TEA) == CorrectionState(1, NOW)
