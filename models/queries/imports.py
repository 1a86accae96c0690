"""How far each file was read: one row per shop, kind and file, moved on with every chunk.

The rows of the file itself are kept by whoever reads it, in the same transaction.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from models import database
from models.database import Statement, Steps

_OPEN = """
INSERT INTO import_run (shop_id, kind, file_hash, rows_done, kept, refused, unchanged, started_at)
VALUES ({}, {}, {}, 0, 0, 0, 0, {})
ON CONFLICT (shop_id, kind, file_hash) DO NOTHING
"""
_FIND = """
SELECT id, rows_done, kept, refused, unchanged, finished_at FROM import_run
WHERE shop_id = {} AND kind = {} AND file_hash = {}
"""
_START_OVER = """
UPDATE import_run SET rows_done = 0, kept = 0, refused = 0, unchanged = 0,
    started_at = {}, finished_at = NULL
WHERE shop_id = {} AND id = {}
"""
_MOVE = """
UPDATE import_run SET rows_done = {}, kept = {}, refused = {}, unchanged = {}
WHERE shop_id = {} AND id = {} AND rows_done = {} AND finished_at IS NULL RETURNING id
"""
_FINISH = "UPDATE import_run SET finished_at = {} WHERE shop_id = {} AND id = {}"


@dataclass(frozen=True, slots=True)
class Run:
    """How far one file was read, and what became of the rows so far."""

    id: int
    rows_done: int
    kept: int
    refused: int
    unchanged: int


def opening(shop_id: int, kind: str, file_hash: str, now: datetime) -> Steps[Run]:
    """Begin to read a file, or go on where reading broke off; a finished one starts over."""
    yield Statement(_OPEN, shop_id, kind, file_hash, now)
    rows = yield Statement(_FIND, shop_id, kind, file_hash, locks=True)
    row = rows[0]
    if row.pop("finished_at") is None:
        return Run(**row)
    yield Statement(_START_OVER, now, shop_id, row["id"])
    return Run(row["id"], 0, 0, 0, 0)


def moving(shop_id: int, before: Run, after: Run) -> Steps[bool]:
    """Move on from `before` to `after`; False when somebody else has moved on from there."""
    state = (after.rows_done, after.kept, after.refused, after.unchanged)
    return bool((yield Statement(_MOVE, *state, shop_id, before.id, before.rows_done)))


def finishing(shop_id: int, run_id: int, now: datetime) -> Steps[None]:
    """Write down that the file was read to its end."""
    yield Statement(_FINISH, now, shop_id, run_id)


async def find(shop_id: int, kind: str, file_hash: str) -> Run | None:
    """Return how far a file was read, finished or not."""
    rows = await database.fetch(_FIND, shop_id, kind, file_hash)
    names = [field.name for field in fields(Run)]
    return Run(**{name: rows[0][name] for name in names}) if rows else None
