"""What looks for cases every minute, and for every first screen, reads few rows of a large shop."""

import pytest

from models import database as door
from models.queries import case_finding, cases

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database", "sqlite_file")]


async def plan(sql: str) -> list[str]:
    """Return how SQLite goes about a statement."""
    asked = f"EXPLAIN QUERY PLAN {sql.replace('{}', '1')}"
    return [str(row["detail"]) for row in await door.fetch(asked)]


async def test_answers_without_a_case_are_found_by_the_index_of_low_ratings() -> None:
    steps = await plan(case_finding._UNOPENED.format("'rude_staff', 'unresolved'"))
    assert any("INDEX ix_rating_low (shop_id=? AND answer>?)" in step for step in steps), steps
    assert any("INDEX ix_comment_day (shop_id=? AND local_day>?)" in step for step in steps), steps
    assert any("INDEX uq_service_case (shop_id=? AND answer_id=?)" in step for step in steps)
    assert "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)" in steps, steps
    assert any("SEARCH g USING INDEX uq_tag (comment=? AND code=?)" in step for step in steps), (
        steps
    )


@pytest.mark.parametrize(
    "sql",
    [cases._COUNT, cases._COUNT_OVERDUE,
     cases._LINE + cases._IN_STATE["open"] + cases._URGENT_FIRST],
    ids=["open", "overdue", "urgent"],
)  # fmt: skip
async def test_a_first_screen_counts_open_cases_in_their_own_index(sql: str) -> None:
    steps = await plan(sql)
    assert any("ix_case_due (shop_id=?" in step for step in steps), steps
    # One answer's few comments may be sorted; cases may not.
    of_cases = steps[: next((n for n, step in enumerate(steps) if "CORRELATED" in step), None)]
    assert not any("TEMP B-TREE" in step for step in of_cases), steps
