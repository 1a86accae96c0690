"""Bad input is a feature: every page of a shop answers a sentence, never a 500, never a NaN.

The pages come from the application's own routes, so a new page is tried the day it is born.
"""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from huiyin.app import create_app
from models.choices import Role
from models.queries import shops
from tests.admin.dashboard.troubles import TROUBLES, told, worsening
from tests.conftest import NOW, Clock
from tests.site import founded, settings_for, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
STAGES = ("browse", "pay", "ship", "receive", "contact")
# Words of machines that must never reach a reader.
BASELESS = re.compile(r"\b(nan|NaN|inf|Infinity|None|Traceback|Undefined)\b")
# A year's turn with a week 53, the spring morning an hour is missing, the autumn one it is twice.
MOMENTS = {
    "week 53": (datetime(2027, 1, 3, 20, tzinfo=UTC), "Asia/Shanghai"),
    "new year": (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), "Europe/Berlin"),
    "clocks forward": (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Berlin"),
    "clocks back": (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin"),
    "no midnight": (datetime(2018, 11, 4, 3, 30, tzinfo=UTC), "America/Sao_Paulo"),
}
ADDRESSES = (
    "period=tomorrow", "period=7d&period=91d", "period=all", "since=2026-02-30", "since=abc",
    "since=2026-11-20&until=2026-11-01", "since=0001-01-01&until=9999-12-31",
    "since=2030-01-01&until=2030-02-01", "since=2026-12-28&until=2027-01-04",
    "since=1900-01-01&until=2199-12-31", "compare=sideways", "compare=last-year", "compare=off",
    "source=rumour", "source=import", "kind=post_mortem", "carrier=nobody&region=nowhere",
    "channel=" + "x" * 500, "region=%00", "region=%F0%9F%8D%B5", "q=%25_%27%22%3B--", "tag=nobody",
    "score=99", "after=-1", "after=999999999999999999999", "measure=low:XX", "from=2026-W54",
    "to=2026-W01&from=2026-W09", "weights=gold", "weights=orders", "view=-1", "period=",
    "format=pdf", "chart=nothing&as=png", "page=x", "week=2026-W53", "unheard=of&unheard=again",
)  # fmt: skip


def pages(app: Litestar) -> Iterator[str]:
    """Yield the address of every page of the tea shop that needs nothing to exist."""
    for route in app.routes:
        path = route.path
        if not isinstance(route, HTTPRoute) or "GET" not in route.methods:
            continue
        if not path.startswith("/shops/{code:str}"):
            continue
        own = path.replace("{code:str}", "tea")
        if "{stage:str}" in own:
            yield from (own.replace("{stage:str}", stage) for stage in STAGES)
        elif "{" not in own:
            yield own


@pytest.fixture(scope="module")
def every_page(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return list(pages(create_app(settings_for(tmp_path_factory.mktemp("var")))))


async def entered(client: Client, shop_id: int, now: datetime) -> None:
    """Sign an owner in, reading English."""
    client.headers["accept-language"] = "en"
    await signed_in(client, shop_id, Role.OWNER, now)


@pytest.fixture
async def owner(database: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    cast = await founded(NOW)
    async with site(tmp_path, clock) as client:
        await entered(client, cast.tea, NOW)
        yield client


async def faults_of(client: Client, address: str, allowed: frozenset[int]) -> list[str]:
    """Return what is wrong with an answer: its status, or words without basis."""
    reply = await client.get(address)
    if reply.status_code not in allowed:
        return [f"{address}: {reply.status_code}"]
    kind = reply.headers.get("content-type", "")
    if not kind.startswith(("text/html", "text/csv")):
        return []
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", reply.text, flags=re.DOTALL)
    baseless = {found[0] for found in BASELESS.finditer(words)}
    return [f"{address}: says {word}" for word in sorted(baseless)]


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
async def test_no_answers_are_so_odd_that_a_page_breaks(
    owner: Client, every_page: list[str], trouble: str
) -> None:
    await told(TROUBLES[trouble], 1, NOW.date())
    fine, faults = frozenset({200}), []
    for page in every_page:
        for address in (page, f"{page}?period=all", f"{page}?compare=last-year&format=csv"):
            faults += await faults_of(owner, address, fine)
    assert faults == []


async def test_no_address_is_so_odd_that_a_page_breaks(
    owner: Client, every_page: list[str]
) -> None:
    await told(worsening, 1, NOW.date())
    fine, faults = frozenset({200, 404}), []
    other_stages = tuple(STAGES[1:4])  # they share the page of the first
    for page in (one for one in every_page if not one.endswith(other_stages)):
        for address in ADDRESSES:
            faults += await faults_of(owner, f"{page}?{address}", fine)
    assert faults == []


@pytest.mark.parametrize("moment", sorted(MOMENTS))
async def test_no_turn_of_clock_or_year_breaks_a_page(
    database: str, tmp_path: Path, every_page: list[str], moment: str
) -> None:
    now, zone = MOMENTS[moment]
    shop_id = await shops.add("tea", "茶舍", zone, "zh-Hans", "", now)
    await told(worsening, shop_id, now.date())
    async with site(tmp_path, lambda: now) as client:
        await entered(client, shop_id, now)
        fine, faults = frozenset({200}), []
        for page in every_page:
            for address in (page, f"{page}?period=7d", f"{page}?compare=last-year"):
                faults += await faults_of(client, address, fine)
    assert faults == []


@pytest.mark.parametrize("trouble", ["no_answers", "nine_answers"])
async def test_too_little_to_say_is_said_in_a_sentence(
    owner: Client, every_page: list[str], trouble: str
) -> None:
    """A page that has nothing to show says so: its words go beyond heading, filters and names."""
    await told(TROUBLES[trouble], 1, NOW.date())
    for page in every_page:
        if trouble != "no_answers" and page.endswith("/responses"):
            continue  # it lists the answers themselves, however few
        text = (await owner.get(page)).text
        main = text[text.index("<main") : text.index("</main>")]
        sentences = re.findall(r"[A-Z][^<>]{12,}[.!]", main)
        assert sentences, page
