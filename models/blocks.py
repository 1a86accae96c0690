"""Many values in few statements: long `IN (…)` lists, and equal statements run as one.

Blocks have one of four sizes, so that the different SQL texts stay few.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from models.database import Statement

T = TypeVar("T")
_SIZES = (1, 8, 64, 512)


def in_blocks(values: Sequence[T]) -> Iterator[list[T]]:
    """Cut `values` to blocks of 1, 8, 64 or 512; the last value fills the last block up.

    >>> [len(block) for block in in_blocks(range(600))]
    [512, 512]
    """
    for start in range(0, len(values), _SIZES[-1]):
        block = list(values[start : start + _SIZES[-1]])
        size = next(size for size in _SIZES if size >= len(block))
        yield block + [block[-1]] * (size - len(block))


def marks(block: Sequence[object]) -> str:
    """Return as many placeholders as the block has values."""
    return ", ".join(["{}"] * len(block))


def listed(block: Sequence[object]) -> str:
    """Return the placeholders of a block of texts as a list to join with.

    PostgreSQL compares a plain list of placeholders with row after row once it has made a general
    plan; a list of VALUES it joins by the index. SQLite takes both.
    """
    return "VALUES " + ", ".join(["({})"] * len(block))


def together(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Join single statements of the same SQL to one of many rows; what they return is let go."""
    rows: dict[str, list[Sequence[object]]] = {}
    for statement in statements:
        rows.setdefault(statement.sql, []).append(statement.args)
    for sql, values in rows.items():
        yield Statement.many(sql, values)
