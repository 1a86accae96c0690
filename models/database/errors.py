"""What can go wrong between the program and its database.

Only names and sentences live here; which driver fault becomes which name is in the engines.

DatabaseError
├── DatabaseUrlInvalid       the setting names no database this program can open
├── DatabaseUnavailable      the database cannot be reached or cannot store now (HTTP 503)
│   ├── FolderNotWritable    the folder of a SQLite file cannot be written
│   ├── DatabaseFull         the disk is full: nothing was stored
│   └── DatabaseBusy         too many are waiting, or another writer holds the lock: try again
├── ConstraintBroken         a unique, not-null or foreign key was violated
├── ValueRefused             a value no engine may store
│   └── TextRefused          NUL or half of a surrogate pair inside a text
└── TransactionMisused       a transaction used from another task, or a write inside one
"""


class DatabaseError(Exception):
    """Anything this package reports about the database."""


class DatabaseUrlInvalid(DatabaseError):
    """The database address cannot be understood."""


class DatabaseUnavailable(DatabaseError):
    """The database cannot be reached or cannot store now; nothing was acknowledged."""


class FolderNotWritable(DatabaseUnavailable):
    """The folder that holds the SQLite file cannot be written."""


class DatabaseFull(DatabaseUnavailable):
    """The disk is full; the work was rolled back."""


class DatabaseBusy(DatabaseUnavailable):
    """The queue is full or another writer holds the lock; trying again later may succeed."""


class ConstraintBroken(DatabaseError):
    """A row was refused by a unique, not-null, check or foreign key rule."""


class ValueRefused(DatabaseError):
    """A value that must not be stored, such as a time without a zone."""


class TextRefused(ValueRefused):
    """A text holds NUL or a lone surrogate, which no engine can store faithfully."""


class TransactionMisused(DatabaseError):
    """A transaction was used where it could silently lose or mix work."""


ANOTHER_TASK = (
    "a task that was started inside a transaction used the database through it; "
    "start the task after the transaction, or await the query inside it"
)
