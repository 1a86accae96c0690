"""Cases for programs: what the page says, page by page, of one shop, without anybody's name."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.cases.moves import moved
from admin.cases.opening import open_due
from models.choices import CaseDeed, CaseOutcome, KeyPurpose
from models.queries import case_acts, shops
from models.queries.case_acts import Deed
from tests.admin.api.test_alerts import keyed
from tests.admin.cases.people import a_case, complained
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def client(cast: Cast, tmp_path: Path, clock: Clock) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        yield served


async def test_a_case_says_why_by_when_and_whether_somebody_cares(
    client: Client, cast: Cast, clock: Clock
) -> None:
    case = await a_case(cast.tea, order_ref="A-1")
    await a_case(cast.other)
    await keyed(client, cast.tea)
    reply = (await client.get("/api/cases")).json()
    (told,) = reply["cases"]
    assert (reply["shop"], reply["timezone"], reply["next"]) == ("tea", "Asia/Shanghai", None)
    assert told == {
        "id": case.id, "answer": case.answer_id, "order_ref": "A-1", "state": "open",
        "reasons": ["OV1:1", "RE0:2", "tag:slow_refund"], "overall": 1, "taken": False,
        "overdue": False, "opened_at": "2026-11-23T09:30:00Z", "due_at": "2026-11-24T08:30:00Z",
        "replied_at": None, "closed_at": None, "outcome": None, "cause": None,
    }  # fmt: skip
    clock.move(timedelta(days=2))
    (told,) = (await client.get("/api/cases?state=open")).json()["cases"]
    assert told["overdue"]


async def test_the_cause_of_a_closed_case_is_for_keys_that_read_words(
    client: Client, cast: Cast
) -> None:
    case = await a_case(cast.tea)
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    deed = Deed(CaseDeed.CLOSED, 1, "仓库漏发", outcome=CaseOutcome.SOLVED)
    await case_acts.change(cast.tea, case, moved(case, deed, NOW, shop.zone), deed, NOW)
    await keyed(client, cast.tea)
    (told,) = (await client.get("/api/cases?state=closed")).json()["cases"]
    assert (told["outcome"], told["cause"], told["taken"]) == ("solved", "仓库漏发", True)
    await keyed(client, cast.tea, KeyPurpose.NUMBERS)
    (told,) = (await client.get("/api/cases")).json()["cases"]
    assert (told["outcome"], told["cause"]) == ("solved", None)
    assert told["reasons"] == ["OV1:1", "RE0:2"]
    assert (await client.get("/api/cases?state=open")).json()["cases"] == []


async def test_cases_come_page_by_page_each_once(client: Client, cast: Cast) -> None:
    for n in range(5):
        await complained(cast.tea, who=f"s{n}")
    await open_due(NOW)
    await keyed(client, cast.tea)
    seen, after = [], ""
    for _ in range(3):
        reply = (await client.get(f"/api/cases?limit=2&after={after}")).json()
        seen += [one["id"] for one in reply["cases"]]
        after = reply["next"] or ""
    assert seen == sorted(set(seen), reverse=True)
    assert (len(seen), after) == (5, "")


@pytest.mark.parametrize(
    "query", ["state=overdue", "after=0", "after=x", "limit=0", "period=7d", "owner=1"]
)
async def test_what_cases_cannot_be_asked_for_is_refused(
    client: Client, cast: Cast, query: str
) -> None:
    await keyed(client, cast.tea)
    reply = await client.get(f"/api/cases?{query}")
    assert reply.status_code == (400 if query.startswith("limit") else 422)
    assert reply.headers["content-type"] == "application/problem+json"
