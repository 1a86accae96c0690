"""The log as who runs the shop reads it: every deed in words, nobody else's lines, page by page."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.cases.working import LOGGED
from admin.dashboard.alerts.acts import FROZE, MOVED
from admin.dashboard.log.page import PAGE
from admin.dashboard.log.told import DEEDS, Names, told
from admin.dashboard.taken import TAKEN
from admin.settings.deciding import CHANGED, TAKEN_BACK
from huiyin.i18n import translator
from models.choices import Role
from models.queries import shops
from models.queries.shops import LogLine
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def owner(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.OWNER, NOW)
        yield client


async def test_a_file_that_was_taken_stands_in_the_log_with_its_filters(owner: Client) -> None:
    assert "Nothing is written down yet" in (await owner.get("/shops/tea/log")).text
    await owner.get("/shops/tea/responses?carrier=顺丰&format=csv")
    page = (await owner.get("/shops/tea/log")).text
    assert "Took a file" in page
    assert "tea-responses-2026-10-27-2026-11-23.csv" in page
    assert "carrier=顺丰" in page
    assert "导出文件" in (await owner.get("/shops/tea/log?lang=zh-Hans")).text


async def test_what_the_machine_did_and_what_has_no_words_yet_are_shown_too(
    owner: Client, cast: Cast
) -> None:
    await shops.write_down(cast.tea, None, "moon.landed", "<b>", "x" * 500, NOW)
    await shops.write_down(cast.other, None, "shop.added", "foreign", "", NOW)
    page = (await owner.get("/shops/tea/log")).text
    assert "on the machine itself" in page
    assert "moon.landed" in page
    assert "&lt;b&gt;" in page
    assert "foreign" not in page


async def test_the_log_goes_on_a_hundred_lines_at_a_time(owner: Client, cast: Cast) -> None:
    for n in range(PAGE + 1):
        await shops.write_down(cast.tea, None, "n", f"line-{n}.", "", NOW + timedelta(minutes=n))
    first = (await owner.get("/shops/tea/log")).text
    assert (first.count("line-"), "line-0." in first) == (PAGE, False)
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = (await owner.get(older)).text
    assert (second.count("line-"), "line-0." in second) == (1, True)
    assert 'rel="next"' not in second


@pytest.mark.parametrize("asked", ["yesterday", "-1", "9" * 60, "9" * 5000, "²", ""])
async def test_a_mistyped_place_shows_the_newest(owner: Client, cast: Cast, asked: str) -> None:
    await shops.write_down(cast.tea, None, "n", "line", "", NOW)
    page = await owner.get("/shops/tea/log", params={"before": asked})
    assert page.status_code == 200
    assert "line" in page.text


@pytest.mark.parametrize(
    ("action", "subject", "detail", "said"),
    [
        ("alerts.moved", "7", "closed: 问过", ("处理预警", "“发货”低分", "已关闭 · 问过")),
        ("alerts.moved", "99", "open: ", ("处理预警", "99", "重新打开")),
        ("alerts.baseline_frozen", "all", "2026-W19 – 2026-W42: 34",
         ("冻结基线", "全部监测项", "2026-W19 – 2026-W42，34 个指标")),
        ("views.removed", "view 3", "周报: /shops/tea?period=7d", ("周报", "/shops/tea?period=7d")),
        ("api key withdrawn", "5", "", ("撤销密钥", "仓库看板")),
        ("api key made", "仓库看板", "words", ("生成密钥", "仓库看板", "数据和评论")),
        ("cases.assigned", "12", "3", ("工单 12", "小王")),
        ("cases.closed", "12", "solved", ("工单 12", "已解决")),
        ("staff.role", "li@tea.example", "manager", ("授予角色", "li@tea.example", "经理")),
        ("person erased", "a1b2", "", ("抹除个人信息", "地址指纹 a1b2")),
        ("alerts.moved", "\u00b2", "?", ("处理预警", "\u00b2", "?")),
    ],
)  # fmt: skip
def test_a_line_names_the_thing_and_says_the_deed_in_the_readers_language(
    action: str, subject: str, detail: str, said: tuple[str, ...]
) -> None:
    names = Names({7: "low:SH0"}, {5: "仓库看板"}, {3: "小王"})
    line = told(LogLine(1, NOW, "", action, subject, detail), names, translator("zh-Hans"))
    words = (line.deed, line.subject, line.detail)
    assert [one for one in said if one not in words] == []


def test_every_deed_that_is_written_down_has_words() -> None:
    written = {TAKEN, MOVED, FROZE, CHANGED, TAKEN_BACK, *LOGGED.values()}
    assert written <= set(DEEDS)
