"""A whole SQLite database as one file that can be carried away, and a look at such a file.

PostgreSQL has tools of its own for this; they are named where somebody asks.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from models.database.door import engine_name, fetch
from models.database.errors import DatabaseError
from models.database.migrate import known_migrations

# Who else holds the file shows at once; a backup is not made by waiting.
PATIENCE_SECONDS: Final = 1.0


class NotACopy(DatabaseError):
    """The file is not a whole database that this version can open."""


class OtherTool(DatabaseError):
    """The database is PostgreSQL, which is copied by its own tools."""


class InUse(DatabaseError):
    """Another process has the database open."""


async def copy_to(path: Path) -> None:
    """Write the whole database, as it stands at one moment, to a new file; others go on writing."""
    if engine_name() != "sqlite":
        raise OtherTool("This installation keeps its memory in PostgreSQL. Use pg_dump for it.")
    await fetch("VACUUM INTO {}", str(path))


def look_at(path: Path) -> int:
    """Return how many answers a copy holds.

    Raises
    ------
    NotACopy
        If it is damaged, something else, or of a later version than this one.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            (sound,) = copy.execute("PRAGMA integrity_check").fetchone()
            ran = {name for (name,) in copy.execute("SELECT name FROM migration")}
            (answers,) = copy.execute("SELECT count(*) FROM answer").fetchone()
    except sqlite3.DatabaseError as fault:
        raise NotACopy(f"{path} is not a whole database of Huiyin: {fault}.") from fault
    if sound != "ok":
        raise NotACopy(f"{path} is damaged: {sound}.")
    if later := ran - known_migrations().keys():
        raise NotACopy(f"{path} was made by a later version of Huiyin ({max(later)}).")
    return int(answers)


def refuse_in_use(path: Path) -> None:
    """Refuse to go on while another process has the database at `path` open.

    Raises
    ------
    InUse
        If one has.
    """
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except sqlite3.OperationalError as fault:
        raise InUse(f"{path} is in use. Stop every huiyin process, then try again.") from fault
