"""What `huiyin doctor` says of a shop's rules."""

from pathlib import Path

import pytest

from huiyin.checkup import Grade, checkup
from models import database as door
from models.queries import shops
from tests.conftest import NOW
from tests.site import founded, settings_for

pytestmark = pytest.mark.anyio


async def test_a_shop_that_asks_nobody_because_of_its_rules_is_named_with_the_remedy(
    database_url: str, tmp_path: Path
) -> None:
    await door.start(database_url)
    await founded(NOW)
    place = ("Asia/Shanghai", "zh-Hans", "consent", NOW)
    await shops.add("broken", "坏", *place, policy={"rest": "soon", "hold_out": 2})
    await door.stop()
    settings = settings_for(tmp_path, HUIYIN_DATABASE_URL=database_url)
    said = [one async for one in checkup(settings, NOW) if one.subject.startswith("shop ")]
    faults = [one for one in said if one.grade is Grade.FAULT]
    assert [one.subject for one in faults] == ["shop broken", "shop broken"]
    assert "rest must be a length of time" in faults[0].seen
    assert "huiyin shop policy broken --set" in faults[0].remedy
