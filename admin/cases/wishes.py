"""Pure: the form of a case → what its sender wants, and the sentence if it cannot be so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from unicodedata import category

from admin.dashboard.words import N_
from models.choices import CaseDeed, CaseOutcome

LONGEST_NOTE: Final = 2_000
LONGEST_REPLY: Final = 4_000
LONGEST_CAUSE: Final = 400
_LONGEST_NUMBER: Final = 18
# What a form may ask for; the rest happens by itself.
DOABLE: Final = frozenset(CaseDeed) - {CaseDeed.OPENED, CaseDeed.ERASED}


class Fault(StrEnum):
    """Why something was not done."""

    CHANGED_MEANWHILE = "changed_meanwhile"
    EMPTY_NOTE = "empty_note"
    LONG_NOTE = "long_note"
    EMPTY_REPLY = "empty_reply"
    LONG_REPLY = "long_reply"
    UNREACHABLE = "unreachable"
    NO_OUTCOME = "no_outcome"
    LONG_CAUSE = "long_cause"
    NOBODY = "nobody"


SENTENCES: Final[Mapping[Fault, str]] = MappingProxyType(
    {
        Fault.CHANGED_MEANWHILE: N_(
            "Somebody else did something about this case in the meantime, so nothing was done."
            " Read below what it was; what you wrote is still here."
        ),
        Fault.EMPTY_NOTE: N_("The note is empty. Write down what the next person should know."),
        Fault.LONG_NOTE: N_("The note is too long: 2,000 characters at most."),
        Fault.EMPTY_REPLY: N_("The reply is empty. Write to the shopper what you will do."),
        Fault.LONG_REPLY: N_("The reply is too long: 4,000 characters at most."),
        Fault.UNREACHABLE: N_("This shopper cannot be written to any more; nothing was sent."),
        Fault.NO_OUTCOME: N_("Say what came of the case before you close it."),
        Fault.LONG_CAUSE: N_("The cause is too long: 400 characters at most."),
        Fault.NOBODY: N_("Choose somebody who works on the cases of this shop."),
    }
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for, of a case as they saw it."""

    deed: CaseDeed
    version: int
    text: str = ""
    owner_id: int = 0
    outcome: CaseOutcome | None = None


def read(form: Mapping[str, str]) -> Wish | None:
    """
    Return what a form asks for; None where it asks for nothing that can be done.

    Examples
    --------
    >>> read({"do": "closed", "version": "3", "outcome": "solved", "text": " Lost in transit. "})
    Wish(deed=<CaseDeed.CLOSED: 'closed'>, version=3, text='Lost in transit.', owner_id=0, \
outcome=<CaseOutcome.SOLVED: 'solved'>)
    >>> read({"do": "opened"}) is None
    True
    """
    asked = form.get("do", "")
    if asked not in {*DOABLE}:
        return None
    outcome = form.get("outcome", "")
    return Wish(
        CaseDeed(asked),
        _number(form.get("version", "")),
        _text(form.get("text", "")),
        _number(form.get("owner", "")),
        CaseOutcome(outcome) if outcome in {*CaseOutcome} else None,
    )


def fault(wish: Wish) -> Fault | None:
    """Return what is wrong with a wish in itself, whatever the case is like."""
    if wish.deed is CaseDeed.CLOSED and wish.outcome is None:
        return Fault.NO_OUTCOME
    if wish.deed not in _TEXTS:
        return None
    longest, empty, long = _TEXTS[wish.deed]
    return long if len(wish.text) > longest else None if wish.text else empty


# How long a text may be, and what is wrong with none and with a longer one.
_TEXTS: Final[Mapping[CaseDeed, tuple[int, Fault | None, Fault]]] = MappingProxyType(
    {
        CaseDeed.NOTED: (LONGEST_NOTE, Fault.EMPTY_NOTE, Fault.LONG_NOTE),
        CaseDeed.REPLIED: (LONGEST_REPLY, Fault.EMPTY_REPLY, Fault.LONG_REPLY),
        CaseDeed.CLOSED: (LONGEST_CAUSE, None, Fault.LONG_CAUSE),
    }
)


def _text(written: str) -> str:
    """Return a text as people wrote it: lines end in one way and hold no control signs."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or category(c) not in {"Cc", "Cs"}).strip()


def _number(written: str) -> int:
    is_number = written.isascii() and written.isdecimal() and len(written) <= _LONGEST_NUMBER
    return int(written) if is_number else 0
