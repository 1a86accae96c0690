"""Weighted pages, as a manager sees them; the second shop's orders weigh nothing."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import rollup
from tests.admin.dashboard import rows
from tests.admin.dashboard.test_pages import browser, entered
from tests.conftest import NOW, Clock
from tests.site import Cast, founded

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with browser(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        client.headers["x-csrf"] = await entered(client, cast.tea, Role.OWNER)
        yield client


async def _served(shop_id: int, n: int, *, late: bool, answered: int) -> None:
    """Deliver `n` orders; the first ones answer, those on time 4 or 5, late ones 1 or 2."""
    delivered = NOW - timedelta(days=3)
    for number in range(n):
        order = await rows.ordered(
            shop_id, f"{late}{number}", sales_channel="web", category="茶叶", region="浙江",
            delivered_at=delivered, promised_at=delivered + timedelta(days=-1 if late else 1),
        )  # fmt: skip
        if number < answered:
            score = (1, 2) if late else (4, 5)
            await rows.answered(
                shop_id, TODAY, score[number % 2], ratings={"SH0": 1 if late else 4, "SH1": 3},
                comment=rows.SLOW if late else "", order_id=order,
                tags=[rows.Found("slow_shipping")] if late else (),
            )  # fmt: skip


async def _shop(cast: Cast) -> None:
    await _served(cast.tea, 180, late=False, answered=40)
    await _served(cast.tea, 20, late=True, answered=20)
    await _served(cast.other, 50, late=True, answered=20)
    await rows.answered(cast.tea, TODAY, 3)
    await rollup.rebuild(cast.tea)


def _value(page: str) -> str:
    found = re.search(r'class="value">([^<]+)<', page)
    return found[1] if found else ""


async def test_the_overview_is_weighted_to_all_orders_and_says_so(
    manager: Client, cast: Cast
) -> None:
    await _shop(cast)
    assert _value((await manager.get("/shops/tea")).text) == "3.49"
    page = (await manager.get("/shops/tea?weights=orders")).text
    assert _value(page) == "4.20"  # 0.9 of 4.5 and 0.1 of 1.5
    assert "60 answers stand for 200 orders" in page
    assert "is not known: 1." in page
    assert "Ignored in the address" not in page
    assert 'href="/shops/tea/complaints?weights=orders&amp;tag=slow_shipping"' in page


async def test_recommending_and_the_course_are_weighted_too(manager: Client, cast: Cast) -> None:
    for back in (21, 14, 7, 0):
        day = TODAY - timedelta(days=back)
        for number in range(40):
            late = number >= 20
            order = await rows.ordered(
                cast.tea, f"{back}-{number}", sales_channel="web", category="茶叶", region="浙江",
                delivered_at=rows.noon(day) - timedelta(days=1),
                promised_at=rows.noon(day) - timedelta(days=2 if late else 0),
            )  # fmt: skip
            await rows.answered(
                cast.tea, day, 1 if late else 5, ratings={"OV2": 3 if late else 10}, order_id=order
            )
        for number in range(180):
            await rows.ordered(
                cast.tea, f"{back}-S{number}", sales_channel="web", category="茶叶",
                region="浙江", delivered_at=rows.noon(day) - timedelta(days=1),
                promised_at=rows.noon(day),
            )  # fmt: skip
    await rollup.rebuild(cast.tea)
    plain = (await manager.get("/shops/tea")).text
    assert "Would recommend (NPS, −100 to 100)" in plain
    assert ">+0<" in plain
    page = (await manager.get("/shops/tea?weights=orders")).text
    assert _value(page) == "4.64"  # 200 of 220 on time
    assert ">+82<" in page
    assert 'class="drawing spark"' in page or "spark" in page
    file = (await manager.get("/shops/tea?weights=orders&format=csv")).text
    steps = [line.split(",") for line in file.splitlines() if line.startswith("Overall score,2026")]
    assert len(steps) == 4
    assert {step[2] for step in steps} == {"4.6364"}
    assert {step[5] for step in steps} == {"40"}
    assert {step[7] for step in steps} == {"linearised_t"}


async def test_the_way_on_keeps_the_weights(manager: Client, cast: Cast) -> None:
    await _shop(cast)
    page = (await manager.get("/shops/tea?weights=orders")).text
    assert "/shops/tea/stages/browse?weights=orders" in page
    assert '<option value="orders" selected>' in page


async def test_a_stage_and_the_complaints_are_weighted_too(manager: Client, cast: Cast) -> None:
    await _shop(cast)
    ship = (await manager.get("/shops/tea/stages/ship?weights=orders")).text
    assert _value(ship) == "3.70"  # 0.9 of 4 and 0.1 of 1
    complaints = (await manager.get("/shops/tea/complaints?weights=orders")).text
    assert "Weighted to all eligible orders" in complaints
    row = complaints[complaints.index('id="weights"') :]
    assert "32.8" in row  # 20 of 61 as answered
    assert "10.0" in row


async def test_a_file_holds_both_kinds_of_numbers(manager: Client, cast: Cast) -> None:
    await _shop(cast)
    for page in ("", "/stages/ship", "/complaints"):
        file = await manager.get(f"/shops/tea{page}?weights=orders&format=csv")
        assert file.status_code == 200
        assert "Effective number" in file.text, page


async def test_pages_without_weights_say_that_they_ignore_them(manager: Client, cast: Cast) -> None:
    await _shop(cast)
    for name in ("drivers", "channels", "health"):
        page = (await manager.get(f"/shops/tea/{name}?weights=orders")).text
        assert "“weights” = “orders”" in page, name
        assert 'name="weights"' not in page


async def test_an_unknown_weight_is_named_and_ignored(manager: Client, cast: Cast) -> None:
    await _shop(cast)
    page = (await manager.get("/shops/tea?weights=moon")).text
    assert "“weights” = “moon”" in page
    assert _value(page) == "3.49"


async def test_days_without_any_order_stay_as_answered(manager: Client, cast: Cast) -> None:
    for number in range(12):
        await rows.answered(cast.tea, TODAY, 4 + number % 2)
    await rollup.rebuild(cast.tea)
    page = (await manager.get("/shops/tea?weights=orders&lang=zh-Hans")).text
    assert "无法加权" in page
    assert _value(page) == "4.50"


async def test_days_without_any_answer_give_a_page(manager: Client, cast: Cast) -> None:
    for path in ("", "/stages/ship", "/stages/contact", "/complaints"):
        page = await manager.get(f"/shops/tea{path}?weights=orders&since=2020-01-01")
        assert page.status_code == 200, path


async def test_tagged_answers_stand_beside_the_share_that_truly_complains(
    manager: Client, cast: Cast
) -> None:
    await _shop(cast)
    page = (await manager.get("/shops/tea")).text
    table = page[page.index("Truly complain") :]
    row = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table))[:120]
    assert re.search(r"Slow \w+.* 20 \d+\.\d% \(", row), row
    file = (await manager.get("/shops/tea?format=csv")).text
    assert "Corrected for the reader’s errors" in file
