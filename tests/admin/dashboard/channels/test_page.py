"""The page of the service channels, for those who may see agents and those who may not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import channels, rollup
from models.queries.quality import Days, Slice
from tests.admin.dashboard.channels.told import BAD, BOT, GOOD, written
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
DAYS = Days(TODAY.replace(day=1), TODAY.replace(day=30))


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def _story(cast: Cast) -> None:
    for n in range(36):
        await written(cast.tea, TODAY, (BAD, GOOD, BOT)[n % 3], n)
        await written(cast.tea, TODAY, replace(GOOD, agent="A07"), 100 + n)
    await written(cast.other, TODAY, replace(BAD, agent="STRANGER"), 1)
    for shop in (cast.tea, cast.other):
        await rollup.rebuild(shop)


async def test_what_was_written_is_what_is_read(cast: Cast) -> None:
    await written(cast.tea, TODAY, BAD, 1)
    await written(cast.tea, TODAY, BOT, 2)
    await written(cast.other, TODAY, GOOD, 1)
    await written(cast.tea, TODAY - timedelta(days=1), BAD, 3)
    assert {*await channels.contacts_told(cast.tea, DAYS)} == {BOT, replace(BAD, n=2)}
    assert {*await channels.contacts_told(cast.tea, DAYS, limit=2)} == {BOT, BAD}
    assert await channels.contacts_told(cast.tea, DAYS, limit=1) == [BOT]
    assert await channels.contacts_told(cast.tea, DAYS, Slice(kind="post_purchase")) == []
    assert await channels.contacts_told(cast.tea, Days(TODAY, TODAY)) == []


async def test_the_page_says_which_channel_was_missing(manager: Client, cast: Cast) -> None:
    await _story(cast)
    page = await manager.get("/shops/tea/channels")
    assert page.status_code == 200
    for name in ("wanted", "channels", "people", "agents"):
        assert f'id="{name}"' in page.text
    assert "12 · 20%" in page.text
    assert "A07" in page.text
    assert "A02" not in page.text
    assert "STRANGER" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.SERVICE])
async def test_who_may_not_see_agents_sees_none(
    cast: Cast, clock: Clock, tmp_path: Path, role: Role
) -> None:
    await _story(cast)
    async with site(tmp_path, clock) as client:
        await signed_in(client, cast.tea, role, NOW)
        page = await client.get("/shops/tea/channels")
        assert page.status_code == 200
        assert "A07" not in page.text
        file = await client.get("/shops/tea/channels?format=csv")
        assert file.status_code == (200 if role is Role.ANALYST else 403)
        assert "A07" not in file.text


async def test_the_file_of_a_manager_names_the_agents(manager: Client, cast: Cast) -> None:
    await _story(cast)
    file = await manager.get("/shops/tea/channels?format=csv")
    assert "A07,Phone,1.0" in file.content.decode("utf-8-sig")


@pytest.mark.parametrize("contacts", [0, 1, 12])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
async def test_little_or_nothing_gives_a_sentence(
    manager: Client, cast: Cast, contacts: int, language: str
) -> None:
    for n in range(contacts):
        await written(cast.tea, TODAY, GOOD, n)
    await rollup.rebuild(cast.tea)
    for query in ("", "&period=all", "&compare=off", "&region=nowhere"):
        page = await manager.get(f"/shops/tea/channels?lang={language}{query}")
        assert page.status_code == 200


async def test_filters_that_cannot_be_followed_are_named(manager: Client, cast: Cast) -> None:
    page = (await manager.get("/shops/tea/channels?source=import&kind=post_purchase")).text
    assert "“source” = “import”" in page
    assert "“kind” = “post_purchase”" in page
    assert '<select id="kind"' not in page


async def test_strangers_find_no_channels(manager: Client, cast: Cast) -> None:
    assert (await manager.get("/shops/other/channels")).status_code == 404


async def test_one_channel_of_contact_is_looked_at_alone(manager: Client, cast: Cast) -> None:
    await _story(cast)
    every = await channels.contacts_told(cast.tea, DAYS)
    chat = await channels.contacts_told(cast.tea, DAYS, Slice(contact="chat"))
    assert 0 < len(chat) < len(every)
    assert {told.used or told.channel for told in chat} == {"chat"}
    page = (await manager.get("/shops/tea/channels?contact=chat")).text
    assert '<option value="chat" selected>' in page
    assert "Ignored in the address" not in page
    assert "contact=chat" in (await manager.get("/shops/tea/channels?contact=chat&period=7d")).text


async def test_a_channel_that_nobody_knows_is_named_and_left_out(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    assert "“contact” = “pigeon”" in (await manager.get("/shops/tea/channels?contact=pigeon")).text
    assert "“contact” = “chat”" in (await manager.get("/shops/tea/drivers?contact=chat")).text


async def test_the_contact_stage_follows_the_channel_of_contact(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    for path in ("contact", "contact?contact=chat", "contact?contact=chat&weights=orders"):
        assert (await manager.get(f"/shops/tea/stages/{path}")).status_code == 200
    page = (await manager.get("/shops/tea/stages/contact?contact=chat")).text
    assert '<option value="chat" selected>' in page
    assert 'name="contact"' not in (await manager.get("/shops/tea/stages/ship")).text
