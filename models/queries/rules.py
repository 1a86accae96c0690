"""What a shop has chosen about asking: the rules in force, and every change there was.

What a rule means, and which values it takes, is the business of feedback/invitations/.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from models import database
from models.database import Statement, Steps

Choices = Mapping[str, Any]  # Any: JSON as the owner set it
# Kept in columns of the shop; every other rule is an entry of its policy.
COLUMNS: Final = ("default_basis", "sender_name", "locale")

_NUMBER = "SELECT coalesce(max(number), 0) AS n FROM rule_change WHERE shop_id = {}"
_CHANGES = """
SELECT c.number, c.staff_id, coalesce(s.name, '') AS who, c.before, c.after, c.takes_back, c.note,
    c.at
FROM rule_change c LEFT JOIN staff s ON s.id = c.staff_id
WHERE c.shop_id = {} ORDER BY c.number DESC LIMIT {}
"""
_ONE = """
SELECT c.number, c.staff_id, coalesce(s.name, '') AS who, c.before, c.after, c.takes_back, c.note,
    c.at
FROM rule_change c LEFT JOIN staff s ON s.id = c.staff_id
WHERE c.shop_id = {} AND c.number = {}
"""
_WRITE = """
INSERT INTO rule_change (shop_id, number, staff_id, before, after, takes_back, note, at)
VALUES ({}, {}, {}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, number) DO NOTHING RETURNING id
"""
_APPLY = """
UPDATE shop SET policy = {}, default_basis = coalesce({}, default_basis),
    sender_name = coalesce({}, sender_name), locale = coalesce({}, locale)
WHERE id = {}
"""
_LOG = """
INSERT INTO audit_entry (shop_id, staff_id, action, subject, detail, at)
VALUES ({}, {}, {}, {}, {}, {})
"""
# What waits is looked at again under the new rules, and waits on if they say so.
_LOOK_AGAIN = """
UPDATE candidate SET due_at = {} WHERE shop_id = {} AND state = 'waiting' AND due_at > {}
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: who decided when, and what the shop had chosen before and after."""

    number: int
    staff_id: int | None
    who: str
    before: Choices
    after: Choices
    takes_back: int | None
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A change that is about to be made by somebody who saw the change `seen` as the newest."""

    seen: int
    before: Choices
    after: Choices
    staff_id: int | None
    note: str = ""
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What the audit says of one rule that was changed."""

    action: str
    rule: str
    detail: str


async def newest(shop_id: int) -> int:
    """Return the number of the newest change, 0 where nothing was ever changed."""
    return int((await database.fetch(_NUMBER, shop_id))[0]["n"])


async def changes(shop_id: int, limit: int) -> list[Change]:
    """Return the changes of a shop's rules, newest first."""
    return [_change(row) for row in await database.fetch(_CHANGES, shop_id, limit)]


async def change(shop_id: int, number: int) -> Change | None:
    """Return one change."""
    rows = await database.fetch(_ONE, shop_id, number)
    return _change(rows[0]) if rows else None


async def decide(shop_id: int, made: Decision, lines: list[Line], now: datetime) -> int | None:
    """Put rules into force and write down who decided what; None if somebody else was quicker."""
    return await database.write(_deciding(shop_id, made, lines, now))


def _deciding(shop_id: int, made: Decision, lines: list[Line], now: datetime) -> Steps[int | None]:
    (known,) = yield Statement(_NUMBER, shop_id)
    if known["n"] != made.seen:
        return None
    number = made.seen + 1
    told = (_json(made.before), _json(made.after), made.takes_back, made.note)
    if not (yield Statement(_WRITE, shop_id, number, made.staff_id, *told, now)):
        return None
    policy = {name: value for name, value in made.after.items() if name not in COLUMNS}
    columns = (made.after.get(name) for name in COLUMNS)
    yield Statement(_APPLY, _json(policy), *columns, shop_id)
    for line in lines:
        yield Statement(_LOG, shop_id, made.staff_id, line.action, line.rule, line.detail, now)
    yield Statement(_LOOK_AGAIN, now, shop_id, now)
    return number


def _change(row: database.Row) -> Change:
    read = {
        side: json.loads(row[side]) if isinstance(row[side], str) else row[side]
        for side in ("before", "after")
    }
    return Change(**row | read)


def _json(choices: Choices) -> str:
    return json.dumps(dict(choices), ensure_ascii=False)
