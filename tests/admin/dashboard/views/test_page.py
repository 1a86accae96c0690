"""Views through the pages: saved, shared, renamed, begun with, deleted and put back."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from admin.dashboard.views.saving import MOST_VIEWS
from models.choices import Role
from models.queries import views
from models.tables.shops import AuditEntry
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
HERE = "/shops/tea/stages/ship?period=7d"


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def client(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        served.headers["accept-language"] = "en"
        yield served


async def _sent(client: Client, token: str, path: str, **form: str) -> httpx.Response:
    return await client.post(f"/shops/tea/views{path}", data={"csrf": token, **form})


async def _one(client: Client, cast: Cast, **form: str) -> tuple[str, int]:
    """Let a manager save the ship page; return their forms' token and the view's id."""
    token = await signed_in(client, cast.tea, Role.MANAGER, NOW)
    reply = await _sent(client, token, "", **{"name": "Ship", "address": HERE, **form})
    assert (reply.status_code, reply.headers["location"]) == (303, HERE)
    page = (await client.get("/shops/tea/views")).text
    return token, int(page.split('aria-labelledby="v')[1].split('"')[0])


async def test_a_view_is_saved_where_one_is_and_led_to_from_every_page(
    client: Client, cast: Cast
) -> None:
    await _one(client, cast)
    link = '<a href="/shops/tea/stages/ship?period=7d"'
    assert f'{link} aria-current="true">Ship' in (await client.get(HERE)).text
    for page in ("/shops/tea", "/shops/tea/responses", "/shops/tea/health"):
        assert f"{link}>Ship" in (await client.get(page)).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": " "}, "Give the view a name"),
        ({"name": "长" * 41}, "too long: 40 characters"),
        ({"name": "Ship"}, "a view of that name already"),
        ({"name": "x", "address": "https://elsewhere.example/"}, "Only pages of this shop"),
        ({"name": "x", "address": "/shops/other"}, "Only pages of this shop"),
    ],
)
async def test_what_cannot_be_saved_is_said_in_a_sentence_and_nothing_is_lost(
    client: Client, cast: Cast, form: dict[str, str], sentence: str
) -> None:
    token, _ = await _one(client, cast)
    told = {"address": HERE, "shared": "yes", **form}
    reply = await _sent(client, token, "", **told)
    assert reply.status_code == 422
    assert sentence in reply.text
    if told["address"] == HERE:
        assert f'value="{form["name"].strip()[:40]}"' in reply.text
        assert 'name="shared" type="checkbox" value="yes" checked' in reply.text


async def test_a_person_keeps_fifty_views_at_most(client: Client, cast: Cast) -> None:
    token, _ = await _one(client, cast)
    for n in range(MOST_VIEWS - 1):
        assert (await _sent(client, token, "", name=f"v{n}", address=HERE)).status_code == 303
    reply = await _sent(client, token, "", name="one more", address=HERE)
    assert reply.status_code == 422
    assert "You keep 50 views" in reply.text


async def test_a_shared_view_is_seen_by_the_shop_and_changed_by_nobody_else(
    client: Client, cast: Cast
) -> None:
    token, view = await _one(client, cast)
    analyst = await signed_in(client, cast.tea, Role.ANALYST, NOW)
    assert "Ship</a>" not in (await client.get("/shops/tea/views")).text
    await signed_in(client, cast.tea, Role.MANAGER, NOW)
    token = await signed_in(client, cast.tea, Role.MANAGER, NOW)
    assert (await _sent(client, token, f"/{view}", do="share")).status_code == 303
    analyst = await signed_in(client, cast.tea, Role.ANALYST, NOW)
    assert "Ship</a>" in (await client.get("/shops/tea/views")).text
    for deed in ("rename", "delete", "keep-to-myself", "begin-here", "undo"):
        reply = await _sent(client, analyst, f"/{view}", do=deed, name="mine")
        assert reply.status_code == 404
    await signed_in(client, cast.other, Role.OWNER, NOW)
    assert "Ship" not in (await client.get("/shops/other/views")).text


async def test_who_runs_the_shop_ends_what_anybody_shares_and_can_undo_it(
    client: Client, cast: Cast
) -> None:
    _, number = await _one(client, cast, shared="yes")
    token = await signed_in(client, cast.tea, Role.OWNER, NOW)
    assert "Delete for everybody" in (await client.get("/shops/tea/views")).text
    gone = await _sent(client, token, f"/{number}", do="delete")
    page = (await client.get(gone.headers["location"])).text
    assert "“Ship” was deleted" in page
    assert 'id="others"' not in page
    assert (await _sent(client, token, f"/{number}", do="undo")).status_code == 303
    assert 'id="others"' in (await client.get("/shops/tea/views")).text
    told = [(line["action"], line["detail"]) for line in await AuditEntry.select()]
    assert told == [(deed, f"Ship: {HERE}") for deed in ("views.removed", "views.put_back")]


async def test_a_private_view_is_ended_by_nobody_but_its_owner(client: Client, cast: Cast) -> None:
    token, number = await _one(client, cast)
    await _sent(client, token, f"/{number}", do="delete")
    owner = await signed_in(client, cast.tea, Role.OWNER, NOW)
    assert (await _sent(client, owner, f"/{number}", do="undo")).status_code == 404
    assert "Ship" not in (await client.get(f"/shops/tea/views?deleted={number}")).text
    assert (await _sent(client, owner, f"/{number}", do="delete")).status_code == 404


@pytest.mark.parametrize("do", ["rename", "keep-to-myself", "begin-here"])
async def test_who_runs_the_shop_does_nothing_else_with_it(
    client: Client, cast: Cast, do: str
) -> None:
    _, number = await _one(client, cast, shared="yes")
    token = await signed_in(client, cast.tea, Role.OWNER, NOW)
    assert (await _sent(client, token, f"/{number}", do=do, name="x")).status_code == 404


async def test_a_view_whose_name_its_owner_took_again_is_not_put_back_by_another(
    client: Client, cast: Cast
) -> None:
    _, number = await _one(client, cast, shared="yes")
    token = await signed_in(client, cast.tea, Role.OWNER, NOW)
    await _sent(client, token, f"/{number}", do="delete")
    await _one(client, cast)
    token = await signed_in(client, cast.tea, Role.OWNER, NOW)
    reply = await _sent(client, token, f"/{number}", do="undo")
    assert reply.status_code == 422
    assert "Its owner has another view of that name" in reply.text


async def test_a_view_is_renamed_unless_the_name_is_taken(client: Client, cast: Cast) -> None:
    token, view = await _one(client, cast)
    await _sent(client, token, "", name="Other", address="/shops/tea")
    taken = await _sent(client, token, f"/{view}", do="rename", name="Other")
    assert taken.status_code == 422
    assert "a view of that name already" in taken.text
    assert 'value="Other" aria-label="New name of “Ship”"' in taken.text
    await _sent(client, token, f"/{view}", do="rename", name="Dispatch")
    assert "Dispatch</a>" in (await client.get("/shops/tea/views")).text


async def test_a_deleted_view_can_be_put_back_until_its_name_is_taken(
    client: Client, cast: Cast
) -> None:
    token, view = await _one(client, cast)
    reply = await _sent(client, token, f"/{view}", do="delete")
    assert reply.headers["location"] == f"/shops/tea/views?deleted={view}"
    page = (await client.get(reply.headers["location"])).text
    assert "“Ship” was deleted." in page
    assert "No view is saved yet" in page
    await _sent(client, token, f"/{view}", do="undo")
    assert "Ship</a>" in (await client.get("/shops/tea/views")).text
    await _sent(client, token, f"/{view}", do="delete")
    await _sent(client, token, "", name="Ship", address="/shops/tea")
    refused = await _sent(client, token, f"/{view}", do="undo")
    assert refused.status_code == 422
    assert "a view of that name already" in refused.text


async def test_removed_views_are_forgotten_for_good_after_a_day(
    client: Client, cast: Cast, clock: Clock
) -> None:
    token, view = await _one(client, cast)
    await _sent(client, token, "", name="Second", address="/shops/tea")
    await _sent(client, token, f"/{view}", do="delete")
    clock.move(views.KEPT * 2)
    token = await signed_in(client, cast.tea, Role.MANAGER, clock.now)
    await _sent(client, token, f"/{view + 1}", do="delete")
    assert (await _sent(client, token, f"/{view}", do="undo")).status_code == 404


async def test_who_chose_where_to_begin_is_led_there(client: Client, cast: Cast) -> None:
    token, view = await _one(client, cast)
    assert (await client.get("/")).headers["location"] == "/shops/tea"
    await _sent(client, token, f"/{view}", do="begin-here")
    assert (await client.get("/")).headers["location"] == HERE
    assert "You begin here" in (await client.get("/shops/tea/views")).text
    await _sent(client, token, f"/{view}", do="begin-anew")
    assert (await client.get("/")).headers["location"] == "/shops/tea"


async def test_a_view_whose_filter_is_no_more_opens_and_says_so(client: Client, cast: Cast) -> None:
    gone = "/shops/tea?period=fortnight&stage_of_moon=full"
    await _one(client, cast, address="/shops/tea/stages/ship?period=7d")
    token = await signed_in(client, cast.tea, Role.MANAGER, NOW)
    reply = await _sent(client, token, "", name="Old", address=gone)
    page = await client.get(reply.headers["location"])
    assert page.status_code == 200
    assert "Ignored in the address: “period” = “fortnight”" in page.text
    assert "Ignored in the address: “stage_of_moon” = “full”" in page.text


async def test_a_name_is_a_text_whatever_it_looks_like(client: Client, cast: Cast) -> None:
    await _one(client, cast, name="<script>alert(1)</script>")
    page = (await client.get("/shops/tea")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


TYPED = ["?deleted=1e9", "?deleted=99999999999999999999", "?deleted=-1", "?deleted=" + "9" * 5000]


@pytest.mark.parametrize("path", TYPED)
async def test_a_mistyped_address_shows_the_page(client: Client, cast: Cast, path: str) -> None:
    await signed_in(client, cast.tea, Role.ANALYST, NOW)
    assert (await client.get(f"/shops/tea/views{path}")).status_code == 200


@pytest.mark.parametrize("do", ["", "burn"])
async def test_a_deed_that_there_is_not_is_not_found(client: Client, cast: Cast, do: str) -> None:
    token, view = await _one(client, cast)
    assert (await _sent(client, token, f"/{view}", do=do)).status_code == 404
    assert (await _sent(client, token, f"/{10**30}", do="delete")).status_code == 404
