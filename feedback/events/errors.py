"""What can go wrong at the doors in; every class knows the HTTP status it is answered with.

EventError
├── SignatureRefused   401  unsigned, stale, forged, or of a shop we do not know
├── BodyMalformed      400  the body is not JSON
├── EventRefused       422  a field cannot be taken; names it
├── EventConflict      422  this id came before with another body
├── FileRefused              the file as a whole cannot be read
└── ImportRunsAlready    another process is importing this very file
"""

from feedback.events.reasons import Refusal


class EventError(Exception):
    """Anything that keeps an event or a file from being taken."""

    status = 422


class SignatureRefused(EventError):
    """The request is not one this shop's systems signed just now."""

    status = 401


class BodyMalformed(EventError):
    """The body is not JSON."""

    status = 400


class EventRefused(EventError):
    """One field cannot be taken; nothing was stored."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence())
        self.refusal = refusal


class EventConflict(EventError):
    """An event with this id was stored before, and its body was another."""


class FileRefused(EventError):
    """A file cannot be read as a whole; nothing was stored."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence())
        self.refusal = refusal


class ImportRunsAlready(EventError):
    """Another process is importing this very file into this shop."""
