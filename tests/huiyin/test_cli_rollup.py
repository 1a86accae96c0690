"""`huiyin rollup rebuild` counts anew and says what was wrong."""

import asyncio

import pytest
from click.testing import CliRunner

from huiyin.cli.rollup import COMMANDS
from models import database as door
from models.queries import rollup
from models.queries.accepting import accepting
from tests.conftest import NOW
from tests.models.queries import asking


async def spoiled(url: str) -> None:
    await door.start(url)
    for code in ("tea", "other"):
        shop_id = await asking.found_shop(code)
        asked = await asking.ask(shop_id, "o1")
        await door.write(accepting(shop_id, asked, asking.given(4), NOW))
    await door.fetch("UPDATE score_count SET n = 7 WHERE item = 'OV1'")
    await door.stop()


async def wrong(url: str, shop_id: int) -> int:
    await door.start(url)
    stored = await rollup.stored_counts(shop_id)
    found = stored.differences(await rollup.recounted(shop_id))
    await door.stop()
    return found


def test_wrong_counts_are_mended_shop_by_shop(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIYIN_SECRET_KEY", "a secret of thirty-two characters")
    asyncio.run(spoiled(database_url))
    one = CliRunner().invoke(COMMANDS[0], ["rebuild", "--shop", "tea"])
    assert (one.exit_code, one.output) == (0, "tea: 1 counts were wrong; all are right now\n")
    assert [asyncio.run(wrong(database_url, shop_id)) for shop_id in (1, 2)] == [0, 1]
    every = CliRunner().invoke(COMMANDS[0], ["rebuild"])
    assert every.output.splitlines() == [
        "other: 1 counts were wrong; all are right now",
        "tea: no counts were wrong; all are right now",
    ]
