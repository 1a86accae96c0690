"""The tick that opens cases on a real database: once per answer, of recent surveys, per shop."""

from datetime import timedelta

import pytest

from admin.cases.opening import open_due
from admin.cases.rules import OLDEST, READ_WITHIN
from models import database
from models.choices import CaseDeed
from models.queries import case_finding, cases, shop_tags
from models.queries.case_finding import Opening
from models.queries.shop_tags import ShopTag
from tests.admin.cases.people import complained, waiting
from tests.admin.dashboard.rows import Found
from tests.conftest import NOW
from tests.site import Cast, founded

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


async def test_a_low_score_and_a_grave_complaint_open_one_case_that_says_why(cast: Cast) -> None:
    answer = await complained(cast.tea)
    assert await open_due(NOW) == 1
    (case,) = await waiting(cast.tea)
    assert case.answer_id == answer
    assert case.reasons == "OV1:1 RE0:2 tag:slow_refund"
    assert (case.owner_id, case.version, case.opened_at) == (None, 1, NOW)
    # NOW is Monday 17:30 in Shanghai: half an hour today, the rest on Tuesday.
    assert case.due_at == NOW + timedelta(hours=23)
    (event,) = await cases.events(cast.tea, case.id)
    assert (event.deed, event.who, event.at) == (CaseDeed.OPENED, "", NOW)
    assert await waiting(cast.other) == []


async def test_however_often_the_clock_ticks_an_answer_has_one_case(cast: Cast) -> None:
    answer = await complained(cast.tea)
    assert [await open_due(NOW + n * MINUTE) for n in range(3)] == [1, 0, 0]
    assert not await case_finding.open_one(cast.tea, Opening(answer, "OV1:1", "", NOW), NOW)
    (case,) = await waiting(cast.tea)
    assert len(await cases.events(cast.tea, case.id)) == 1


async def test_a_stop_in_the_middle_is_gone_on_with_and_loses_nothing(cast: Cast) -> None:
    answers = [await complained(cast.tea, who=f"s{n}") for n in range(5)]
    assert await open_due(NOW, at_once=2) == 2
    assert await open_due(NOW, at_once=2) == 2
    assert await open_due(NOW, at_once=2) == 1
    assert sorted(case.answer_id for case in await waiting(cast.tea)) == answers


@pytest.mark.parametrize(
    "said",
    [
        {"overall": 3, "ratings": {"RE0": 3}, "tags": [Found("slow_shipping")]},
        {"source": "import", "feedback_ref": "F-1"},
        {"customer_id": None},
        {"at": NOW - OLDEST - MINUTE},
        {"overall": 4, "ratings": {}, "tags": [Found("slow_refund", verdict="absent")]},
    ],
    ids=["not so bad", "imported", "nobody's", "too long ago", "taken off by hand"],
)
async def test_nothing_else_opens_a_case(cast: Cast, said: dict[str, object]) -> None:
    await complained(cast.tea, **said)  # type: ignore[arg-type]  # a table of keywords
    assert await open_due(NOW) == 0


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"overall": 5, "ratings": {}, "comment": "", "tags": []}, ""),
        ({"overall": None, "ratings": {"SH0": 1}, "comment": "", "tags": []}, "SH0:1"),
        ({"overall": 5, "ratings": {}}, "tag:slow_refund"),
        ({"overall": 4, "ratings": {}, "tags": [Found("rude_staff", probability=None,
          verdict="present")]}, "tag:rude_staff"),
    ],
)  # fmt: skip
async def test_each_reason_is_enough(cast: Cast, said: dict[str, object], reasons: str) -> None:
    await complained(cast.tea, **said)  # type: ignore[arg-type]  # a table of keywords
    assert await open_due(NOW) == bool(reasons)
    assert [case.reasons for case in await waiting(cast.tea)] == ([reasons] if reasons else [])


async def test_the_first_run_after_an_upgrade_looks_back_two_weeks_and_no_further(
    cast: Cast,
) -> None:
    days = timedelta(days=1)
    for back in range(40):
        await complained(cast.tea, who=f"s{back}", at=NOW - back * days)
    assert await open_due(NOW) == 15
    assert all(case.due_at > NOW for case in await waiting(cast.tea))


async def test_an_answer_waits_for_its_reader_but_not_for_ever(cast: Cast) -> None:
    answer = await complained(cast.tea, at=NOW - timedelta(minutes=5), tags=[])
    await database.fetch("UPDATE comment SET reading = 'waiting' WHERE answer = {}", answer)
    assert await open_due(NOW) == 0
    assert await open_due(NOW + READ_WITHIN) == 1


async def test_a_tag_that_the_shop_hides_opens_nothing(cast: Cast) -> None:
    await complained(cast.tea, overall=5, ratings={})
    await complained(cast.other, overall=5, ratings={})
    await shop_tags.add(cast.tea, ShopTag("slow_refund", "", "", hidden=True), 1, NOW)
    assert await open_due(NOW) == 1
    assert await waiting(cast.tea) == []
    assert len(await waiting(cast.other)) == 1


async def test_an_answer_that_turns_bad_when_it_is_edited_opens_a_case_then(cast: Cast) -> None:
    answer = await complained(cast.tea, overall=5, ratings={}, tags=[])
    assert await open_due(NOW) == 0
    await database.fetch("UPDATE rating SET score = 2 WHERE answer = {}", answer)
    assert await open_due(NOW + MINUTE) == 1


async def test_an_answer_from_the_future_waits_until_it_is_there(cast: Cast) -> None:
    await complained(cast.tea, at=NOW + MINUTE)
    assert [await open_due(NOW), await open_due(NOW + MINUTE)] == [0, 1]
