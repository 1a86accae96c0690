"""The log as who runs the shop reads it: every deed in words, nobody else's lines, page by page."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.dashboard.log.page import PAGE
from models.choices import Role
from models.queries import shops
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
