"""`huiyin rollup rebuild` counts anew and says what was wrong."""

import asyncio
from datetime import timedelta

import pytest
from click.testing import CliRunner

from huiyin.cli.rollup import COMMANDS
from models import database as door
from models.queries import rollup
from models.queries.accepting import accepting
from models.tables.orders import Order
from tests.conftest import NOW
from tests.models.queries import asking
from tests.models.queries.kept import begun


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


async def kept_wrong(url: str) -> None:
    await door.start(url)
    for code in ("tea", "other"):
        shop = await begun(code)
        await shop.write(Order, 2, {"delivered_at": NOW - timedelta(days=370)})
        await shop.keep(1000)
        await rollup.rebuild(shop.shop_id)
    # A year ago: over, whatever the machine's clock says.
    await door.fetch(
        "UPDATE kept_week SET cells = '[]' WHERE since < {}", NOW - timedelta(days=300)
    )
    await door.stop()


def test_weeks_that_were_kept_wrong_are_mended_shop_by_shop(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIYIN_SECRET_KEY", "a secret of thirty-two characters")
    asyncio.run(kept_wrong(database_url))
    told = [CliRunner().invoke(COMMANDS[0], words).output.splitlines() for words in WORDS]
    assert told == [
        ["tea: 1 counts were wrong; all are right now"],
        [
            "other: 1 counts were wrong; all are right now",
            "tea: no counts were wrong; all are right now",
        ],
    ]


WORDS = (["rebuild", "--shop", "tea"], ["rebuild"])


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
