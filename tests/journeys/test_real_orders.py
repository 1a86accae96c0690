"""A real shop's two years, brought in as its own files: the charts by answer day tell its story.

What the estimators say of the same orders by week of purchase is in
tests/admin/measures/test_real_orders.py, flag by flag.
"""

import csv
import io
from pathlib import Path

import pytest

from feedback.events.columns import FileKind
from models.choices import Role
from models.queries import alerts
from tests.conftest import NOW, Clock
from tests.feedback.events.conftest import Importing
from tests.site import founded, signed_in, site

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not (REAL / "orders.csv").is_file(), reason="../shared/real is not beside this checkout"
    ),
]
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    """Return the rows of a file."""
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_file(rows: list[Row]) -> bytes:
    """Write rows as the file they came from."""
    text = io.StringIO()
    lines = csv.DictWriter(text, list(rows[0]))
    lines.writeheader()
    lines.writerows(rows)
    return text.getvalue().encode()


async def test_the_bad_winter_stands_on_the_charts_by_answer_day(
    database: str, clock: Clock, tmp_path: Path
) -> None:
    cast = await founded(NOW)
    # All undelivered orders are in the sample, but one in twenty of the delivered: as in the
    # estimators' test, only the latter are a picture of the shop's weeks.
    orders = [row for row in rows_of("orders.csv") if row["status"] == "delivered"]
    delivered = {row["order_ref"] for row in orders}
    answers = [row for row in rows_of("feedback.csv") if row["order_ref"] in delivered]
    importing = Importing(cast.tea, clock)
    for kind, rows in ((FileKind.ORDERS, orders), (FileKind.ANSWERS, answers)):
        assert (await importing(kind, as_file(rows))).tally.kept == len(rows)
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        page = (await client.get("/shops/tea/alerts?period=all")).text
        file = await client.get("/shops/tea/alerts?period=all&format=csv")
    assert "they open no alert" in page
    assert await alerts.running(cast.tea) == []
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    overall = {line[1]: line for line in lines if line[:1] == ["Low scores overall"]}
    outside = {week for week, line in overall.items() if line[7] == "yes"}
    # Black Friday's parcels are answered for in December, the late ones of the winter until April.
    assert {"2017-W51", "2018-W02", "2018-W10", "2018-W12", "2018-W13", "2018-W14"} <= outside
    assert not {week for week in outside if "2017-W15" < week < "2017-W51"}
    drifting = {week for week, line in overall.items() if float(line[8] or 0) > float(line[9] or 9)}
    winter = [week for week in overall if "2017-W51" <= week <= "2018-W14"]
    assert len(winter) == 16
    assert drifting >= set(winter)
    assert not {week for week in drifting if week < "2017-W51"}
