"""The pages of cases: lists and their filters, one case with everything people do about it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.cases.opening import open_due
from models import database
from models.choices import CaseDeed, CaseOutcome, CaseState, Role
from models.queries import cases, customers, erasure, outbox, staff
from models.queries.cases import Case
from models.tables.outbox import OutboxMessage
from models.tables.shops import AuditEntry
from tests.admin.cases.people import a_case, complained
from tests.admin.dashboard import rows
from tests.admin.dashboard.rows import Found
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
PAGE = "/shops/tea/cases"
DAY = timedelta(days=1)
Happens = Callable[[Cast, int], Awaitable[None]]


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock, HUIYIN_MAIL_FROM="care@survey.example") as client:
        client.headers["accept-language"] = "en"
        client.headers["x-csrf"] = await signed_in(client, cast.tea, Role.MANAGER, NOW)
        client.follow_redirects = True
        yield client


def said(page: httpx.Response, status: int = 200) -> str:
    """Return a page's words on one line."""
    assert page.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


async def done(client: Client, case: Case, do: CaseDeed, **form: object) -> httpx.Response:
    """Send one of a case's forms as somebody saw it."""
    data = {"csrf": client.headers["x-csrf"], "do": do, "version": case.version, **form}
    return await client.post(f"{PAGE}/{case.id}", data=data)


async def let_pass(client: Client, cast: Cast, clock: Clock, time: timedelta) -> None:
    """Let time go by and the manager sign in again."""
    client.headers["x-csrf"] = await signed_in(client, cast.tea, Role.MANAGER, clock.move(time))


async def again(shop_id: int, case: Case) -> Case:
    """Return a case as it stands now."""
    found = await cases.one(shop_id, case.id)
    assert found is not None
    return found


async def test_an_empty_list_says_what_opens_a_case(manager: Client) -> None:
    words = said(await manager.get(PAGE))
    assert "No case is open" in words
    assert "gives 1 or 2 overall" in words
    assert "Slow refund" in words


async def test_the_most_urgent_case_comes_first_and_the_overdue_are_marked(
    manager: Client, cast: Cast, clock: Clock
) -> None:
    first = await a_case(cast.tea, who="mei")
    await let_pass(manager, cast, clock, 2 * DAY)
    second = await a_case(cast.tea, NOW + 2 * DAY, who="li", at=NOW + DAY, tags=[])
    await a_case(cast.other)
    page = await manager.get(PAGE)
    words = said(page)
    assert page.text.index(f"/cases/{first.id}") < page.text.index(f"/cases/{second.id}")
    assert "Overall: 1 of 5 · Receive: 2 of 5 · Slow refund" in words
    assert "Open 2" in words
    assert "Overdue 1" in words
    assert words.count("Overdue since 2026-11-24 16:30") == 1
    assert "再问就不理人了" in words
    overdue = (await manager.get(f"{PAGE}?state=overdue")).text
    assert f"/cases/{first.id}" in overdue
    assert f"/cases/{second.id}" not in overdue


async def test_a_list_is_narrowed_by_who_which_stage_and_which_complaint(
    manager: Client, cast: Cast
) -> None:
    refund = await a_case(cast.tea, who="mei")
    rude = await a_case(
        cast.tea, who="li", overall=4, ratings={"CT9": 1}, tags=[Found("rude_staff")]
    )
    await done(manager, rude, CaseDeed.TAKEN)
    me = (await staff.of_shop(cast.tea))[0].id
    for query, found in (
        ("owner=me", [rude]), (f"owner={me}", [rude]), ("owner=nobody", [refund]),
        ("owner=999", []), ("stage=contact", [rude]), ("stage=receive", [refund]),
        ("tag=slow_refund", [refund]), ("tag=slow%25", []), ("stage=contact&tag=slow_refund", []),
        ("state=closed", []), ("state=overdue", []), ("", [refund, rude]),
    ):  # fmt: skip
        page = (await manager.get(f"{PAGE}?{query}")).text
        shown = sorted({int(n) for n in re.findall(r'href="/shops/tea/cases/(\d+)"', page)})
        assert (query, shown) == (query, sorted(case.id for case in found))
        if not found:
            assert "No such case" in page


async def test_what_makes_no_sense_in_the_address_is_named(manager: Client, cast: Cast) -> None:
    await a_case(cast.tea)
    words = said(await manager.get(f"{PAGE}?state=gone&owner=-1&stage=moon&after=x&colour=red"))
    for fault in ("“state” = “gone”", "“owner” = “-1”", "“stage” = “moon”", "“after”", "“colour”"):
        assert fault in words
    assert "Slow refund" in words


