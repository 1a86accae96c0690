"""The open cases on the first screen: how many, how late, and the three most urgent."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.cases.opening import open_due
from admin.dashboard.cases.block import block
from huiyin.i18n import translator
from models import database
from models.choices import Role
from models.queries import cases, rollup
from models.queries.cases import MOST_COUNTED
from tests.admin.cases.people import complained
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
SAY = translator("en")


@pytest.fixture
async def cast(database: str) -> Cast:
    """Found both shops; five shoppers of tea complained, one of them three days ago."""
    cast = await founded(NOW)
    await complained(cast.tea, who="first", at=NOW - 4 * DAY)
    await open_due(NOW - 3 * DAY)
    for n in range(4):
        await complained(cast.tea, who=f"s{n}", tags=[])
    await complained(cast.other, who="theirs")
    await open_due(NOW)
    await rollup.rebuild(cast.tea)
    return cast


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def test_the_overview_counts_open_cases_and_leads_to_the_most_urgent(
    manager: httpx.AsyncClient, cast: Cast
) -> None:
    page = (await manager.get("/shops/tea?period=7d")).text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Open cases 5 open · 1 overdue" in words
    assert "Overall: 1 of 5 · Receive: 2 of 5 · Slow refund Overdue since 2026-11-23 16:30" in words
    assert words.count("nobody has taken it") == 3
    (first, *_) = await cases.listed(cast.tea, cases.Wanted(), NOW)
    assert f'href="/shops/tea/cases/{first.id}?period=7d"' in page
    assert 'href="/shops/tea/cases?period=7d&amp;state=overdue"' in page


async def test_without_open_cases_the_overview_says_nothing_of_them(
    manager: httpx.AsyncClient, cast: Cast
) -> None:
    await database.fetch("UPDATE service_case SET state = 'closed' WHERE shop_id = {}", cast.tea)
    assert "Open cases" not in (await manager.get("/shops/tea")).text
    assert (await block(cast.other, "en", SAY, NOW)).open == 1


async def test_counting_ends_where_it_tells_nothing_more(cast: Cast) -> None:
    sql = (
        "INSERT INTO service_case (shop_id, answer_id, state, reasons, stages, outcome, cause, "
        "version, opened_at, due_at) VALUES ({}, {}, 'open', 'OV1:1', '', '', '', 1, {}, {})"
    )
    async with database.transaction():
        for n in range(MOST_COUNTED + 5):
            await database.fetch(sql, cast.tea, 1_000_000 + n, NOW, NOW + DAY)
    found = await block(cast.tea, "en", SAY, NOW)
    assert (found.open, found.count, found.overdue) == (MOST_COUNTED, "1,000+", 1)
