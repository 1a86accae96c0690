"""A real order history of 8,135 orders, where it lies beside the checkout; aggregates only."""

from pathlib import Path

import pytest

from feedback.events.columns import FileKind
from models import database
from tests.feedback.events.conftest import Importing

REAL = Path(__file__).resolve().parents[4] / "shared" / "real"
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not (REAL / "orders.csv").is_file(), reason="../shared/real is not beside this checkout"
    ),
]


async def only(sql: str) -> object:
    return next(iter((await database.fetch(sql))[0].values()))


async def test_a_real_history_is_taken_whole_and_only_once(importing: Importing) -> None:
    history = (REAL / "orders.csv").read_bytes()
    said = await importing(FileKind.ORDERS, history)
    assert (said.tally.kept, said.tally.refused, said.tally.unchanged) == (8135, 0, 0)
    feedback = (REAL / "feedback.csv").read_bytes()
    said = await importing(FileKind.ANSWERS, feedback)
    assert (said.tally.kept, said.tally.refused, said.tally.unchanged) == (8225, 0, 0)
    assert await only("SELECT count(*) FROM shop_order") == 8135
    assert await only("SELECT count(*) FROM answer WHERE order_id IS NOT NULL") == 8225
    assert (
        await only(
            "SELECT count(*) FROM (SELECT feedback_ref FROM answer GROUP BY feedback_ref"
            " HAVING count(DISTINCT order_ref) > 1) AS shared"
        )
        == 28
    )
    mean = await only("SELECT avg(CAST(overall AS real)) FROM answer")
    assert mean == pytest.approx(3.27, abs=0.005)
    assert await only("SELECT count(*) FROM candidate WHERE reason = 'historical'") == 8135
    again = await importing(FileKind.ORDERS, history)
    assert (again.tally.kept, again.tally.refused, again.tally.unchanged) == (0, 0, 8135)
    again = await importing(FileKind.ANSWERS, feedback)
    assert (again.tally.kept, again.tally.refused, again.tally.unchanged) == (0, 0, 8225)
