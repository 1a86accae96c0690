"""An erased person leaves their ratings, which are nobody's, and nothing else."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from admin.cases.moves import moved
from admin.cases.opening import open_due
from models import database
from models.choices import CaseDeed, CaseOutcome, CaseState
from models.queries import case_acts, cases, customers, drafts, erasure, rollup
from models.queries.case_acts import Deed
from models.queries.cases import Wanted
from models.tables.answers import Answer, Comment, Rating
from models.tables.surveys import Invitation
from tests.admin.dashboard import rows
from tests.conftest import NOW
from tests.journeys.everything import every_row
from tests.site import Cast, founded

pytestmark = pytest.mark.anyio
WANG = b"w" * 32
ADDRESS = "wang@customers.example"
SAID = "发货太慢了，我是老王。"


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


async def lived(shop_id: int) -> int:
    """Let Wang be known to a shop, be written to, answer and begin a second answer."""
    wang = await customers.remember(shop_id, ADDRESS, WANG, "zh-Hans", "25-34", NOW)
    order = await rows.ordered(shop_id, "A1", customer_id=wang, tracking="SF123456")
    await rows.answered(
        shop_id, NOW.date(), 2, ratings={"SH0": 1}, comment=SAID, customer_id=wang,
        tags=[rows.Found("slow_shipping")], order_id=order,
    )  # fmt: skip
    await rows.asked(shop_id, NOW.date(), 100 + shop_id, answered_after=None)
    await Invitation.update(
        {Invitation.customer_id: wang, Invitation.closes_at: NOW + timedelta(days=9)}
    ).where(Invitation.shop_id == shop_id)
    invitation = await Invitation.objects().where(Invitation.shop_id == shop_id).first()
    assert invitation is not None
    await database.write(drafts.saving_draft(shop_id, invitation.id, {"T1": SAID}, NOW))
    await database.fetch(
        "INSERT INTO outbox_message (shop_id, kind, key, recipient, subject, text, html, "
        "message_id, customer_id, state, headers, pictures) "
        "VALUES ({}, 'invitation', 'invitation:1', {}, 's', {}, {}, 'm', {}, 'new', '', '')",
        shop_id, ADDRESS, SAID, SAID, wang,
    )  # fmt: skip
    await rollup.rebuild(shop_id)
    return wang


async def test_nothing_of_an_erased_person_is_left_but_their_ratings(cast: Cast) -> None:
    wang = await lived(cast.tea)
    gone = await erasure.erase(cast.tea, wang, WANG, NOW)
    assert (gone.comments, gone.letters, gone.answers_unlinked) == (1, 1, 1)
    left = repr(await every_row())
    for trace in ("老王", ADDRESS, "SF123456", "25-34", "13800138000"):
        assert trace not in left
    (answer,) = await Answer.select().where(Answer.shop_id == cast.tea)
    assert answer["customer_id"] is None
    assert await Rating.count().where(Rating.shop_id == cast.tea) == 2
    assert await rollup.stored_counts(cast.tea) == await rollup.recounted(cast.tea)


async def test_an_erased_person_is_not_written_to_again(cast: Cast) -> None:
    wang = await lived(cast.tea)
    await erasure.erase(cast.tea, wang, WANG, NOW)
    assert await customers.is_suppressed(cast.tea, (WANG,))
    (letter,) = await database.fetch("SELECT state FROM outbox_message")
    assert letter["state"] == "withdrawn"
    (invitation,) = await Invitation.select().where(Invitation.shop_id == cast.tea)
    assert invitation["closes_at"] == NOW


async def test_erasing_twice_changes_nothing_more(cast: Cast) -> None:
    wang = await lived(cast.tea)
    await erasure.erase(cast.tea, wang, WANG, NOW)
    before = await every_row()
    gone = await erasure.erase(cast.tea, wang, WANG, NOW)
    assert (gone.comments, gone.letters, gone.answers_unlinked) == (0, 0, 0)
    assert await every_row() == before


async def test_the_same_person_in_another_shop_stays(cast: Cast) -> None:
    wang = await lived(cast.tea)
    await lived(cast.other)
    await erasure.erase(cast.tea, wang, WANG, NOW)
    assert await customers.by_email_hash(cast.other, WANG) is not None
    assert await Comment.count().where(Comment.shop_id == cast.other) == 1
    assert not await customers.is_suppressed(cast.other, (WANG,))


async def test_what_was_written_about_an_erased_persons_case_is_gone_and_it_is_closed(
    cast: Cast,
) -> None:
    wang = await lived(cast.tea)
    await lived(cast.other)
    assert await open_due(NOW) == 2
    (case,) = await cases.listed(cast.tea, Wanted(), NOW)
    for deed in (Deed(CaseDeed.NOTED, 1, "打过电话给老王"), Deed(CaseDeed.REPLIED, 1, "老王您好")):
        seen = await cases.one(cast.tea, case.id)
        assert seen is not None
        after = moved(seen, deed, NOW, ZoneInfo("Asia/Shanghai"))
        assert await case_acts.change(cast.tea, seen, after, deed, NOW)
    await erasure.erase(cast.tea, wang, WANG, NOW)
    every = (row for rows in (await every_row()).values() for row in rows)
    left = repr([row for row in every if row.get("shop_id") == cast.tea])
    assert "老王" not in left
    closed = await cases.one(cast.tea, case.id)
    assert closed is not None
    assert (closed.state, closed.outcome) == (CaseState.CLOSED, CaseOutcome.NO_ACTION)
    deeds = [event.deed for event in await cases.events(cast.tea, case.id)]
    assert deeds[0] is CaseDeed.OPENED
    assert deeds[-1] is CaseDeed.ERASED
    assert await open_due(NOW) == 0
    (other,) = await cases.listed(cast.other, Wanted(), NOW)
    assert other.is_open
