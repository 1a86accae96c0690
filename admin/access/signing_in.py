"""Shell: check a password or a one-time link, slow down guessing, and open a session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from admin.access import passwords
from admin.access.door import LONGEST, token_hash
from admin.access.errors import TooManyTries
from models.queries import staff

if TYPE_CHECKING:
    from models.queries.staff import StaffMember

LINK_LIVES = timedelta(hours=24)
ACCOUNT_WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 10
ADDRESS_WINDOW = timedelta(hours=1)
ADDRESS_TRIES = 100


@dataclass(frozen=True, slots=True)
class NewSession:
    """The token for the browser's cookie; only its hash is kept."""

    token: str
    member: StaffMember


async def with_password(
    email: str, password: str, address: str, now: datetime
) -> NewSession | None:
    """Open a session for the right password; None for a wrong one or an unknown address.

    Raises
    ------
    TooManyTries
        After 10 tries on one account in 15 minutes or 100 from one address in an hour.
    """
    await _count(f"account:{email.strip().lower()}", ACCOUNT_WINDOW, ACCOUNT_TRIES, now)
    await _count(f"address:{address}", ADDRESS_WINDOW, ADDRESS_TRIES, now)
    member = await staff.by_email(email)
    right = await passwords.matches(member.password_hash if member else "", password)
    return await _open(member, now) if member and right else None


async def with_link(token: str, now: datetime) -> NewSession | None:
    """Use a one-time link up and open a session; None if it lets nobody in."""
    member = await staff.use_link(token_hash(token), now)
    return await _open(member, now) if member else None


async def new_link(staff_id: int, now: datetime) -> str:
    """Make a one-time way in and return its token."""
    token = secrets.token_urlsafe(24)
    await staff.add_link(staff_id, token_hash(token), now, now + LINK_LIVES)
    return token


async def _open(member: StaffMember, now: datetime) -> NewSession:
    token = secrets.token_urlsafe(24)
    await staff.open_session(
        member.id, token_hash(token), secrets.token_urlsafe(18), now, now + LONGEST
    )
    return NewSession(token, member)


async def _count(subject: str, window: timedelta, most: int, now: datetime) -> None:
    start = datetime.fromtimestamp(
        now.timestamp() // window.total_seconds() * window.total_seconds(), now.tzinfo
    )
    if await staff.count_try(token_hash(subject), start) > most:
        raise TooManyTries
