"""The database behind one door: two engines, one behaviour, durable answers.

Tables are in models/tables, queries in models/queries; here is only how they reach the disk.
"""

from models.database.door import (
    bound,
    durability,
    engine_for,
    engine_name,
    fetch,
    start,
    stop,
    transaction,
    write,
)
from models.database.errors import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseError,
    DatabaseFull,
    DatabaseUnavailable,
    DatabaseUrlInvalid,
    FolderNotWritable,
    TextRefused,
    TransactionMisused,
    ValueRefused,
)
from models.database.migrate import migrate, pending_migrations
from models.database.statements import EngineName, Row, Statement, Steps

__all__ = [
    "ConstraintBroken",
    "DatabaseBusy",
    "DatabaseError",
    "DatabaseFull",
    "DatabaseUnavailable",
    "DatabaseUrlInvalid",
    "EngineName",
    "FolderNotWritable",
    "Row",
    "Statement",
    "Steps",
    "TextRefused",
    "TransactionMisused",
    "ValueRefused",
    "bound",
    "durability",
    "engine_for",
    "engine_name",
    "fetch",
    "migrate",
    "pending_migrations",
    "start",
    "stop",
    "transaction",
    "write",
]
