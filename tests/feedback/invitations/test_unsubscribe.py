"""The way out of the list: one click, no cookie, for good, and nothing by merely looking."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from feedback.invitations import jobs
from feedback.invitations.links import LinkSigner
from models import database as door
from models.queries import customers, invitations, outbox
from tests.conftest import NOW, Clock
from tests.feedback.invitations.cast import (
    WANG,
    delivered,
    desk,
    every_row,
    found_shop,
    in_touch,
    letters,
    served,
)
from tests.site import BASE_URL, SECRET

pytestmark = pytest.mark.anyio
LINKS = LinkSigner((SECRET.encode(),), BASE_URL)
SCANNERS = ["curl/8", "Mozilla/5.0 (compatible; SafeLinks)", "Barracuda Sentinel", "", "Mimecast"]


@pytest.fixture
async def client(database: str, tmp_path: Path, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the application on the test's database."""
    async with served(tmp_path, clock) as browser:
        yield browser


async def way_out() -> str:
    """Send an invitation and return its unsubscribe link's path."""
    shop = await found_shop()
    await delivered(shop)
    await door.fetch("UPDATE customer SET email_hash = {}", LINKS.email_hash(WANG))
    await jobs.send_due_invitations(NOW, desk(LINKS))
    (letter,) = await letters()
    found = re.search(r"http://survey\.example(/u/\S+)", letter["text"])
    assert found
    return found[1]


async def stopped() -> bool:
    return await customers.is_suppressed(1, (LINKS.email_hash(WANG),))


async def test_looking_at_the_link_changes_nothing(client: httpx.AsyncClient) -> None:
    link = await way_out()
    before = await every_row()
    shown = await client.get(link)
    assert shown.status_code == 200
    assert "停止接收" in shown.text
    assert (await client.head(link)).status_code == 200
    assert (await client.head(link)).content == b""
    assert await every_row() == before


async def test_pressing_the_button_stops_the_letters(client: httpx.AsyncClient) -> None:
    link = await way_out()
    reply = await client.post(link)
    assert reply.status_code == 200
    assert "已停止发送" in reply.text
    assert "茶舍" in reply.text
    assert await stopped()


async def test_a_mail_programs_one_click_needs_no_cookie_and_is_not_redirected(
    client: httpx.AsyncClient,
) -> None:
    link = await way_out()
    for body in (
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b"\xff\x00 not a form"},
    ):
        client.cookies.clear()
        reply = await client.post(link, follow_redirects=False, **body)
        assert reply.status_code == 200
        assert await stopped()


async def test_who_has_left_gets_no_letter_that_was_on_its_way(
    client: httpx.AsyncClient,
) -> None:
    await client.post(await way_out())
    assert await outbox.claim_batch("post", 10, NOW, timedelta(minutes=5)) == []
    assert (await letters())[0]["state"] == "withdrawn"
    counts = await invitations.counts(1)
    assert [state.value for state in counts] == ["withdrawn"]


async def test_a_press_by_mistake_can_be_taken_back(client: httpx.AsyncClient) -> None:
    link = await way_out()
    page = (await client.post(link)).text
    again = re.search(r'action="([^"]+)"', page)
    assert again
    assert (await client.post(again[1])).status_code == 200
    assert not await stopped()


async def test_a_dead_address_is_not_revived_by_a_press(client: httpx.AsyncClient) -> None:
    link = await way_out()
    await customers.suppress(1, LINKS.email_hash(WANG), "dead_address", NOW)
    await client.post(link)
    await client.post(link + "/again")
    assert await stopped()


async def test_the_link_works_after_years_erasure_and_a_lost_database(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    link = await way_out()
    for table in ("outbox_message", "invitation", "candidate", "customer"):
        await door.fetch("DELETE FROM " + table)
    clock.move(timedelta(days=4000))
    assert (await client.post(link)).status_code == 200
    assert await stopped()


async def test_leaving_one_shop_is_not_leaving_another(client: httpx.AsyncClient) -> None:
    link = await way_out()
    other = await found_shop("other", "别家")
    await client.post(link)
    assert not await customers.is_suppressed(other.id, (LINKS.email_hash(WANG),))


async def test_leaving_counts_under_every_key(client: httpx.AsyncClient, database: str) -> None:
    from feedback.invitations.unsubscribe import stop_letters

    old = LinkSigner((b"the key of the year before, long gone",), BASE_URL)
    both = LinkSigner((SECRET.encode(), *old.secret_keys), BASE_URL)
    shop = await found_shop()
    await customers.remember(shop.id, WANG, old.email_hash(WANG), "zh-Hans", "", NOW)
    token = old.unsubscribe_url(shop.id, old.email_hash(WANG)).rpartition("/")[2]
    await stop_letters(token, both, NOW)
    assert await stopped()
    assert await customers.is_suppressed(shop.id, (old.email_hash(WANG),))


@pytest.mark.parametrize("mangled", ["", "x", "A" * 70, "%00", "王", "n0nce" * 40])
async def test_a_mangled_link_shows_the_same_page_and_says_when_nothing_was_done(
    client: httpx.AsyncClient, mangled: str
) -> None:
    link = await way_out()
    before = await every_row()
    if mangled:
        assert masked(await client.get(f"/u/{mangled}")) == masked(await client.get(link))
    for broken in (f"/u/{mangled}x", link[:-5] + "AAAAA", link.replace("/u/", "/u/A")):
        reply = await client.post(broken)
        assert reply.status_code == 404
        assert "链接不完整" in reply.text
        assert (await client.post(broken + "/again")).status_code == 404
    assert await every_row() == before


def masked(reply: object) -> str:
    """Return a page without its nonce and its own address."""
    return re.sub(r'nonce="[^"]+"', "", getattr(reply, "text", ""))


async def test_an_answer_link_is_no_way_out(client: httpx.AsyncClient) -> None:
    await way_out()
    assert (await client.post(f"/u/{LINKS.token('answer', 'n1')}")).status_code == 404
    assert not await stopped()


async def test_english_readers_get_english(client: httpx.AsyncClient) -> None:
    page = (await client.get((await way_out()) + "?lang=en")).text
    assert "Stop the letters" in page
    assert 'lang="en"' in page


async def test_a_scanner_that_opens_every_link_of_every_letter_changes_no_row(
    client: httpx.AsyncClient,
) -> None:
    shop = await found_shop()
    await delivered(shop)
    await in_touch(shop, email="li@customers.example")
    await jobs.send_due_invitations(NOW, desk(LINKS))
    for claimed in await outbox.claim_batch("post", 10, NOW, timedelta(minutes=5)):
        await outbox.mark_done(shop.id, claimed.id, claimed.attempt, NOW, "250")
        await invitations.mark_sent(shop.id, claimed.letter.invitation_id or 0, NOW)
    await jobs.send_reminders(NOW + timedelta(days=4), desk(LINKS))
    written = await letters()
    assert len(written) == 4
    links = {
        link
        for letter in written
        for part in ("text", "html", "headers")
        for link in re.findall(r"http://survey\.example(/[^\s\"'<>\\]*)", letter[part])
    }
    assert len(links) == 2 * (5 + 1 + 1)
    before = await every_row()
    for agent in SCANNERS:
        for link in sorted(links):
            for method in ("HEAD", "GET", "OPTIONS"):
                reply = await client.request(method, link, headers={"User-Agent": agent})
                assert reply.status_code < 500
    assert await every_row() == before
