from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.access import door, passwords, signing_in
from models.choices import Role
from models.queries import staff
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
PASSWORD = "tea leaves 龙井 2026"


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def browser(database: None, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        yield client


@pytest.fixture
async def lin(cast: Cast) -> int:
    person = await staff.add("lin@shop.example", "林", "zh-Hans", NOW)
    await staff.give_role(cast.tea, person, Role.MANAGER)
    await staff.set_password(person, await passwords.hashed(PASSWORD))
    return person


async def submit(browser: Client, password: str, email: str = "lin@shop.example") -> int:
    form = {"email": email, "password": password}
    return (await browser.post("/sign-in", data=form, follow_redirects=False)).status_code


async def test_the_right_password_opens_the_shop(browser: Client, lin: int) -> None:
    assert await submit(browser, PASSWORD) == 303
    assert browser.cookies.get(door.COOKIE_HTTP)
    front = await browser.get("/", follow_redirects=False)
    assert front.headers["location"] == "/shops/tea"


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    browser: Client, lin: int
) -> None:
    wrong = await browser.post("/sign-in", data={"email": "lin@shop.example", "password": "x"})
    unknown = await browser.post("/sign-in", data={"email": "who@shop.example", "password": "x"})
    assert wrong.status_code == unknown.status_code == 422
    assert "do not belong together" in wrong.text
    assert unknown.text.count("do not belong together") == 1


async def test_the_eleventh_try_in_fifteen_minutes_is_not_even_checked(
    browser: Client, lin: int, clock: Clock
) -> None:
    assert [await submit(browser, "wrong") for _ in range(10)] == [422] * 10
    assert await submit(browser, PASSWORD) == 429
    clock.move(timedelta(minutes=15))
    assert await submit(browser, PASSWORD) == 303


async def test_opening_a_one_time_link_does_not_use_it_up(
    browser: Client, lin: int, clock: Clock
) -> None:
    token = await signing_in.new_link(lin, NOW)
    for _ in range(3):
        assert "lin@shop.example" in (await browser.get(f"/sign-in/{token}")).text
    used = await browser.post(f"/sign-in/{token}", follow_redirects=False)
    assert used.status_code == 303
    assert (await browser.post(f"/sign-in/{token}")).status_code == 410


async def test_a_one_time_link_is_over_after_a_day(browser: Client, lin: int, clock: Clock) -> None:
    token = await signing_in.new_link(lin, NOW)
    clock.move(timedelta(hours=24))
    assert (await browser.get(f"/sign-in/{token}")).status_code == 410
    assert (await browser.post(f"/sign-in/{token}")).status_code == 410


async def test_nobody_is_led_away_from_this_site(browser: Client, lin: int) -> None:
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        form = {"email": "lin@shop.example", "password": PASSWORD, "next": target}
        answer = await browser.post("/sign-in", data=form, follow_redirects=False)
        assert answer.headers["location"] == "/"


async def test_whoever_is_not_signed_in_is_shown_the_way_in(browser: Client, cast: Cast) -> None:
    answer = await browser.get("/account", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account")


async def test_a_session_ends_after_twelve_idle_hours(
    browser: Client, cast: Cast, clock: Clock
) -> None:
    await signed_in(browser, cast.tea, Role.OWNER, NOW)
    clock.move(timedelta(hours=11))
    assert (await browser.get("/account", follow_redirects=False)).status_code == 200
    clock.move(timedelta(hours=12, minutes=1))
    assert (await browser.get("/account", follow_redirects=False)).status_code == 303


async def test_a_form_that_no_page_of_ours_made_is_refused(browser: Client, cast: Cast) -> None:
    await signed_in(browser, cast.tea, Role.OWNER, NOW)
    for token in ("", "guess"):
        answer = await browser.post("/account", data={"csrf": token, "password": PASSWORD})
        assert answer.status_code == 403
        assert "expired" in answer.text


async def test_a_new_password_ends_every_other_session(
    browser: Client, cast: Cast, clock: Clock
) -> None:
    csrf = await signed_in(browser, cast.tea, Role.OWNER, NOW)
    elsewhere = browser.cookies.get(door.COOKIE_HTTP) or ""
    form = {"csrf": csrf, "password": PASSWORD}
    assert (await browser.post("/account", data=form, follow_redirects=False)).status_code == 303
    assert await staff.session(door.token_hash(elsewhere), NOW, NOW - door.IDLE) is None


@pytest.mark.parametrize("password", ["short", "password123", "aaaaaaaaaaaa"])
async def test_a_weak_password_is_refused_with_a_sentence(
    browser: Client, cast: Cast, password: str
) -> None:
    csrf = await signed_in(browser, cast.tea, Role.OWNER, NOW)
    answer = await browser.post("/account", data={"csrf": csrf, "password": password})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


async def test_signing_out_ends_the_session(browser: Client, cast: Cast) -> None:
    csrf = await signed_in(browser, cast.tea, Role.OWNER, NOW)
    kept = browser.cookies.get(door.COOKIE_HTTP) or ""
    await browser.post("/sign-out", data={"csrf": csrf}, follow_redirects=False)
    assert await staff.session(door.token_hash(kept), NOW, NOW - door.IDLE) is None
