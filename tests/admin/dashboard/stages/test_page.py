"""The page of a stage, as a manager sees it and as nobody else does."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from admin.dashboard.filters import read
from admin.dashboard.first_screen import first_screen
from admin.dashboard.stages import findings, gathering
from admin.dashboard.stages.items import prefix
from admin.dashboard.weighted import screens
from admin.dashboard.weighted.gathering import sides
from models.choices import Role, Stage
from models.queries import rollup
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def test_a_stage_that_fell_shows_where_and_why(manager: Client, cast: Cast) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=4)
    page = await manager.get("/shops/tea/stages/ship")
    assert page.status_code == 200
    text = page.text
    places = [text.index(f'id="{name}"') for name in ("items", "course", "strata", "facts")]
    assert places == sorted(places)
    assert "worse" in text
    assert 'href="/shops/tea/stages/ship?carrier=' in text
    assert 'href="/shops/tea/complaints?tag=slow_shipping"' in text
    assert "differences on this page were tested together" in text
    assert "style=" not in text


@pytest.mark.parametrize("asked", [{}, {"weights": ["orders"]}])
async def test_one_comparison_has_one_verdict_on_every_page(
    cast: Cast, asked: dict[str, list[str]]
) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=4)
    filters = read(asked, TODAY)
    first = await first_screen(cast.tea, filters, SHANGHAI)
    assert first is not None
    for stage in Stage:
        plain = findings.judge(await gathering.rows(cast.tea, stage, filters))
        weighed = screens.both(await sides(cast.tea, filters, SHANGHAI, prefix(stage)))
        found, _ = screens.stage(weighed, plain, stage)
        found = findings.settled(found, first, stage)
        assert found.core.mean == first.stages[stage]
        assert {tag.code: tag.share for tag in found.tags} == {
            tag.code: first.tags[tag.code] for tag in found.tags
        }


@pytest.mark.parametrize("stage", ["browse", "pay", "ship", "receive", "contact"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
async def test_every_stage_has_its_page(
    manager: Client, cast: Cast, stage: str, language: str
) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=1)
    page = await manager.get(f"/shops/tea/stages/{stage}?period=91d&lang={language}")
    assert page.status_code == 200
    assert 'id="items"' in page.text


@pytest.mark.parametrize("query", ["", "?period=all", "?compare=off", "?region=nowhere"])
@pytest.mark.parametrize("answers", [0, 1, 12])
async def test_little_or_nothing_gives_a_sentence(
    manager: Client, cast: Cast, query: str, answers: int
) -> None:
    for _ in range(answers):
        await rows.answered(cast.tea, TODAY, 4, ratings={"SH0": 4})
    await rollup.rebuild(cast.tea)
    for stage in ("ship", "contact"):
        page = await manager.get(f"/shops/tea/stages/{stage}{query}")
        assert page.status_code == 200
        assert "nan" not in page.text.lower().replace("nano", "")


async def test_the_facts_beside_the_ratings_are_those_of_the_same_orders(
    manager: Client, cast: Cast
) -> None:
    for n in range(40):
        placed = rows.noon(TODAY - timedelta(days=9))
        late = n % 2
        order = await rows.ordered(
            cast.tea, f"A{n}", carrier="顺丰" if late else "中通", placed_at=placed,
            paid_at=placed, shipped_at=placed + timedelta(hours=30),
            promised_at=placed + timedelta(days=3),
            delivered_at=placed + timedelta(days=3 + (2 if late else -1)),
            impossible="delivered_before_shipped" if n == 39 else "",
        )  # fmt: skip
        await rows.answered(cast.tea, TODAY, 4, ratings={"SH0": 2 if late else 4 + n % 4 // 2},
                            order_id=order)  # fmt: skip
    await rollup.rebuild(cast.tea)
    text = (await manager.get("/shops/tea/stages/ship")).text
    assert "of 39 that were rated" in text
    assert "Late deliveries are rated 2.00, those on time 4.50." in text


async def test_a_file_holds_the_numbers_of_the_page(manager: Client, cast: Cast) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=2)
    shown = (await manager.get("/shops/tea/stages/ship?lang=en")).text
    link = re.search(r'href="([^"]+format=csv[^"]*)" download', shown)
    assert link is not None
    file = await manager.get(link[1].replace("&amp;", "&"))
    assert file.headers["content-type"].startswith("text/csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "茶舍"
    core = next(line for line in lines if line.startswith("SH0,")).split(",")
    assert f'<p class="value">{float(core[2]):.2f}</p>' in shown


async def test_service_staff_see_the_page_and_take_no_file(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    await rows.answered(cast.tea, TODAY, 4, ratings={"SH0": 4})
    await rollup.rebuild(cast.tea)
    async with site(tmp_path, clock) as client:
        await signed_in(client, cast.tea, Role.SERVICE, NOW)
        page = await client.get("/shops/tea/stages/ship")
        assert page.status_code == 200
        assert "format=csv" not in page.text
        assert (await client.get("/shops/tea/stages/ship?format=csv")).status_code == 403


async def test_unknown_parameters_are_named_and_the_page_still_opens(
    manager: Client, cast: Cast
) -> None:
    page = await manager.get("/shops/tea/stages/ship?format=xls&perio=7d&since=2026-13-01")
    assert page.status_code == 200
    for name in ("“format” = “xls”", "“perio” = “7d”", "“since” = “2026-13-01”"):
        assert name in page.text


@pytest.mark.parametrize("query", ["since=0002-01-01", "until=9999-12-31", "since=2199-01-01"])
@pytest.mark.parametrize("path", ["", "/stages/ship"])
async def test_days_outside_every_calendar_break_no_page(
    manager: Client, path: str, query: str
) -> None:
    assert (await manager.get(f"/shops/tea{path}?{query}")).status_code == 200


@pytest.mark.parametrize("path", ["/shops/other/stages/ship", "/shops/tea/stages/unpack"])
async def test_what_is_not_there_is_not_found(manager: Client, path: str) -> None:
    assert (await manager.get(path)).status_code == 404


async def test_another_shops_ratings_never_show(manager: Client, cast: Cast) -> None:
    for _ in range(40):
        await rows.answered(cast.other, TODAY, 1, ratings={"SH0": 1})
        await rows.answered(cast.tea, TODAY, 5, ratings={"SH0": 5})
    for shop in (cast.tea, cast.other):
        await rollup.rebuild(shop)
    for query in ("", "?source=survey"):
        text = (await manager.get(f"/shops/tea/stages/ship{query}")).text
        assert '<p class="value">5.00</p>' in text
        assert "all answers are equal" in text
