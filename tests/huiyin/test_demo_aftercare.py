"""What the demo shop's staff did about unhappy shoppers: most is closed, one thing is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.invitations.links import LinkSigner
from huiyin.demo.aftercare import Staffed, follow_up
from huiyin.demo.opening import MANAGER, SERVICE
from huiyin.replying import reply_desk
from huiyin.templating import environment
from models.choices import CaseDeed, MessageKind, Role
from models.queries import cases, shops, staff
from models.queries.cases import Wanted
from models.tables.outbox import OutboxMessage
from tests.admin.cases.people import complained
from tests.site import BASE_URL, Cast, founded

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)  # a Thursday noon in the shop


@pytest.fixture
async def cast(database: str) -> Cast:
    cast = await founded(NOW)
    for hours in range(2, 24 * 20, 12):
        await complained(cast.tea, who=f"s{hours}", at=NOW - timedelta(hours=hours))
    return cast


async def told(cast: Cast) -> Staffed:
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    people = []
    for email, role in ((SERVICE, Role.SERVICE), (MANAGER, Role.MANAGER)):
        people.append(await staff.add(email, email[:7], "zh-Hans", NOW))
        await staff.give_role(shop.id, people[-1], role)
    links = LinkSigner((b"k" * 32,), BASE_URL)
    desk = reply_desk(links, environment(), "care@demo.example")
    return Staffed(shop, people[0], people[1], desk, NOW)


async def test_a_visitor_meets_every_kind_of_case(cast: Cast) -> None:
    handed: list[datetime] = []

    async def hand_over(then: datetime) -> None:
        handed.append(then)

    await follow_up(await told(cast), hand_over)
    waiting = await cases.listed(cast.tea, Wanted(), NOW, limit=99)
    overdue = [case for case in waiting if case.is_overdue(NOW)]
    assert len(overdue) == 1
    assert (overdue[0].owner_id, overdue[0].replied_at) == (None, None)
    assert any(case.replied_at for case in waiting)
    assert any(case.replied_at is None for case in waiting if case not in overdue)
    closed = await cases.listed(cast.tea, Wanted("closed"), NOW, limit=99)
    assert len({case.outcome for case in closed}) > 2
    deeds = [event.deed for event in await cases.events(cast.tea, closed[0].id)]
    assert deeds == [CaseDeed.OPENED, CaseDeed.ASSIGNED, CaseDeed.REPLIED, CaseDeed.CLOSED]
    letters = await OutboxMessage.count().where(OutboxMessage.kind == MessageKind.CASE_REPLY)
    assert letters == len(closed) + sum(case.replied_at is not None for case in waiting)
    assert handed == sorted(handed)
    assert all(then.isoweekday() <= 5 and then < NOW for then in handed)
    assert await cases.listed(cast.other, Wanted(), NOW) == []
