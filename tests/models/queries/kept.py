"""A shop whose rows come, change and go, and what its kept weeks must say of them at any moment."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from piccolo.columns import Column
from piccolo.columns.combination import Where
from piccolo.table import Table

from admin.dashboard.health import keeping
from models.queries import asked_strata, kept_weeks
from models.tables.answers import Answer
from models.tables.orders import Contact, Order
from models.tables.surveys import Candidate, Invitation
from models.weeks import Part, Week
from tests.conftest import NOW
from tests.models.queries.asking import found_shop

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 9)
LAST_WEEK = Week.of(Part.SERVED, MONDAY, ZONE)
# Around the bounds of weeks in Shanghai, which are 16:00 UTC on Sundays, and in this week.
MOMENTS = (
    None,
    LAST_WEEK.since - timedelta(microseconds=1),
    LAST_WEEK.since,
    LAST_WEEK.until - timedelta(seconds=1),
    LAST_WEEK.until,
    NOW - timedelta(hours=1),
)
DAYS = (None, *(MONDAY + timedelta(days=more) for more in (-1, 0, 6, 7, 13)))
KINDS = st.sampled_from(["post_purchase", "post_contact"])
MOMENT, DAY, WORD = (
    st.sampled_from(MOMENTS),
    st.sampled_from(DAYS),
    st.sampled_from(["", "茶", "杯"]),
)
NUMBER = st.integers(1, 3)
LINK = st.none() | NUMBER
COLUMNS: dict[type[Table], dict[str, st.SearchStrategy[object]]] = {
    Order: {
        "sales_channel": WORD, "category": WORD, "region": WORD, "tracking": WORD,
        "delivered_at": MOMENT, "completed_at": MOMENT, "promised_at": MOMENT,
        "cancelled_at": MOMENT,
    },
    Contact: {"channel": WORD, "closed_at": MOMENT, "agent_ref": WORD},
    Candidate: {
        "survey_kind": KINDS, "state": st.sampled_from(["waiting", "asked", "not_asked"]),
        "reason": WORD, "created_at": MOMENT, "order_id": LINK, "contact_id": LINK,
    },
    Invitation: {
        "survey_kind": KINDS, "sent_at": MOMENT, "answered_at": MOMENT,
        "state": st.sampled_from(["queued", "sent", "answered", "closed", "withdrawn"]),
    },
    Answer: {
        "survey_kind": KINDS, "source": st.sampled_from(["survey", "import"]), "local_day": DAY,
        "design_weight": st.sampled_from([1.0, 1 / 3]), "order_id": LINK, "contact_id": LINK,
        "overall": st.integers(1, 5),
    },
}  # fmt: skip
# What a row needs beside: its natural key.
KEYS: dict[type[Table], Any] = {  # Any: functions of the shop and the number
    Order: lambda shop, n: {"order_ref": f"O{n}", "shop_id": shop},
    Contact: lambda shop, n: {"contact_ref": f"K{n}", "shop_id": shop},
    Candidate: lambda shop, n: {"subject_ref": f"S{n}", "shop_id": shop},
    Invitation: lambda shop, n: {
        "nonce": f"{shop}-{n}", "token_hash": f"{shop}-{n}".encode(), "form": "P", "items": "OV1",
        "prompt": "T1", "shop_id": shop, "candidate_id": shop * 10 + n,
    },
    Answer: lambda shop, _n: {"shop_id": shop},
}  # fmt: skip
FIRST = date(2026, 10, 28)
SPANS = ((MONDAY, MONDAY + timedelta(days=7)), (FIRST, date(2026, 11, 24)))
TOUCHED = {Week.of(part, MONDAY, ZONE) for part in Part}
Values = dict[str, Any]  # Any: each column has its own
LINKS = ("order_id", "contact_id")
# A delivered order that was asked about and answered, and a contact: something to change.
STORY: dict[type[Table], Values] = {
    Order: {"delivered_at": MOMENTS[2], "category": "茶"},
    Contact: {"closed_at": MOMENTS[2], "channel": "茶"},
    Candidate: {"state": "asked", "created_at": MOMENTS[2], "order_id": 1},
    Invitation: {"sent_at": MOMENTS[3], "state": "sent"},
    Answer: {"local_day": DAYS[3], "order_id": 1},
}


class Walk:
    """A shop in which rows come, change and go; the numbers of its rows are its own."""

    def __init__(self, shop_id: int) -> None:
        self.shop_id = shop_id
        self.base = shop_id * 10
        self.there: set[tuple[type[Table], int]] = set()

    async def begin(self) -> None:
        """Write the story, and keep its weeks."""
        for table, values in STORY.items():
            await self.write(table, 1, values)
        await self.keep(40)

    async def write(self, table: type[Table], number: int, values: Values) -> None:
        """Write a row, or change the one of this number."""
        linked = {name: values[name] + self.base for name in LINKS if values.get(name)}
        changed = {**values, **linked}
        if (table, number) not in self.there:
            known = {"survey_kind": "post_purchase"} if "survey_kind" in COLUMNS[table] else {}
            key = {"id": self.base + number, **KEYS[table](self.shop_id, number)}
            await table.insert(table.from_dict({**key, **known, **changed}))
            self.there.add((table, number))
        elif changed:
            given = cast("dict[Column | str, Any]", changed)  # Any: each column has its own
            await table.update(given).where(self._is(table, number))

    async def drop(self, table: type[Table], number: int) -> None:
        """Delete a row, if it is there."""
        await table.delete().where(self._is(table, number))
        self.there.discard((table, number))

    async def keep(self, most: int) -> None:
        """Count some of the weeks that are not kept."""
        await keeping.keep_up(self.shop_id, ZONE, NOW, most)

    def _is(self, table: type[Table], number: int) -> Where:
        return table._meta.primary_key == self.base + number  # piccolo's way to it


def counting(shop_id: int, part: Part, until: datetime) -> kept_weeks.Counting:
    """Return how a page that ends at `until` counts a part from its rows."""
    if part is Part.ASKED:
        return lambda first, last: asked_strata.count(shop_id, first, last, until)
    return partial(keeping.COUNTS[part], shop_id)


async def agrees(shop_id: int) -> None:
    """Hold every part, over spans that cut weeks or do not, against its rows."""
    for part in Part:
        for first, last in SPANS:
            since, until = (Week.of(part, day, ZONE).since for day in (first, last))
            count = counting(shop_id, part, until)
            kept = await kept_weeks.tallied(shop_id, part, since, until, count)
            assert kept == await count(since, until), (part, first)


async def begun(code: str) -> Walk:
    """Found a shop with a story whose weeks are kept."""
    shop = Walk(await found_shop(code))
    await shop.begin()
    return shop
