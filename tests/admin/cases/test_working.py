"""What people do about cases: how one stands after each deed, and that of two at once one wins."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.cases import wishes
from admin.cases.moves import makes_sense, moved
from admin.cases.opening import open_due
from admin.cases.wishes import DOABLE, SENTENCES, Fault, fault
from admin.cases.working import work
from feedback.invitations.links import LinkSigner
from huiyin.replying import reply_desk
from huiyin.templating import environment
from models.choices import CaseDeed, CaseOutcome, CaseState
from models.queries import cases, shops
from models.queries.case_acts import Deed
from models.queries.cases import Case
from models.tables.outbox import OutboxMessage
from tests.admin.cases.people import a_case, complained, waiting
from tests.conftest import NOW
from tests.site import BASE_URL, Cast, founded

pytestmark = pytest.mark.anyio
SHANGHAI = ZoneInfo("Asia/Shanghai")
DESK = reply_desk(LinkSigner((b"k" * 32,), BASE_URL), environment(), "care@survey.example")
HOUR = timedelta(hours=1)
OPEN = Case(
    id=1, answer_id=2, state=CaseState.OPEN, reasons="OV1:1", owner_id=None, owner="",
    outcome=None, cause="", version=1, opened_at=NOW, due_at=NOW + 23 * HOUR, replied_at=None,
    closed_at=None, overall=1, order_ref="", submitted_at=NOW, words="",
)  # fmt: skip
CLOSED = replace(OPEN, state=CaseState.CLOSED, outcome=CaseOutcome.SOLVED, closed_at=NOW)


@pytest.mark.parametrize("deed", sorted(DOABLE))
def test_what_can_be_done_depends_on_whether_the_case_is_open(deed: CaseDeed) -> None:
    assert makes_sense(OPEN, deed) == (deed is not CaseDeed.REOPENED)
    assert makes_sense(CLOSED, deed) == (deed in {CaseDeed.NOTED, CaseDeed.REOPENED})


def test_whoever_replies_or_closes_has_taken_the_case_unless_somebody_had() -> None:
    for kind in (CaseDeed.REPLIED, CaseDeed.CLOSED):
        deed = Deed(kind, 7, "x", outcome=CaseOutcome.SOLVED)
        assert moved(OPEN, deed, NOW, SHANGHAI).owner_id == 7
        assert moved(replace(OPEN, owner_id=3), deed, NOW, SHANGHAI).owner_id == 3


def test_a_reply_never_makes_a_case_due_earlier() -> None:
    later = replace(OPEN, due_at=NOW + 900 * HOUR)
    deed = Deed(CaseDeed.REPLIED, 7, "x")
    assert moved(later, deed, NOW, SHANGHAI).due_at == later.due_at
    assert moved(OPEN, deed, NOW, SHANGHAI).due_at == NOW + 48 * HOUR


def test_a_note_changes_nothing_about_how_a_case_stands() -> None:
    after = moved(CLOSED, Deed(CaseDeed.NOTED, 7, "x"), NOW + HOUR, SHANGHAI)
    assert (after.state, after.outcome, after.closed_at) == (CaseState.CLOSED, "solved", NOW)
    assert (after.owner_id, after.due_at) == (None, CLOSED.due_at)


@given(
    st.dictionaries(
        st.sampled_from(["do", "version", "text", "owner", "outcome"]),
        st.one_of(st.text(), st.sampled_from([*CaseDeed, *CaseOutcome, "1", "9" * 30, "-1", "٣"])),
    )
)
def test_whatever_a_form_says_it_is_a_wish_or_nothing(form: dict[str, str]) -> None:
    wish = wishes.read(form)
    if wish is not None:
        assert wish.deed in DOABLE
        assert "\r" not in wish.text
        assert "\0" not in wish.text
        assert fault(wish) in {None, *Fault}


def test_every_fault_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Fault)


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


async def test_of_several_who_close_at_once_one_does_and_the_others_are_told(cast: Cast) -> None:
    case, shop = await a_case(cast.tea), await shops.by_id(cast.tea)
    assert shop is not None
    wish = wishes.Wish(CaseDeed.CLOSED, case.version, outcome=CaseOutcome.SOLVED)
    told = await asyncio.gather(*(work(shop, case, wish, n, NOW, DESK) for n in range(1, 7)))
    assert (told.count(None), told.count(Fault.CHANGED_MEANWHILE)) == (1, 5)
    assert len(await cases.events(cast.tea, case.id)) == 2


async def test_of_several_who_reply_at_once_one_letter_leaves(cast: Cast) -> None:
    case, shop = await a_case(cast.tea), await shops.by_id(cast.tea)
    assert shop is not None
    wish = wishes.Wish(CaseDeed.REPLIED, case.version, "抱歉")
    told = await asyncio.gather(*(work(shop, case, wish, n, NOW, DESK) for n in range(1, 7)))
    assert told.count(None) == 1
    assert await OutboxMessage.count() == 1


async def test_several_clocks_open_one_case_for_each_answer(cast: Cast) -> None:
    for n in range(8):
        await complained(cast.tea, who=f"s{n}")
    assert sum(await asyncio.gather(*(open_due(NOW) for _ in range(4)))) == 8
    assert len(await waiting(cast.tea)) == 8
