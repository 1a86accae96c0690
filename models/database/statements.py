"""One SQL statement as a value, and its translation to the two dialects.

The text is the same for both engines; only placeholders and row locks differ.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import count
from string import Formatter
from typing import Any, Literal, Self, TypeAlias, TypeVar

from models.database.errors import TextRefused, ValueRefused

EngineName: TypeAlias = Literal["sqlite", "postgres"]
Row: TypeAlias = dict[str, Any]  # Any: a column holds whatever its declared type says
T = TypeVar("T")

# SQLite converts a computed column when its alias names a type: max(at) as "last_at [timestamptz]"
_TYPED_ALIAS = re.compile(r'\s*\[\w+\]"')
# A row lock is written as a comment that only PostgreSQL reads: /* FOR UPDATE SKIP LOCKED */
_LOCK = re.compile(r"/\*\s*(FOR UPDATE[A-Z ]*)\*/")


class Statement:
    """SQL with `{}` placeholders and its values; `locks` makes PostgreSQL lock the rows it reads.

    On SQLite the single writer already excludes everybody else, so `locks` changes nothing there.
    """

    __slots__ = ("args", "locks", "rows", "sql")

    def __init__(self, sql: str, *args: object, locks: bool = False) -> None:
        self.sql = sql
        self.args: Sequence[object] = args
        self.locks = locks
        self.rows: Sequence[Sequence[object]] | None = None

    @classmethod
    def many(cls, sql: str, rows: Iterable[Sequence[object]]) -> Self:
        """Run the same SQL once per row of values; it yields no rows back."""
        statement = cls(sql)
        statement.rows = [tuple(row) for row in rows]
        return statement

    def check(self) -> None:
        """Refuse values that the engines would store differently, or not at all."""
        check_values(self.args)
        for row in self.rows or ():
            check_values(row)

    def __repr__(self) -> str:
        """Show the SQL only: values may be personal."""
        return f"Statement({self.sql!r})"


Steps: TypeAlias = Generator[Statement, list[Row], T]


# Types without a value that could be refused; most values are of these, and are passed at once.
_ALWAYS_FINE = frozenset({int, float, bool, bytes, type(None)})


def check_values(values: Iterable[object]) -> None:
    """Refuse NUL, lone surrogates and times without a zone."""
    for value in values:
        if type(value) in _ALWAYS_FINE:
            continue
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, datetime) and value.tzinfo is None:
            msg = f"the time {value.isoformat()} has no zone; every stored time needs one"
            raise ValueRefused(msg)


def check_texts(values: Iterable[object]) -> None:
    """Refuse NUL and lone surrogates."""
    for value in values:
        if isinstance(value, str):
            _check_text(value)


def _check_text(text: str) -> None:
    if "\0" in text:
        msg = f"a text holds NUL at character {text.index(chr(0))}; remove it before storing"
        raise TextRefused(msg)
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        msg = f"a text holds a lone surrogate at character {fault.start}; it is not valid Unicode"
        raise TextRefused(msg) from fault


@cache  # the program's statements are a fixed set of constants
def translate(sql: str, engine: EngineName, *, locks: bool = False) -> str:
    """Return `sql` in the dialect of `engine`; `{{` and `}}` stand for literal braces."""
    if engine == "sqlite":
        return "".join(_filled(sql, iter(lambda: "?", None)))
    text = "".join(_filled(sql, (f"${number}" for number in count(1))))
    text = _LOCK.sub(r"\1", _TYPED_ALIAS.sub('"', text))
    return text + (" FOR UPDATE" if locks else "")


def _filled(sql: str, marks: Iterator[str]) -> Iterator[str]:
    for text, field, form, conversion in Formatter().parse(sql):
        yield text
        if field is None:
            continue
        if field or form or conversion:
            msg = f"placeholders are written {{}} and nothing else: {sql!r}"
            raise ValueError(msg)
        yield next(marks)
