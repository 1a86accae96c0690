"""What can go wrong on the way from an order to a letter, and on the way out of the list.

InvitationError
├── AddressUnusable    no letter can be addressed to this
├── LinkUnreadable     the token was not made by one of our keys, or was cut on the way
├── LinkKeyLost        a link was made with a key that is no longer configured
├── PolicyInvalid      a shop's invitation rules cannot be used as written
├── LetterUnsafe       a letter is too large for mail programs to show whole
└── Overtaken          another worker asked the same person, or about the same thing
"""

from dataclasses import dataclass


class InvitationError(Exception):
    """Anything that keeps an invitation from being written, sent or stopped."""


class AddressUnusable(InvitationError):
    """No letter can be addressed to this."""


class LinkUnreadable(InvitationError):
    """The token was not made by one of our keys for this purpose, or was cut on the way."""


class LinkKeyLost(InvitationError):
    """A link was made with a key that is no longer configured."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one rule of a shop cannot be used as written."""

    rule: str
    # For an operator; names the rule.
    sentence: str
    # A gettext message where the rule is fine alone but not beside the others.
    clash: str = ""

    def __str__(self) -> str:
        """Return the operator's sentence."""
        return self.sentence


class PolicyInvalid(InvitationError):
    """A shop's invitation rules cannot be used as written; carries every fault at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults apart, so that a settings page can show each beside its field."""
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class LetterUnsafe(InvitationError):
    """A letter is larger than mail programs show; its end is the way out of the list."""


class Overtaken(InvitationError):
    """Another worker asked the same person, or about the same thing, at the same moment."""
