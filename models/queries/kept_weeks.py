"""Finished weeks, counted from their rows once and kept until one of those rows changes.

What a part counts is said in its own module: a kept week holds what that module found. Triggers
(m0026b) mark a week as stale in the transaction that changes a row of it; a stale week, or one
that nobody has counted yet, is read from the rows. So sums are exact at any moment.

A week is announced before it is counted: whoever writes from then on marks it, and nobody waits
while it is counted.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TypeAlias

import msgspec

from models import database
from models.database import Row
from models.weeks import Counts, Key, Part, Tally, Week, midnight, summed

Counting: TypeAlias = Callable[[datetime, datetime], Awaitable[Tally]]

_FRESH = """
SELECT since, until, last_at, cells FROM kept_week k
WHERE shop_id = {} AND part = {} AND since >= {} AND since < {} AND until <= {} AND cells <> ''
    AND NOT EXISTS (SELECT 1 FROM stale_week s WHERE s.week = k.id)
ORDER BY since
"""
_FRESH_SPANS = """
SELECT part, since, until FROM kept_week k
WHERE shop_id = {} AND cells <> ''
    AND NOT EXISTS (SELECT 1 FROM stale_week s WHERE s.week = k.id)
"""
# PostgreSQL: whoever wrote before the announcement has committed and is counted, whoever writes
# after it sees it. A week that does not get its turn at once is counted later.
_ALONE = (
    "SET LOCAL lock_timeout = '250ms'",
    "LOCK TABLE stale_week IN SHARE ROW EXCLUSIVE MODE",
)
# Another zone's weeks may lie across.
_CLEAR = (
    """
DELETE FROM stale_week WHERE week IN (
    SELECT id FROM kept_week WHERE shop_id = {} AND part = {} AND since < {} AND until > {})
""",
    "DELETE FROM kept_week WHERE shop_id = {} AND part = {} AND since < {} AND until > {}",
)
_ANNOUNCE = """
INSERT INTO kept_week (shop_id, part, since, until, cells) VALUES ({}, {}, {}, {}, '') RETURNING id
"""
_KEEP = """
UPDATE kept_week SET cells = {}, last_at = {} WHERE shop_id = {} AND id = {}
    AND NOT EXISTS (SELECT 1 FROM stale_week s WHERE s.week = kept_week.id)
RETURNING id
"""
_LAST_REPLY = """
SELECT max(answered_at) AS "last_at [timestamptz]" FROM invitation
WHERE shop_id = {} AND sent_at >= {} AND sent_at < {}
"""
_FIRST = {
    Part.CAME: """SELECT created_at AS at FROM candidate
        WHERE shop_id = {} AND created_at IS NOT NULL ORDER BY created_at LIMIT 1""",
    Part.ASKED: """SELECT sent_at AS at FROM invitation
        WHERE shop_id = {} AND sent_at IS NOT NULL ORDER BY sent_at LIMIT 1""",
    Part.SERVED: """SELECT min(at) AS "at [timestamptz]" FROM (
        SELECT min(coalesce(delivered_at, completed_at)) AS at FROM shop_order
        WHERE shop_id = {} AND coalesce(delivered_at, completed_at) IS NOT NULL
        UNION ALL SELECT min(closed_at) FROM contact
        WHERE shop_id = {} AND closed_at IS NOT NULL) AS firsts""",
    Part.ANSWERED: """SELECT local_day AS at FROM answer
        WHERE shop_id = {} AND local_day IS NOT NULL ORDER BY local_day LIMIT 1""",
}
_cells = msgspec.json.Decoder(list[tuple[Key, Counts]])


async def tallied(
    shop_id: int,
    part: Part,
    since: datetime,
    until: datetime,
    count: Counting,
) -> Tally:
    """
    Return the cells of [since, until): kept weeks, and what `count` finds in the rows of the rest.

    Weeks with a reply at or after `until` are counted too: a page looks at them as of its end.
    """
    found: list[Iterable[tuple[Key, Counts]]] = []
    at = since
    for row in await database.fetch(_FRESH, shop_id, part, since, until, until):
        late = row["last_at"] is not None and row["last_at"] >= until
        if late or row["since"] < at:
            continue
        if at < row["since"]:
            found.append((await count(at, row["since"])).items())
        found.append(_cells.decode(row["cells"]))
        at = row["until"]
    if at < until:
        found.append((await count(at, until)).items())
    return summed(found)


async def fresh(shop_id: int) -> set[Week]:
    """Return the weeks that are kept and still right."""
    rows = await database.fetch(_FRESH_SPANS, shop_id)
    return {Week(Part(row["part"]), row["since"], row["until"]) for row in rows}


async def first_moment(shop_id: int, part: Part) -> datetime | None:
    """Return when there was first anything to count."""
    twice = (shop_id, shop_id) if part is Part.SERVED else (shop_id,)
    rows = await database.fetch(_FIRST[part], *twice)
    at = rows[0]["at"] if rows else None
    return at if at is None or isinstance(at, datetime) else midnight(at)


async def keep(shop_id: int, week: Week, count: Counting) -> bool:
    """
    Count a week and keep it; return whether one was kept that was thought right and was not.

    Raises
    ------
    DatabaseBusy
        If somebody holds a row of the week for long: it is counted another time.
    """
    before, number = await _announce(shop_id, week)
    tally = await count(week.since, week.until)
    last_at = await _last_reply(shop_id, week)
    cells = msgspec.json.encode(sorted(tally.items())).decode()
    kept = await database.fetch(_KEEP, cells, last_at, shop_id, number)
    return bool(kept) and any((row["cells"], row["last_at"]) != (cells, last_at) for row in before)


async def _announce(shop_id: int, week: Week) -> tuple[list[Row], int]:
    """Put an empty week in the place of what was kept; return that, and the new one's number."""
    across = (shop_id, week.part, week.until, week.since)
    async with database.transaction():
        for statement in _ALONE if database.engine_name() == "postgres" else ():
            await database.fetch(statement)
        before = await database.fetch(
            _FRESH, shop_id, week.part, week.since, week.until, week.until
        )
        for statement in _CLEAR:
            await database.fetch(statement, *across)
        (row,) = await database.fetch(_ANNOUNCE, shop_id, week.part, week.since, week.until)
    return before, row["id"]


async def _last_reply(shop_id: int, week: Week) -> datetime | None:
    if week.part is not Part.ASKED:
        return None
    (row,) = await database.fetch(_LAST_REPLY, shop_id, week.since, week.until)
    at: datetime | None = row["last_at"]
    return at
