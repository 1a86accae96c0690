"""What faults of PostgreSQL's driver are called here."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from models.database.errors import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    TextRefused,
)

_FULL = (asyncpg.DiskFullError,)
_BUSY = (
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
    asyncpg.TooManyConnectionsError,
    TimeoutError,
)
_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # the server is starting, stopping or was told to end us
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.PostgresSystemError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,  # a connection used between the server's farewell and its end
)


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn faults of the driver into the names of `errors.py`; bugs such as bad SQL stay loud."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as fault:
        raise ConstraintBroken(str(fault)) from fault
    except _FULL as fault:
        msg = "the disk of the database server is full; free some space and try again"
        raise DatabaseFull(msg) from fault
    except _BUSY as fault:
        msg = f"the database is busy ({_words(fault)}); try again"
        raise DatabaseBusy(msg) from fault
    except _GONE as fault:
        msg = f"the database server cannot be reached: {_words(fault)}"
        raise DatabaseUnavailable(msg) from fault
    except asyncpg.CharacterNotInRepertoireError as fault:
        raise TextRefused("a text holds NUL; remove it before storing") from fault
    except (asyncpg.InterfaceError, asyncpg.DataError) as fault:
        _raise_if_named(fault)
        raise


def is_farewell(fault: BaseException) -> bool:
    """Tell whether asyncpg refused a connection that the server has left, before it sent anything.

    Only the text tells this refusal from others of its class, which may come after sending.
    """
    return isinstance(fault, asyncpg.InternalClientError) and "cannot switch to state" in str(fault)


def _raise_if_named(fault: Exception) -> None:
    """Name a refusal of asyncpg itself; only its text tells a lost connection from a bug."""
    text = str(fault)
    if "surrogates not allowed" in text:
        msg = "a text holds a lone surrogate; it is not valid Unicode"
        raise TextRefused(msg) from fault
    if "closed" in text or "closing" in text or "not initialized" in text:
        msg = f"the database server cannot be reached: {text}"
        raise DatabaseUnavailable(msg) from fault


def _words(fault: BaseException) -> str:
    return str(fault) or type(fault).__name__
