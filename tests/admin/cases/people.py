"""Shoppers who are known to a shop and answer; and the cases that their answers open."""

from datetime import datetime, timedelta
from typing import Any

from admin.cases.opening import open_due
from models import database
from models.queries import cases, customers
from models.queries.cases import Case, Wanted
from tests.admin.dashboard import rows
from tests.admin.dashboard.rows import Found
from tests.conftest import NOW

SAID = "客服说三天退款，过了两周还没到，再问就不理人了。"


async def shopper(shop_id: int, name: str = "mei") -> int:
    """Make a shopper known to a shop."""
    email_hash = f"{shop_id}:{name}".encode()
    return await customers.remember(
        shop_id, f"{name}@customers.example", email_hash, "zh-Hans", "", NOW
    )


async def complained(
    shop_id: int,
    overall: int | None = 1,
    *,
    who: str = "mei",
    at: datetime = NOW - timedelta(hours=3),
    **more: Any,  # Any: whatever `answered` takes
) -> int:
    """Let a shopper answer, three hours ago, that something went badly wrong."""
    said: dict[str, Any] = {  # Any: as above
        "ratings": {"RE0": 2},
        "comment": SAID,
        "tags": [Found("slow_refund", 0, 9)],
        "customer_id": await shopper(shop_id, who),
        "locale": "zh-Hans",
    }
    answer = await rows.answered(shop_id, at.date(), overall, **said | more)
    await database.fetch("UPDATE answer SET submitted_at = {} WHERE id = {}", at, answer)
    return answer


async def a_case(shop_id: int, now: datetime = NOW, **more: Any) -> Case:  # Any: as above
    """Let a shopper complain and return the case that this opens."""
    answer = await complained(shop_id, **more)
    await open_due(now)
    number = await cases.of_answer(shop_id, answer)
    assert number is not None
    found = await cases.one(shop_id, number)
    assert found is not None
    return found


async def waiting(shop_id: int, now: datetime = NOW) -> list[Case]:
    """Return the open cases of a shop."""
    return await cases.listed(shop_id, Wanted(), now)
