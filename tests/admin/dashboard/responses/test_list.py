"""The list of answers: words and tags and scores at once, in any order, and all of it as a file."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import rollup
from tests.admin.dashboard import rows
from tests.admin.dashboard.rows import Found
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
TWO = [Found("slow_shipping"), Found("rude_staff")]
LIST = "/shops/tea/responses"


@pytest.fixture
async def cast(database: str) -> Cast:
    found = await founded(NOW)
    for n in range(30):
        await rows.answered(
            found.tea, TODAY - timedelta(days=n % 3), 1 + n % 5, order_ref=f"R{n:02}",
            comment=rows.SLOW if n % 2 else rows.RUDE, tags=TWO if n % 2 else TWO[1:],
            ratings={"SH0": 1 if n < 3 else 5},
        )  # fmt: skip
    await rows.answered(found.other, TODAY, 1, order_ref="X", comment=rows.SLOW, tags=TWO)
    for shop in (found.tea, found.other):
        await rollup.rebuild(shop)
    return found


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def _every(client: Client, asked: str) -> list[str]:
    """Return the orders of all pages of a list, in the order they stand in."""
    address, found = f"{LIST}{asked}", []
    while address:
        page = (await client.get(address)).text
        found += re.findall(r"· (R\d+|X) ·", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    return found


async def test_words_a_tag_a_second_tag_and_a_low_stage_hold_together(manager: Client) -> None:
    assert await _every(manager, "?q=十天&tag=slow_shipping&also=rude_staff&low=ship") == ["R01"]
    assert len(await _every(manager, "?q=十天")) == 15
    assert len(await _every(manager, "?tag=rude_staff&score=low")) == 12
    assert await _every(manager, "?low=ship&q=三次") == ["R00", "R02"]


@pytest.mark.parametrize("order", ["newest", "oldest", "lowest"])
async def test_a_list_goes_on_in_its_own_order(manager: Client, order: str) -> None:
    found = await _every(manager, f"?order={order}")
    assert sorted(found) == [f"R{n:02}" for n in range(30)]
    numbers = [int(ref[1:]) for ref in found]
    ranks = {
        "newest": [n % 3 for n in numbers],
        "oldest": [-(n % 3) for n in numbers],
        "lowest": [n % 5 for n in numbers],
    }[order]
    assert ranks == sorted(ranks)


async def test_the_page_says_how_many_there_are(manager: Client) -> None:
    assert ">30 answers<" in (await manager.get(LIST)).text
    assert ">1 answer<" in (await manager.get(f"{LIST}?q=十天&low=ship")).text


async def test_nothing_found_offers_everything(manager: Client) -> None:
    page = (await manager.get(f"{LIST}?q=没有这样的话")).text
    assert "Nothing found" in page
    assert f'href="{LIST}"' in page


@pytest.mark.parametrize(
    "asked",
    ["?low=nowhere", "?order=sideways", "?score=11", "?also=&tag=", "?after=2026-11-03.x.y"],
)
async def test_what_cannot_be_meant_means_everything(manager: Client, asked: str) -> None:
    page = await manager.get(f"{LIST}{asked}")
    assert page.status_code == 200
    assert ">30 answers<" in page.text


async def test_the_choices_stay_in_the_form_and_in_the_links(manager: Client) -> None:
    page = (await manager.get(f"{LIST}?tag=rude_staff&low=ship&order=lowest")).text
    for chosen in ("rude_staff", "ship", "lowest"):
        assert f'<option value="{chosen}" selected>' in page


async def test_the_file_is_exactly_the_list_and_says_which(manager: Client) -> None:
    file = await manager.get(f"{LIST}?tag=slow_shipping&also=rude_staff&low=ship&format=csv")
    text = file.content.decode("utf-8-sig")
    assert "Complaint: Slow shipping" in text
    assert "Complaint: Rude staff" in text
    assert "Ship rated 1 or 2" in text
    assert re.findall(r"R\d\d", text) == ["R01"]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("responses", "period=91d&source=survey&q=%E5%8D%81%E5%A4%A9&order=lowest"),
        ("complaints", "period=7d&tag=slow_shipping&also=rude_staff"),
    ],
)
async def test_opening_one_answer_and_going_back_forgets_nothing(
    manager: Client, kind: str, asked: str
) -> None:
    page = (await manager.get(f"/shops/tea/{kind}?{asked}")).text
    one = re.search(r'href="(/shops/tea/responses/\d+\?[^"]+)"', page)
    assert one is not None
    answer = await manager.get(one[1].replace("&amp;", "&"))
    assert "Ignored in the address" not in answer.text
    back = re.search(r'href="([^"]+)">Back to the (?:answers|complaints)<', answer.text)
    assert back is not None
    path, _, query = back[1].replace("&amp;", "&").partition("?")
    assert path == f"/shops/tea/{kind}"
    assert sorted(query.split("&")) == sorted(asked.split("&"))


async def test_going_back_leads_to_the_same_page_of_a_list(manager: Client) -> None:
    first = (await manager.get(LIST)).text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    address = older[1].replace("&amp;", "&")
    one = re.search(r'href="(/shops/tea/responses/\d+\?[^"]+)"', (await manager.get(address)).text)
    assert one is not None
    answer = (await manager.get(one[1].replace("&amp;", "&"))).text
    assert f'href="{older[1]}">Back to the answers<' in answer
