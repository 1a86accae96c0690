"""One comment's tags are found by the comment, however many tags its shop has."""

import pytest

from models import database as door
from models.queries import comments, corrections, counts, tags

pytestmark = pytest.mark.anyio
BY_COMMENT = {
    "counted": counts._COUNTED,
    "forget unconfirmed": comments._FORGET_UNCONFIRMED,
    "forget reading": comments._FORGET_READING,
    "refuse new": comments._REFUSE_NEW,
    "verdict": tags._TAG,
    "confirm": tags._CONFIRM,
    "unconfirm": tags._UNCONFIRM,
    "drop confirmed": tags._DROP_CONFIRMED,
    "of comment": tags._OF_COMMENT,
    "corrections": corrections._CORRECTED,
    "untouched": corrections._UNTOUCHED,
    "again": comments._OF_OTHER_VERSIONS,
}


@pytest.mark.usefixtures("database", "sqlite_file")
@pytest.mark.parametrize("name", BY_COMMENT)
async def test_no_tag_is_looked_for_through_a_whole_shop(name: str) -> None:
    sql = BY_COMMENT[name].replace("{}", "1")
    plan = [str(row["detail"]) for row in await door.fetch(f"EXPLAIN QUERY PLAN {sql}")]
    for step in plan:
        if " tag " in step or step.split()[1:2] in (["t"], ["v"]):
            assert "(shop_id=?)" not in step, plan
        assert not step.startswith("SCAN tag"), plan