@pytest.mark.parametrize("state", ["", "closed"])
async def test_a_long_list_comes_page_by_page_each_case_once(
    manager: Client, cast: Cast, state: str
) -> None:
    for n in range(30):
        await complained(cast.tea, who=f"s{n}")
    assert await open_due(NOW) == 30
    if state:
        await database.fetch(
            "UPDATE service_case SET state = 'closed', outcome = 'solved', closed_at = {}", NOW
        )
    seen: list[str] = []
    address = f"{PAGE}?state={state}"
    for _ in range(2):
        page = (await manager.get(address)).text
        seen += re.findall(r'<a href="/shops/tea/cases/(\d+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert (len(seen), len(set(seen)), address) == (30, 30, "")


async def test_one_case_tells_what_was_said_what_happened_and_by_when(
    manager: Client, cast: Cast
) -> None:
    order = await rows.ordered(cast.tea, "A-77", carrier="顺丰", delivered_at=NOW - 9 * DAY)
    case = await a_case(cast.tea, order_id=order, order_ref="A-77")
    page = await manager.get(f"{PAGE}/{case.id}")
    words = said(page)
    for told in ("Due by 2026-11-24 16:30", "Nobody has taken this case yet", "再问就不理人了",
                 "Slow refund", "顺丰", "Opened by rule", "Overall: 1 of 5"):  # fmt: skip
        assert told in words
    assert "13800138000" not in page.text
    assert "mei@customers.example" not in page.text


async def test_a_case_is_taken_given_away_and_given_back(manager: Client, cast: Cast) -> None:
    service = await staff.add("li@tea.example", "客服 李", "zh-Hans", NOW)
    await staff.give_role(cast.tea, service, Role.SERVICE)
    case = await a_case(cast.tea)
    assert "The case is yours now" in said(await done(manager, case, CaseDeed.TAKEN))
    case = await again(cast.tea, case)
    assert case.owner == "manager"
    given = await done(manager, case, CaseDeed.ASSIGNED, owner=service)
    assert "Taken by 客服 李" in said(given)
    assert "Gave the case to 客服 李 · manager" in said(given)
    case = await again(cast.tea, case)
    stale = await done(manager, case, CaseDeed.GIVEN_BACK)
    assert "Somebody else did something" in said(stale, 409)
    await done(manager, case, CaseDeed.TAKEN)
    back = await done(manager, await again(cast.tea, case), CaseDeed.GIVEN_BACK)
    assert "Nobody has taken this case yet" in said(back)
    assert [event.deed for event in await cases.events(cast.tea, case.id)] == [
        CaseDeed.OPENED, CaseDeed.TAKEN, CaseDeed.ASSIGNED, CaseDeed.TAKEN, CaseDeed.GIVEN_BACK,
    ]  # fmt: skip


async def test_cases_go_only_to_people_of_the_shop_who_work_on_them(
    manager: Client, cast: Cast
) -> None:
    analyst = await staff.add("an@tea.example", "分析 安", "zh-Hans", NOW)
    await staff.give_role(cast.tea, analyst, Role.ANALYST)
    stranger = await staff.add("st@other.example", "别家 陈", "zh-Hans", NOW)
    await staff.give_role(cast.other, stranger, Role.OWNER)
    case = await a_case(cast.tea)
    for nobody in (analyst, stranger, 0, 10**17, "x"):
        page = await done(manager, case, CaseDeed.ASSIGNED, owner=nobody)
        assert "Choose somebody who works on the cases" in said(page, 422)
    assert (await again(cast.tea, case)).version == 1


async def test_a_note_is_kept_with_its_writer_also_on_a_closed_case(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    page = await done(manager, case, CaseDeed.NOTED, text=" 已联系仓库，\r\n明天补发。<b> ")
    assert "The note is kept" in said(page)
    assert "已联系仓库，\n明天补发。&lt;b&gt;" in page.text
    await done(manager, await again(cast.tea, case), CaseDeed.CLOSED, outcome="solved")
    page = await done(manager, await again(cast.tea, case), CaseDeed.NOTED, text="顾客来信致谢")
    assert "顾客来信致谢" in said(page)


async def test_a_case_is_closed_with_what_came_of_it_and_opened_again(
    manager: Client, cast: Cast, clock: Clock
) -> None:
    case = await a_case(cast.tea)
    page = await done(manager, case, CaseDeed.CLOSED, outcome="not_reached", text="电话停机")
    assert "Closed: Shopper not reached" in said(page)
    assert "Cause: 电话停机" in said(page).replace("  ", " ")
    closed = await again(cast.tea, case)
    assert (closed.state, closed.outcome) == (CaseState.CLOSED, CaseOutcome.NOT_REACHED)
    assert (closed.closed_at, closed.owner) == (NOW, "manager")
    assert "Shopper not reached" in said(await manager.get(f"{PAGE}?state=closed"))
    await let_pass(manager, cast, clock, 3 * DAY)
    page = await done(manager, closed, CaseDeed.REOPENED)
    assert "The case is open again" in said(page)
    opened = await again(cast.tea, case)
    assert (opened.outcome, opened.cause, opened.closed_at) == (None, "", None)
    assert opened.due_at == NOW + 3 * DAY + timedelta(hours=23)
    logged = await AuditEntry.select(AuditEntry.action).where(AuditEntry.shop_id == cast.tea)
    assert sorted(line["action"] for line in logged) == ["cases.closed", "cases.reopened"]


async def test_of_two_who_close_at_once_the_second_is_told_and_loses_no_word(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    await done(manager, case, CaseDeed.CLOSED, outcome="solved", text="一")
    late = await done(manager, case, CaseDeed.CLOSED, outcome="not_solved", text="我写的原因")
    assert "Somebody else did something about this case" in said(late, 409)
    assert "Closed: Solved" in said(late, 409)
    assert (await again(cast.tea, case)).outcome is CaseOutcome.SOLVED


async def test_words_that_came_too_late_stand_in_the_form_ready_to_be_sent_again(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    await done(manager, case, CaseDeed.NOTED, text="同事的备注")
    late = await done(manager, case, CaseDeed.REPLIED, text="亲爱的顾客")
    assert "同事的备注" in said(late, 409)
    assert "required>亲爱的顾客</textarea>" in late.text
    assert 'name="version" value="2"' in late.text
    assert await OutboxMessage.count() == 0


@pytest.mark.parametrize(
    ("do", "form", "sentence"),
    [
        (CaseDeed.NOTED, {"text": " \n"}, "The note is empty"),
        (CaseDeed.NOTED, {"text": "字" * 2001}, "2,000 characters at most"),
        (CaseDeed.REPLIED, {"text": ""}, "The reply is empty"),
        (CaseDeed.REPLIED, {"text": "字" * 4001}, "4,000 characters at most"),
        (CaseDeed.CLOSED, {"text": "原因"}, "Say what came of the case"),
        (CaseDeed.CLOSED, {"outcome": "gone"}, "Say what came of the case"),
        (CaseDeed.CLOSED, {"outcome": "solved", "text": "字" * 401}, "400 characters at most"),
    ],
)
async def test_what_cannot_be_done_is_said_and_what_was_written_is_kept(
    manager: Client, cast: Cast, do: CaseDeed, form: dict[str, str], sentence: str
) -> None:
    case = await a_case(cast.tea)
    page = await done(manager, case, do, **form)
    assert sentence in said(page, 422)
    written = form.get("text", "").strip()
    assert f">{written}</textarea>" in page.text
    assert (await again(cast.tea, case)).version == 1


async def test_nobody_sees_or_changes_a_case_of_another_shop(manager: Client, cast: Cast) -> None:
    case = await a_case(cast.other)
    assert (await manager.get(f"{PAGE}/{case.id}")).status_code == 404
    assert (await done(manager, case, CaseDeed.NOTED, text="x")).status_code == 404
    assert (await manager.get(f"/shops/other/cases/{case.id}")).status_code == 404
    assert (await again(cast.other, case)).version == 1
    assert str(case.id) not in re.findall(r"/cases/(\d+)", (await manager.get(PAGE)).text)


async def test_a_form_that_asks_for_nothing_we_know_is_not_found(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    for do in (CaseDeed.OPENED, CaseDeed.ERASED):
        assert (await done(manager, case, do)).status_code == 404


async def test_service_staff_work_on_cases_but_do_not_give_them_away(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    manager.headers["x-csrf"] = await signed_in(manager, cast.tea, Role.SERVICE, NOW)
    page = await manager.get(f"{PAGE}/{case.id}")
    assert "Take the case" in said(page)
    assert "Give it to" not in page.text
    assert (await done(manager, case, CaseDeed.ASSIGNED, owner=1)).status_code == 403
    assert (await done(manager, case, CaseDeed.TAKEN)).status_code == 200


async def test_an_analyst_reads_and_is_offered_no_form(manager: Client, cast: Cast) -> None:
    case = await a_case(cast.tea)
    await signed_in(manager, cast.tea, Role.ANALYST, NOW)
    page = await manager.get(f"{PAGE}/{case.id}")
    assert "再问就不理人了" in said(page)
    assert '<form class="doing"' not in page.text
    assert "Your role may read cases" in said(page)


async def test_an_answer_leads_to_its_case(manager: Client, cast: Cast) -> None:
    case = await a_case(cast.tea)
    page = await manager.get(f"/shops/tea/responses/{case.answer_id}")
    assert f'href="/shops/tea/cases/{case.id}"' in page.text


async def test_a_reply_leaves_as_a_letter_of_the_shop_to_an_address_nobody_sees(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea, order_ref="A-20261")
    page = await done(
        manager, case, CaseDeed.REPLIED, text="您好，\r\n退款今天已到账。\r\n\r\n抱歉！"
    )
    assert "The reply is on its way" in said(page)
    assert "Wrote to the shopper · manager" in said(page)
    assert "on its way" in said(page)
    (row,) = await OutboxMessage.select()
    line = (await cases.events(cast.tea, case.id))[-1]
    assert row["key"] == f"case-reply:{line.id}"
    assert row["message_id"] == f"<case-reply.{line.id}.{cast.tea}@survey.example>"
    assert row["recipient"] == "mei@customers.example"
    assert row["sender"] == '"茶舍" <care@survey.example>'
    assert row["subject"] == "茶舍：关于您提到的问题"
    assert "退款今天已到账。\n\n抱歉！" in row["text"]
    assert "订单尾号 0261" in row["text"]
    assert "List-Unsubscribe-Post" in row["headers"]
    assert "/u/" in row["html"]
    assert "退款今天已到账。" in row["html"]
    assert "mei@customers.example" not in page.text
    replied = await again(cast.tea, case)
    assert (replied.replied_at, replied.owner, replied.version) == (NOW, "manager", 2)
    # Half an hour today, nine on Tuesday, the rest on Wednesday.
    assert replied.due_at == NOW + timedelta(hours=48)


async def test_a_reply_that_is_sent_twice_by_a_double_click_goes_out_once(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    await done(manager, case, CaseDeed.REPLIED, text="抱歉")
    again_ = await done(manager, case, CaseDeed.REPLIED, text="抱歉")
    assert again_.status_code == 409
    assert await OutboxMessage.count() == 1


@pytest.mark.parametrize(
    ("locale", "subject"), [("en", "茶舍: about what you told us"), ("", "茶舍：关于您提到的问题")]
)
async def test_a_reply_is_framed_in_the_language_of_the_answer(
    manager: Client, cast: Cast, locale: str, subject: str
) -> None:
    case = await a_case(cast.tea, locale=locale)
    await done(manager, case, CaseDeed.REPLIED, text="<b>&amp;")
    (row,) = await OutboxMessage.select()
    assert row["subject"] == subject
    assert "<b>&amp;" in row["text"]
    assert "&lt;b&gt;&amp;amp;" in row["html"]


async def _unsubscribed(cast: Cast, customer_id: int) -> None:
    person = await customers.by_id(cast.tea, customer_id)
    assert person is not None
    await customers.suppress(cast.tea, person.email_hash, "unsubscribed", NOW)


async def _without_address(cast: Cast, customer_id: int) -> None:
    await database.fetch("UPDATE customer SET email = '' WHERE id = {}", customer_id)


async def _erased(cast: Cast, customer_id: int) -> None:
    person = await customers.by_id(cast.tea, customer_id)
    assert person is not None
    await erasure.erase(cast.tea, customer_id, person.email_hash, NOW)


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [(_unsubscribed, "wants no more letters"), (_without_address, "never told us an e-mail")],
)
async def test_who_cannot_be_written_to_is_said_and_no_form_is_offered(
    manager: Client, cast: Cast, happens: Happens, sentence: str
) -> None:
    case = await a_case(cast.tea)
    (person,) = await database.fetch("SELECT id FROM customer WHERE shop_id = {}", cast.tea)
    await happens(cast, person["id"])
    page = await manager.get(f"{PAGE}/{case.id}")
    assert sentence in said(page)
    assert 'value="replied"' not in page.text
    late = await done(manager, case, CaseDeed.REPLIED, text="白写了吗")
    assert "cannot be written to any more" in said(late, 422)
    assert "白写了吗" in late.text
    assert await OutboxMessage.count() == 0


async def test_an_erased_shoppers_case_is_closed_and_says_so(manager: Client, cast: Cast) -> None:
    case = await a_case(cast.tea)
    (person,) = await database.fetch("SELECT id FROM customer WHERE shop_id = {}", cast.tea)
    await _erased(cast, person["id"])
    page = await manager.get(f"{PAGE}/{case.id}")
    assert "Closed: No action needed" in said(page)
    assert "data was erased" in said(page)
    await done(manager, await again(cast.tea, case), CaseDeed.REOPENED)
    page = await manager.get(f"{PAGE}/{case.id}")
    assert "there is nobody left to write to" in said(page)


async def test_a_shopper_who_unsubscribes_meanwhile_is_not_written_to(
    manager: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    await done(manager, case, CaseDeed.REPLIED, text="抱歉")
    (person,) = await database.fetch("SELECT id FROM customer WHERE shop_id = {}", cast.tea)
    await _unsubscribed(cast, person["id"])
    assert await outbox.claim_batch("a", 9, NOW, DAY) == []
    page = await manager.get(f"{PAGE}/{case.id}")
    assert "not sent: the shopper wants no more letters" in said(page)
