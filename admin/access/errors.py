"""What can go wrong at the door.

AccessError
├── NotSignedIn       nobody is signed in; the way in is shown
├── ShopUnknown       no such shop for this person; the same answer for a stranger and a typo
├── NotAllowed        the person's role in this shop does not include this
├── FormForged        the form does not come from a page of ours
└── TooManyTries      sign-in is slowed down for this account or address
"""


class AccessError(Exception):
    """The root of this room's errors."""


class NotSignedIn(AccessError):
    """Nobody is signed in."""


class ShopUnknown(AccessError):
    """No such shop for this person."""


class NotAllowed(AccessError):
    """The role does not include what was asked."""


class FormForged(AccessError):
    """A form came without the token that our pages put into it."""


class TooManyTries(AccessError):
    """Sign-in is slowed down."""
