"""Pure: what a key looks like, and how one is taken out of a request."""

import hashlib
import re
import secrets
from typing import Final

PREFIX: Final = "huiyin_"
LONGEST_LABEL: Final = 60
_SHAPE: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def new_key() -> str:
    """Return a key that nobody can guess: 256 bits of chance, with a name that scanners know."""
    return PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> bytes:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode()).digest()


def key_of(authorization: str) -> str:
    """
    Return the key of an Authorization header, "" where there is none that could be ours.

    Examples
    --------
    >>> key_of("Bearer " + PREFIX + "x" * 43) == PREFIX + "x" * 43
    True
    >>> key_of("Basic dGVhOnBhc3M=")
    ''
    """
    scheme, _, key = authorization.partition(" ")
    return key if scheme.lower() == "bearer" and _SHAPE.fullmatch(key) else ""
