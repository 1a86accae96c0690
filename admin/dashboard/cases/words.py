"""Pure: what was done about a case, in sentences, and how far a reply has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from admin.cases.replying import Reach
from admin.cases.told import OUTCOMES
from admin.dashboard.words import N_, Translate
from models.choices import CaseDeed, MessageState
from models.queries.cases import Event

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        CaseDeed.TAKEN: N_("The case is yours now."),
        CaseDeed.GIVEN_BACK: N_("The case is nobody’s again."),
        CaseDeed.ASSIGNED: N_("The case has been given to somebody."),
        CaseDeed.NOTED: N_("The note is kept."),
        CaseDeed.REPLIED: N_("The reply is on its way to the shopper."),
        CaseDeed.CLOSED: N_("The case is closed."),
        CaseDeed.REOPENED: N_("The case is open again."),
    }
)
DEEDS: Final[Mapping[CaseDeed, str]] = MappingProxyType(
    {
        CaseDeed.OPENED: N_("Opened by rule"),
        CaseDeed.TAKEN: N_("Took the case"),
        CaseDeed.GIVEN_BACK: N_("Gave the case back"),
        CaseDeed.ASSIGNED: N_("Gave the case to {name}"),
        CaseDeed.NOTED: N_("Wrote a note"),
        CaseDeed.REPLIED: N_("Wrote to the shopper"),
        CaseDeed.CLOSED: N_("Closed: {outcome}"),
        CaseDeed.REOPENED: N_("Opened the case again"),
        CaseDeed.ERASED: N_("The shopper’s data was erased, and what was written about them"),
    }
)
LETTERS: Final[Mapping[MessageState, str]] = MappingProxyType(
    {
        MessageState.NEW: N_("on its way"),
        MessageState.SENDING: N_("on its way"),
        MessageState.DONE: N_("handed over to the mail server"),
        MessageState.FAILED: N_("could not be delivered"),
        MessageState.UNKNOWN: N_("nobody can tell whether it was sent"),
        MessageState.WITHDRAWN: N_("not sent: the shopper wants no more letters"),
    }
)
ARRIVES: Final = frozenset({MessageState.NEW, MessageState.SENDING, MessageState.DONE})
UNREACHABLE: Final[Mapping[Reach, str]] = MappingProxyType(
    {
        Reach.ERASED: N_("The shopper’s data was erased: there is nobody left to write to."),
        Reach.NO_ADDRESS: N_("The shop never told us an e-mail address of this shopper."),
        Reach.SUPPRESSED: N_(
            "This shopper wants no more letters from the shop, or the address is dead."
            " Reach them another way, and note here what came of it."
        ),
        Reach.NO_SENDER: N_(
            "The shop has no sender’s address, so no letter can leave."
            " Whoever runs Huiyin can set HUIYIN_MAIL_FROM."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a case's history as it is read."""

    at: datetime
    who: str
    sentence: str
    text: str
    letter: str = ""
    is_lost: bool = False


def done(deed: str, say: Translate) -> str:
    """Return what was just done in a sentence, "" for nothing that we know of."""
    return say(DONE[deed]) if deed in DONE else ""


def history(events: Iterable[Event], say: Translate) -> tuple[Happened, ...]:
    """Return what was done about a case in sentences, the last first."""
    return tuple(_happened(one, say) for one in events)[::-1]


def _happened(one: Event, say: Translate) -> Happened:
    outcome = say(OUTCOMES[one.outcome]) if one.outcome else ""
    sentence = say(DEEDS[one.deed]).format(name=one.about, outcome=outcome)
    if one.letter is None:
        return Happened(one.at, one.who, sentence, one.text)
    lost = one.letter not in ARRIVES
    return Happened(one.at, one.who, sentence, one.text, say(LETTERS[one.letter]), lost)
