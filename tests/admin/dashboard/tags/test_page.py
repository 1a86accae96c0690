"""A shop renames, hides and adds complaints, and every page speaks as the shop does."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import rollup, shop_tags
from models.tables.audits import ShopTag
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
OWN = {"name_zh": "安装服务", "name_en": "Installation", "stage": "receive"}


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def client(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        served.headers["accept-language"] = "en"
        served.headers["x-csrf"] = await signed_in(served, cast.tea, Role.MANAGER, NOW)
        yield served


async def asked(client: Client, **form: str) -> httpx.Response:
    form["csrf"] = client.headers["x-csrf"]
    return await client.post("/shops/tea/tags", data=form, follow_redirects=True)


async def twelve(shop_id: int, code: str = "slow_shipping") -> int:
    """Write twelve answers with a complaint; return the last."""
    last = 0
    for _ in range(12):
        found = [rows.Found(code)]
        last = await rows.answered(shop_id, TODAY, 2, comment=rows.SLOW, tags=found)
    await rollup.rebuild(shop_id)
    return last


async def test_every_complaint_is_listed_with_how_well_it_is_read(client: Client) -> None:
    page = (await client.get("/shops/tea/tags")).text
    assert "Slow shipping" in page
    assert "Measured on the base reader’s test." in page


async def test_a_tag_of_the_shops_own_is_offered_given_and_shown_by_its_name(
    client: Client, cast: Cast
) -> None:
    assert "Kept: “Installation”" in (await asked(client, **OWN)).text
    answer = await twelve(cast.tea)
    page = (await client.get(f"/shops/tea/responses/{answer}")).text
    assert '<option value="own_installation">Installation</option>' in page
    form = {"csrf": client.headers["x-csrf"], "verdict": "present", "tag": "own_installation"}
    await client.post("/shops/tea/comments/1/tags", data=form)
    page = (await client.get("/shops/tea/complaints?lang=zh-Hans")).text
    assert "安装服务" in page
    assert "own_installation" not in page.replace("tag=own_installation", "").replace(
        'value="own_installation"', ""
    )
    tags = (await client.get("/shops/tea/tags?lang=en")).text
    assert "Judged on 1 of 20 comments (1 with it, 0 without" in tags


async def test_a_tag_of_the_shops_own_stands_at_its_stage_and_on_the_first_screen(
    client: Client, cast: Cast
) -> None:
    await asked(client, **OWN)
    await twelve(cast.tea, "own_installation")
    for path in ("stages/receive", "", "stages/receive?format=csv"):
        assert "Installation" in (await client.get(f"/shops/tea/{path}")).text, path
    assert "Installation" not in (await client.get("/shops/tea/stages/ship")).text


async def test_another_shop_has_none_of_it(client: Client, cast: Cast) -> None:
    await asked(client, **OWN)
    await asked(client, tag="rude_staff", name_en="Impolite")
    assert await shop_tags.of_shop(cast.other) == []
    foreign = {"csrf": client.headers["x-csrf"], "verdict": "present", "tag": "own_nothing"}
    assert (await client.post("/shops/tea/comments/1/tags", data=foreign)).status_code == 404


async def test_a_renamed_tag_is_called_so_everywhere_and_may_get_its_name_back(
    client: Client, cast: Cast
) -> None:
    await twelve(cast.tea)
    await asked(client, tag="slow_shipping", name_en="Late parcels", name_zh="到货晚")
    paths = ("complaints", "complaints?tag=slow_shipping", "responses", "tags", "audit", "")
    for path in (*paths, "stages/ship", "complaints?format=csv", "stages/ship?format=csv"):
        page = (await client.get(f"/shops/tea/{path}")).text
        assert "Slow shipping" not in page, path
    await asked(client, tag="slow_shipping", name_en="", name_zh="")
    assert "Slow shipping" in (await client.get("/shops/tea/complaints")).text


async def test_a_hidden_tag_leaves_the_choice_and_not_the_data(client: Client, cast: Cast) -> None:
    await twelve(cast.tea)
    await asked(client, tag="slow_shipping", hidden="1")
    for path in ("", "stages/ship", "complaints?format=csv", "stages/ship?format=csv"):
        page = (await client.get(f"/shops/tea/{path}")).text
        assert "Slow shipping" not in page, path
    page = (await client.get("/shops/tea/responses")).text
    assert '<option value="slow_shipping">' not in page
    assert '<span class="quiet">hidden</span>' in page  # who judges a comment sees all of it
    assert ">hidden<" in (await client.get("/shops/tea/tags")).text
    counts = await rollup.stored_counts(cast.tea)
    assert {key.code for key in counts.tags} >= {"slow_shipping"}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (OWN | {"name_zh": ""}, "needs a name in Chinese and one in English"),
        (OWN | {"name_zh": "安" * 41}, "a name has at most 40"),
        (OWN | {"name_en": "rude STAFF"}, "is already the name of another complaint"),
        (OWN | {"stage": "moon"}, "Choose the stage"),
        ({"tag": "rude_staff", "name_en": "Slow shipping"}, "is already the name"),
    ],
)
async def test_a_wish_that_cannot_be_granted_comes_back_with_its_reason_and_what_was_typed(
    client: Client, form: dict[str, str], sentence: str
) -> None:
    answer = await asked(client, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    for typed in form.values():
        assert typed in answer.text or typed == "moon"
    assert await ShopTag.count() == 0


async def test_the_same_tag_twice_is_one(client: Client) -> None:
    await asked(client, **OWN)
    assert (await asked(client, **OWN)).status_code == 422
    assert await ShopTag.count() == 1


async def test_names_are_text_whatever_is_in_them(client: Client, cast: Cast) -> None:
    answer = await twelve(cast.tea)
    await asked(client, tag="slow_shipping", name_en="<b>%(n)s & {x}", name_zh="=1+1")
    for path in ("complaints", f"responses/{answer}", "tags", "", "stages/ship"):
        page = await client.get(f"/shops/tea/{path}")
        assert page.status_code == 200, path
        assert "<b>%" not in page.text


async def test_a_tag_that_does_not_exist_cannot_be_named(client: Client) -> None:
    assert (await asked(client, tag="no_such", name_en="x", name_zh="y")).status_code == 404


async def test_who_only_serves_reads_the_page_and_changes_nothing(
    client: Client, cast: Cast
) -> None:
    token = await signed_in(client, cast.tea, Role.SERVICE, NOW)
    page = (await client.get("/shops/tea/tags")).text
    assert "Slow shipping" in page
    assert "Change it" not in page
    refused = await client.post("/shops/tea/tags", data=OWN | {"csrf": token})
    assert refused.status_code == 403
