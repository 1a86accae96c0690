"""How a SQLite file is opened, and what its driver's faults are called here.

Plain `sqlite3`, no asyncio: the engine, the writer's thread and the tools share it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.database.errors import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    FolderNotWritable,
    TextRefused,
)
from models.database.statements import Row

BUSY_SECONDS = 10.0  # how long a connection waits for a lock that another process holds
OLDEST = (3, 35, 0)  # the first SQLite with RETURNING

OPTIONS: dict[str, Any] = {  # Any: keyword arguments of sqlite3.connect
    "timeout": BUSY_SECONDS,
    "isolation_level": None,  # transactions begin where we say so
    "detect_types": sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
    "cached_statements": 256,
    "check_same_thread": False,
}

PRAGMAS: tuple[str, ...] = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a commit is on the disk before it is acknowledged
    "PRAGMA fullfsync=1",  # macOS only: fsync alone stops at the drive's cache there
    "PRAGMA foreign_keys=1",
)

_UNAVAILABLE = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}


def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Open one connection with every safety switch on, unless nothing would be missed."""
    connection: sqlite3.Connection = sqlite3.connect(path, **OPTIONS)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    if not durable:
        connection.execute("PRAGMA synchronous=OFF")
    return connection


def connect_writer(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Open the one connection through which answers go; its savepoints need no files."""
    connection = connect(path, durable=durable)
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA cache_size=-16000")  # 16 MB: the inner pages of every index
    return connection


def run(connection: sqlite3.Connection, sql: str, args: Sequence[object]) -> list[Row]:
    """Run one statement and return its rows as dicts."""
    cursor = connection.execute(sql, tuple(args))
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def prepare(path: Path) -> None:
    """Create the folder and the file where missing, readable by nobody else."""
    if sqlite3.sqlite_version_info < OLDEST:
        msg = f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed"
        raise DatabaseUnavailable(msg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        path.open("r+b").close()
        _try_folder(path.parent)
    except OSError as fault:
        msg = (
            f"the database file {path} cannot be written ({fault.strerror}); make the folder "
            "writable for the user that runs huiyin, or choose another HUIYIN_DATABASE_URL"
        )
        raise FolderNotWritable(msg) from fault


def _try_folder(folder: Path) -> None:
    trial = folder / ".huiyin-can-write"  # SQLite puts its -wal and -shm files beside the file
    trial.touch()
    trial.unlink(missing_ok=True)


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn faults of the driver into the names of `errors.py`; bugs such as bad SQL stay loud."""
    try:
        yield
    except sqlite3.IntegrityError as fault:
        raise ConstraintBroken(str(fault)) from fault
    except sqlite3.DatabaseError as fault:
        named = _named(fault)
        if named is None:
            raise
        raise named from fault
    except UnicodeEncodeError as fault:
        msg = "a text holds a lone surrogate; it is not valid Unicode"
        raise TextRefused(msg) from fault


def _named(fault: sqlite3.DatabaseError) -> DatabaseUnavailable | None:
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return DatabaseBusy(f"another writer holds the database ({fault}); try again")
    if code == sqlite3.SQLITE_FULL:
        return DatabaseFull("the disk is full; free some space and try again")
    if code in _UNAVAILABLE:
        return DatabaseUnavailable(f"the database file cannot be used: {fault}")
    return None
