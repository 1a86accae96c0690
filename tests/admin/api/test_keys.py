"""An owner makes keys, sees each once, and takes them back; nobody else may."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import api_keys
from models.tables.shops import AuditEntry, ShopKey
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def owner(cast: Cast, tmp_path: Path, clock: Clock) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        client.headers["x-csrf"] = await signed_in(client, cast.tea, Role.OWNER, NOW)
        yield client


async def post(client: Client, path: str, **form: str) -> httpx.Response:
    return await client.post(path, data={"csrf": client.headers["x-csrf"], **form})


async def test_a_key_is_shown_once_and_opens_the_shop(owner: Client, cast: Cast) -> None:
    page = await post(owner, "/shops/tea/keys", label="月报 <表格>", reads="words")
    (key,) = set(re.findall(r"huiyin_[A-Za-z0-9_-]{43}", page.text))
    reply = await owner.get("/api/tags", headers={"authorization": f"Bearer {key}"})
    assert reply.status_code == 200
    again = await owner.get("/shops/tea/keys")
    assert key not in again.text
    assert "月报 &lt;表格&gt;" in again.text
    stored = await ShopKey.select().where(ShopKey.shop_id == cast.tea)
    assert key not in str(stored)
    assert [line["action"] for line in await AuditEntry.select()] == ["api key made"]


async def test_a_key_is_taken_back(owner: Client, cast: Cast) -> None:
    await post(owner, "/shops/tea/keys", label="old", reads="numbers")
    (key,) = await api_keys.of_shop(cast.tea)
    assert not key.reads_words
    gone = await post(owner, f"/shops/tea/keys/{key.id}/withdraw")
    assert gone.status_code == 303
    assert await api_keys.of_shop(cast.tea) == []
    assert (await post(owner, f"/shops/tea/keys/{key.id}/withdraw")).status_code == 404


@pytest.mark.parametrize(
    ("label", "said"), [("", "Say what"), ("  ", "Say what"), ("x" * 61, "too long")]
)
async def test_a_key_without_a_purpose_is_not_made(
    owner: Client, cast: Cast, label: str, said: str
) -> None:
    page = await post(owner, "/shops/tea/keys", label=label)
    assert page.status_code == 422
    assert said in page.text
    assert await api_keys.of_shop(cast.tea) == []


@pytest.mark.parametrize(
    ("asked", "back"),
    [("?shop=tea", "/shops/tea/keys"), ("", "/"), ("?shop=//evil.example", "/"), ("?shop=", "/")],
)
async def test_the_description_leads_back_and_says_that_it_is_english(
    owner: Client, asked: str, back: str
) -> None:
    assert 'href="/api/docs?shop=tea"' in (await owner.get("/shops/tea/keys")).text
    english = (await owner.get(f"/api/docs{asked}")).text
    header = english.split("<header")[1].split("</header>")[0]
    assert f'<a href="{back}">{"Back to the shop" if back != "/" else "To the shops"}</a>' in header
    assert "evil" not in header.replace("shop=", "").split("languages")[0]
    assert "written in English" not in english
    chinese = await owner.get("/api/docs", params={"shop": "tea", "lang": "zh-Hans"})
    assert "以下接口说明为英文。" in chinese.text


async def test_the_viewer_of_the_description_loads_nothing_from_elsewhere(owner: Client) -> None:
    page = await owner.get("/api/docs")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert all(address.startswith(("/", "#", "data:", "?")) for address in addresses)
    for address in addresses:
        if address.startswith("/static/"):
            assert (await owner.get(address)).status_code == 200
    assert (await owner.get("/static/swagger-ui-5.35.0/README.md")).status_code == 404
