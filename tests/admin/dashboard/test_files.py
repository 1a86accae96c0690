"""Every chart and table of every page as a file, as a manager takes it out of the house."""

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from admin.charts import png
from admin.charts.standalone import SVG
from models.choices import Role
from models.tables.shops import AuditEntry
from tests.admin.dashboard import rows
from tests.admin.dashboard.channels.told import BAD, GOOD, written
from tests.admin.exports.workbook import read
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
PAGES = (
    "", "/stages/ship", "/stages/contact", "/channels", "/drivers", "/health", "/alerts",
    "/complaints", "/complaints?tag=slow_shipping",
)  # fmt: skip
SAVED = re.compile(r'href="([^"]*[?&;]chart=[^"]*)"')


@pytest.fixture
async def cast(database: str) -> Cast:
    """Found both shops; tea's dispatch gets worse, and shoppers tell of contacts."""
    cast = await founded(NOW)
    await rows.worsening(cast.tea, TODAY, per_day=2)
    for n in range(24):
        await written(cast.tea, TODAY, (BAD, GOOD)[n % 2], n)
    return cast


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "zh-CN"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def test_every_chart_of_every_page_can_be_saved_as_drawing_and_as_data(
    manager: Client,
) -> None:
    for page in PAGES:
        shown = (await manager.get(f"/shops/tea{page}")).text
        links = [html.unescape(link) for link in SAVED.findall(shown)]
        assert len(links) == 4 * shown.count("chart chart-wide"), page
        for link in links:
            if link.endswith("as=png"):  # drawn in a test of its own
                continue
            reply = await manager.get(link)
            assert reply.status_code == 200, link
            assert link.rpartition("as=")[2] in reply.headers["content-disposition"]


async def test_a_saved_drawing_names_shop_days_and_answers(manager: Client) -> None:
    reply = await manager.get("/shops/tea?carrier=%E9%A1%BA%E4%B8%B0&chart=journey&as=svg")
    root = ET.fromstring(reply.text)
    written = " ".join(one.text or "" for one in root.iter(f"{{{SVG}}}text"))
    for words in ("茶舍", "2026-10-27 – 2026-11-23", "仅含：顺丰", "份答卷"):
        assert words in written
    assert reply.headers["content-disposition"] == (
        'attachment; filename="tea-overview-journey-2026-10-27-2026-11-23.svg"'
    )
    assert reply.headers["content-type"] == "image/svg+xml"


async def test_a_picture_is_drawn_sharp_or_not_at_all(manager: Client) -> None:
    reply = await manager.get("/shops/tea?chart=journey&as=png")
    if png.find_cjk_font() is None:
        pytest.skip("no font with Chinese here: nothing is drawn, as the next test says")
    assert reply.content.startswith(b"\x89PNG")
    assert int.from_bytes(reply.content[16:20]) == 2 * (720 + 2 * 20)


async def test_without_a_font_with_chinese_a_sentence_is_given_and_no_boxes(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    async with site(tmp_path, clock, HUIYIN_FONT=str(tmp_path / "none.ttf")) as client:
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        reply = await client.get("/shops/tea?chart=journey&as=png&lang=zh-Hans")
        assert reply.status_code == 503
        assert "没有中文字体" in reply.text


async def test_the_data_behind_a_chart_are_numbers_in_both_kinds_of_file(manager: Client) -> None:
    lines = (await manager.get("/shops/tea?chart=complaints&as=csv")).text.splitlines()
    book = read((await manager.get("/shops/tea?chart=complaints&as=xlsx")).content)
    about, data = book.values()
    assert about.rows[0] == ["茶舍"]
    cells = lines[lines.index("") + 2 :]
    assert [",".join(str(cell) for cell in data.rows[0])] == cells[:1]
    first = cells[1].split(",")
    assert data.rows[1][:4] == [first[0], *(float(number) for number in first[1:4])]


async def test_every_page_gives_the_same_tables_as_text_and_as_workbook(manager: Client) -> None:
    for page in PAGES:
        also = "&" if "?" in page else "?"
        text = (await manager.get(f"/shops/tea{page}{also}format=csv")).content.decode("utf-8-sig")
        reply = await manager.get(f"/shops/tea{page}{also}format=xlsx")
        assert reply.headers["content-disposition"].endswith('.xlsx"')
        about, *tables = read(reply.content).values()
        assert about.rows[0] == ["茶舍"]
        assert ["不足 10 份答卷的数字不列出。"] in about.rows
        blocks = [block.split("\r\n") for block in text.split("\r\n\r\n")[1:]]
        assert len(tables) == len(blocks), page
        for table, (_, *lines) in zip(tables, blocks, strict=True):
            assert len(table.rows) == len([line for line in lines if line])


async def test_what_we_do_not_write_is_named_or_not_found_never_a_fault(manager: Client) -> None:
    assert (await manager.get("/shops/tea?chart=nothing&as=svg")).status_code == 404
    for asked in (
        "?chart=journey&as=gif", "?chart=journey", "?format=pdf",
        "?format=csv&chart=journey&as=svg", "?chart=journey&chart=complaints&as=svg",
    ):  # fmt: skip
        reply = await manager.get(f"/shops/tea{asked}")
        assert reply.status_code == 200, asked
        assert "已忽略网址中" in reply.text


async def test_who_may_not_export_is_offered_no_file_and_gets_none(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    async with site(tmp_path, clock) as client:
        await signed_in(client, cast.tea, Role.SERVICE, NOW)
        shown = (await client.get("/shops/tea")).text
        assert "format=" not in shown
        assert "chart=" not in shown
        for asked in ("?format=xlsx", "?chart=journey&as=svg", "?chart=nothing&as=svg"):
            assert (await client.get(f"/shops/tea{asked}")).status_code == 403


async def test_files_of_pages_and_charts_are_written_down_and_refusals_are_not(
    manager: Client, cast: Cast
) -> None:
    await manager.get("/shops/tea?region=浙江&format=xlsx")
    await manager.get("/shops/tea?chart=journey&as=svg")
    await manager.get("/shops/tea?chart=no_such_chart&as=svg")
    await signed_in(manager, cast.tea, Role.SERVICE, NOW)
    assert (await manager.get("/shops/tea?format=csv")).status_code == 403
    lines = await AuditEntry.select().order_by(AuditEntry.id)
    assert [
        (line["action"], line["subject"].split("-20")[0], line["detail"]) for line in lines
    ] == [
        ("export.taken", "tea-overview", "region=浙江"),
        ("export.taken", "tea-overview-journey", ""),
    ]
