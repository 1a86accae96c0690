"""Twenty random comments, one after another, from the first click to the last and the result."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from admin.audited import audited_rates
from models.choices import Role
from models.queries import audits, quality, rollup
from models.queries.quality import Days
from models.tables.audits import AuditComment
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
MONDAY = date(2026, 11, 16)
PERIOD = "2026-W47"
NEXT = re.compile(r'action="(/shops/tea/comments/\d+/tags)" class="inline">\s*'
                  r'<input type="hidden" name="csrf" value="[^"]+">'
                  r'<input type="hidden" name="verdict" value="whole">')  # fmt: skip


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def client(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        served.headers["accept-language"] = "en"
        served.headers["x-csrf"] = await signed_in(served, cast.tea, Role.MANAGER, NOW)
        yield served


async def last_week(shop_id: int, n: int) -> None:
    """Write comments of last week, every third of them tagged."""
    for number in range(n):
        tagged = number % 3 == 0
        await rows.answered(
            shop_id, MONDAY + timedelta(days=number % 7), 2 if tagged else 5,
            comment=rows.SLOW if tagged else f"第{number}次买，很好。",
            tags=[rows.Found("slow_shipping")] if tagged else (),
        )  # fmt: skip
    await rollup.rebuild(shop_id)


async def posted(client: Client, path: str, **form: str) -> httpx.Response:
    form["csrf"] = client.headers["x-csrf"]
    return await client.post(path, data=form, follow_redirects=True)


async def judged(client: Client, page: str) -> str:
    """Press the button of the comment that is shown; return the page it leads to."""
    where = NEXT.search(page)
    assert where is not None
    return (await posted(client, where[1], verdict="whole", back="/shops/tea/audit")).text


async def test_looking_draws_nothing(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 30)
    page = (await client.get("/shops/tea/audit")).text
    assert "30 comments can be drawn from" in page
    assert "2026-11-16 – 2026-11-22" in page
    assert await AuditComment.count() == 0


async def test_a_whole_audit_from_the_first_click_to_the_last(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 30)
    page = (await posted(client, "/shops/tea/audit")).text
    for done in range(20):
        assert f"Judged: {done} of 20" in page
        page = await judged(client, page)
    assert "Every comment is judged" in page
    assert NEXT.search(page) is None
    assert "20 of 100" in page
    assert len(await audits.judged(cast.tea, PERIOD)) == 20


async def test_beginning_twice_draws_once(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 25)
    await posted(client, "/shops/tea/audit")
    await posted(client, "/shops/tea/audit")
    assert await AuditComment.count() == 20


async def test_a_short_week_is_judged_whole(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 3)
    page = (await posted(client, "/shops/tea/audit")).text
    assert "Judged: 0 of 3" in page


@pytest.mark.parametrize("days_ago", [0, 9])
async def test_only_the_last_whole_week_is_drawn_from(
    client: Client, cast: Cast, days_ago: int
) -> None:
    day = NOW.date() - timedelta(days=days_ago)
    await rows.answered(cast.tea, day, comment=rows.SLOW)
    page = (await posted(client, "/shops/tea/audit")).text
    assert "Nothing to judge" in page
    assert await AuditComment.count() == 0


async def test_a_wrong_tag_is_taken_off_and_a_missed_one_added_before_judging(
    client: Client, cast: Cast
) -> None:
    await rows.answered(cast.tea, MONDAY, 2, comment=rows.RUDE, tags=[rows.Found("slow_shipping")])
    await rollup.rebuild(cast.tea)
    page = (await posted(client, "/shops/tea/audit")).text
    where = re.search(r"/shops/tea/comments/\d+/tags", page)
    assert where is not None
    back = "/shops/tea/audit"
    page = (await posted(client, where[0], tag="slow_shipping", verdict="absent", back=back)).text
    assert "Nothing to complain of, next" in page
    page = (await posted(client, where[0], tag="rude_staff", verdict="present", back=back)).text
    assert "All right, next" in page
    page = await judged(client, page)
    (found,) = await audits.judged(cast.tea, PERIOD)
    assert found.read == {"slow_shipping"}
    assert found.true == {"rude_staff"}
    assert (await quality.tags(cast.tea, Days(MONDAY, NOW.date()))).by_code == {"rude_staff": 1}


async def test_the_last_judgement_can_be_undone(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 4)
    page = await judged(client, (await posted(client, "/shops/tea/audit")).text)
    undo = re.search(r'action="(/shops/tea/comments/\d+/tags)"', page[page.index('id="changed"') :])
    assert undo is not None
    page = (await posted(client, undo[1], verdict="undo_whole", back="/shops/tea/audit")).text
    assert "Judged: 0 of 4" in page


async def test_any_comment_of_the_audit_can_be_looked_at_again(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 4)
    await judged(client, (await posted(client, "/shops/tea/audit")).text)
    page = (await client.get("/shops/tea/audit?at=1")).text
    assert "Judged by a person" in page
    for odd in ("99", "x", "", "-1", "1e9"):
        assert (await client.get(f"/shops/tea/audit?at={odd}")).status_code == 200


async def test_from_a_hundred_comments_on_the_shops_own_rates_are_used(
    client: Client, cast: Cast, clock: Clock
) -> None:
    for week in range(5):
        day = MONDAY + timedelta(weeks=week)
        for n in range(20):
            tagged = n % 4 == 0
            await rows.answered(
                cast.tea, day, 2, comment=rows.SLOW if tagged else f"好{week}{n}",
                tags=[rows.Found("slow_shipping")] if tagged else (),
            )  # fmt: skip
        client.headers["x-csrf"] = await signed_in(client, cast.tea, Role.MANAGER, clock())
        page = (await posted(client, "/shops/tea/audit")).text
        for _ in range(20):
            page = await judged(client, page)
        clock.move(timedelta(weeks=1))
    await rollup.rebuild(cast.tea)
    client.headers["x-csrf"] = await signed_in(client, cast.tea, Role.MANAGER, clock())
    page = (await client.get("/shops/tea/audit")).text
    assert "Corrected shares rest on your own comments" in page
    assert "100%" in page
    assert (await audited_rates(cast.tea, PERIOD)).keys() == {"slow_shipping"}
    assert await audited_rates(cast.other, PERIOD) == {}


async def test_an_analyst_reads_the_result_and_judges_nothing(client: Client, cast: Cast) -> None:
    await last_week(cast.tea, 4)
    await posted(client, "/shops/tea/audit")
    token = await signed_in(client, cast.tea, Role.ANALYST, NOW)
    page = (await client.get("/shops/tea/audit")).text
    assert "Judged: 0 of 4" in page
    assert NEXT.search(page) is None
    refused = await client.post("/shops/tea/audit", data={"csrf": token})
    assert refused.status_code == 403


async def test_the_first_screen_says_what_waits_and_falls_silent_when_it_is_done(
    client: Client, cast: Cast
) -> None:
    await last_week(cast.tea, 12)
    waiting = "random comments of last week wait to be judged"
    assert f"12 {waiting}" in (await client.get("/shops/tea")).text
    page = await judged(client, (await posted(client, "/shops/tea/audit")).text)
    assert f"11 {waiting}" in (await client.get("/shops/tea")).text
    for _ in range(11):
        page = await judged(client, page)
    assert waiting not in (await client.get("/shops/tea")).text
