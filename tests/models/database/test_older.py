"""A database that an older program has filled is brought up to date with what is in it."""

from datetime import date, timedelta

import pytest
from piccolo.apps.migrations.tables import Migration

from models import database as door
from models.queries import rollup
from tests.admin.dashboard import rows
from tests.models.queries import asking

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 21)
ASKED_COUNTS = "2026-11-22T01:07:00:000000"


async def test_letters_of_before_are_counted_as_if_they_left_today(database: str) -> None:
    shop = await asking.found_shop("tea")
    for number in range(40):
        day = TODAY - timedelta(days=number % 9)
        await rows.asked(shop, day, number, answered_after=(None, 0, 3, 71)[number % 4])
    await asking.found_shop("that asked nobody")
    assert (await rollup.stored_counts(shop)).scores.total() == 0
    await again(ASKED_COUNTS)
    stored = await rollup.stored_counts(shop)
    assert stored.scores.total() == 70
    assert stored.differences(await rollup.recounted(shop)) == 0


async def again(step: str) -> None:
    """Forget that a step of the history was done, and bring the database up to date."""
    await Migration.delete().where(Migration.name == step)
    assert await door.migrate() == 1
