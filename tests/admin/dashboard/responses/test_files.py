"""The list of answers as a file: what matches, masked, inert, and who may have it."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import rollup, shops
from models.tables.answers import Rating
from models.tables.shops import AuditEntry
from tests.admin.dashboard import rows
from tests.admin.exports.workbook import read
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
LIVING = "=HYPERLINK(1) 发货慢"


@pytest.fixture
async def cast(database: str) -> Cast:
    """Found both shops; six answers to tea, one of them with a formula, one to the other."""
    cast = await founded(NOW)
    order = await rows.ordered(cast.tea, "A-1", carrier="顺丰", sales_channel="web", region="浙江")
    for n in range(6):
        words = LIVING if n == 5 else rows.SLOW
        answer = await rows.answered(
            cast.tea, TODAY, 2 + n % 2, comment=words, tags=[rows.Found("slow_shipping")],
            ratings={"SH0": 2}, order_id=order if n else None, order_ref="A-1" if n else "",
        )  # fmt: skip
    for item, state in (("PA0", "na"), ("RE0", "skipped")):
        await Rating(shop_id=cast.tea, answer=answer, item=item, state=state, score=None).save()
    await rows.answered(cast.other, TODAY, 1, comment="别家的话")
    await rollup.rebuild(cast.tea)
    return cast


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "zh-CN"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


def table(file: bytes) -> list[dict[str, str]]:
    """Return the rows below the headings by heading."""
    text = file.decode("utf-8-sig")
    about, _, rest = text.partition("\r\n\r\n")
    assert about.startswith("茶舍")
    return list(csv.DictReader(io.StringIO(rest.split("\r\n", 1)[1], newline="")))


async def test_the_file_holds_the_answers_that_match_and_their_order(manager: Client) -> None:
    reply = await manager.get("/shops/tea/responses?format=csv")
    assert reply.headers["content-disposition"] == (
        'attachment; filename="tea-responses-2026-10-27-2026-11-23.csv"'
    )
    found = table(reply.content)
    assert len(found) == 6
    newest = found[0]
    assert (newest["承运商"], newest["总体评分"], newest["抱怨"]) == ("顺丰", "3", "发货物流慢")
    asked = {name.split()[0]: value for name, value in newest.items() if name}
    assert (asked["SH0"], asked["PA0"], asked["RE0"], asked["BR0"]) == ("2", "n/a", "skipped", "")
    assert newest["来源"] == "本系统问卷"
    assert "13800138000" not in reply.text
    assert "别家" not in reply.text


async def test_a_comment_that_looks_like_a_formula_is_inert_in_both_files(manager: Client) -> None:
    assert table((await manager.get("/shops/tea/responses?format=csv")).content)[0]["评论"] == (
        f"'{LIVING}"
    )
    book = read((await manager.get("/shops/tea/responses?format=xlsx")).content)
    sheet = list(book.values())[1]
    place = sheet.rows[0].index("评论")
    assert sheet.rows[1][place] == LIVING
    assert sheet.formats[f"{chr(65 + place)}2"] == "quoted"


@pytest.mark.parametrize(
    ("asked", "n"),
    [("score=low", 3), ("q=HYPERLINK", 1), ("tag=slow_shipping", 6), ("tag=rude_staff", 0)],
)
async def test_search_and_score_and_complaint_narrow_the_file_and_are_named_in_it(
    manager: Client, asked: str, n: int
) -> None:
    reply = await manager.get(f"/shops/tea/responses?{asked}&format=csv")
    assert len(table(reply.content)) == n
    about = reply.text.partition("\r\n\r\n")[0]
    assert any(word in about for word in ("总体评分：1 至 2", "HYPERLINK", "发货物流慢", "抱怨："))


async def test_answers_of_so_few_that_they_would_be_known_are_not_given(
    manager: Client, cast: Cast
) -> None:
    other = await rows.ordered(cast.tea, "B-1", carrier="专送")
    await rows.answered(cast.tea, TODAY, 1, comment="只有我", order_id=other, order_ref="B-1")
    reply = await manager.get("/shops/tea/responses?carrier=%E4%B8%93%E9%80%81&format=csv")
    assert table(reply.content) == []
    assert "不足五人" in reply.text
    assert "只有我" not in reply.text


async def test_who_took_which_answers_out_is_written_down_before_they_leave(
    manager: Client,
) -> None:
    await manager.get("/shops/tea/responses?carrier=顺丰&q=电话13800138000&format=csv&lang=en")
    (line,) = await AuditEntry.select()
    tea = await shops.by_code("tea")
    assert tea is not None
    assert (line["action"], line["shop_id"]) == ("export.taken", tea.id)
    assert line["subject"] == "tea-responses-2026-10-27-2026-11-23.csv"
    assert line["detail"] == "carrier=顺丰 q=电话[电话]"
    assert line["staff_id"]
    assert line["at"] == NOW


async def test_only_those_who_may_take_answers_out_of_the_house_do(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    wanted = {Role.OWNER: 200, Role.MANAGER: 200, Role.ANALYST: 200, Role.SERVICE: 403}
    async with site(tmp_path, clock) as client:
        for role, status in wanted.items():
            await signed_in(client, cast.tea, role, NOW)
            reply = await client.get("/shops/tea/responses?format=xlsx")
            assert reply.status_code == status
            shown = (await client.get("/shops/tea/responses")).text
            assert ("format=xlsx" in shown) is (status == 200)
