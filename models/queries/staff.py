"""People who sign in: their roles, sessions, one-time links and tries.

All of it belongs to the installation, not to a shop, and is exempt from shop_id first; what a
person may see of a shop is decided by their role in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import Role
from models.tables.staff import SignInLink, Staff, StaffRole, StaffSession


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person with their role in each shop, by the shop's id."""

    id: int
    email: str
    name: str
    locale: str
    password_hash: str
    wants_digest: bool
    roles: Mapping[int, Role]


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser and the person behind it."""

    id: int
    member: StaffMember
    csrf_token: str
    seen_at: datetime


async def _member(condition: object) -> StaffMember | None:
    row = (
        await Staff.select()
        .where(condition & (Staff.active == True))  # type: ignore[operator]  # noqa: E712 - piccolo's Where
        .first()
    )
    if row is None:
        return None
    roles = await StaffRole.select(StaffRole.shop_id, StaffRole.role).where(
        StaffRole.staff == row["id"]
    )
    return StaffMember(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        locale=row["locale"],
        password_hash=row["password_hash"],
        wants_digest=row["wants_digest"],
        roles={role["shop_id"]: Role(role["role"]) for role in roles},
    )


async def by_email(email: str) -> StaffMember | None:
    """Return the active person who signs in with `email`."""
    return await _member(Staff.email == email.strip().lower())


async def by_id(staff_id: int) -> StaffMember | None:
    """Return one active person."""
    return await _member(Staff.id == staff_id)


async def of_shop(shop_id: int) -> list[StaffMember]:
    """Return the active people of a shop, by id."""
    rows = (
        await StaffRole.select(StaffRole.staff)
        .where(StaffRole.shop_id == shop_id)
        .order_by(StaffRole.staff)
    )
    people = [await by_id(row["staff"]) for row in rows]
    return [person for person in people if person is not None]


async def add(email: str, name: str, locale: str, now: datetime) -> int:
    """Return the id of the person with this address, adding them if they are new."""
    known = await Staff.select(Staff.id).where(Staff.email == email.strip().lower()).first()
    if known:
        return int(known["id"])
    person = Staff(email=email.strip().lower(), name=name, locale=locale, created_at=now)
    await person.save()
    return int(person.id)


async def give_role(shop_id: int, staff_id: int, role: Role) -> None:
    """Set what a person may do in a shop, whatever they might before."""
    await database.fetch(
        "INSERT INTO staff_role (shop_id, staff, role) VALUES ({}, {}, {}) "
        "ON CONFLICT (shop_id, staff) DO UPDATE SET role = excluded.role",
        shop_id,
        staff_id,
        role.value,
    )


async def set_password(staff_id: int, password_hash: str) -> None:
    """Keep a new password and end every session made with the old one."""
    async with database.transaction():
        await Staff.update({Staff.password_hash: password_hash}).where(Staff.id == staff_id)
        await StaffSession.delete().where(StaffSession.staff == staff_id)


async def set_locale(staff_id: int, locale: str) -> None:
    """Remember the language a person reads."""
    await Staff.update({Staff.locale: locale}).where(Staff.id == staff_id)


async def open_session(
    staff_id: int, token_hash: bytes, csrf_token: str, now: datetime, expires_at: datetime
) -> None:
    """Write down a signed-in browser."""
    await StaffSession(
        staff=staff_id,
        token_hash=token_hash,
        csrf_token=csrf_token,
        created_at=now,
        seen_at=now,
        expires_at=expires_at,
    ).save()


async def session(token_hash: bytes, now: datetime, seen_since: datetime) -> OpenSession | None:
    """Return the session behind a cookie, unless it is over or was idle since `seen_since`."""
    row = (
        await StaffSession.select()
        .where(
            (StaffSession.token_hash == token_hash)
            & (StaffSession.expires_at > now)
            & (StaffSession.seen_at > seen_since)
        )
        .first()
    )
    member = await by_id(row["staff"]) if row else None
    if row is None or member is None:
        return None
    return OpenSession(row["id"], member, row["csrf_token"], row["seen_at"])


async def touch_session(session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    await StaffSession.update({StaffSession.seen_at: now}).where(StaffSession.id == session_id)


async def close_session(token_hash: bytes) -> None:
    """End one session."""
    await StaffSession.delete().where(StaffSession.token_hash == token_hash)


async def add_link(staff_id: int, token_hash: bytes, now: datetime, expires_at: datetime) -> int:
    """Write down a one-time way in and return its id."""
    link = SignInLink(staff=staff_id, token_hash=token_hash, created_at=now, expires_at=expires_at)
    await link.save()
    return int(link.id)


async def link_owner(token_hash: bytes, now: datetime) -> StaffMember | None:
    """Return whom a one-time link would let in; changes nothing."""
    row = (
        await SignInLink.select(SignInLink.staff)
        .where(
            (SignInLink.token_hash == token_hash)
            & (SignInLink.expires_at > now)
            & SignInLink.used_at.is_null()
        )
        .first()
    )
    return await by_id(row["staff"]) if row else None


async def use_link(token_hash: bytes, now: datetime) -> StaffMember | None:
    """Use a one-time link up; None if it was used, is over or never was."""
    rows = (
        await SignInLink.update({SignInLink.used_at: now})
        .where(
            (SignInLink.token_hash == token_hash)
            & (SignInLink.expires_at > now)
            & SignInLink.used_at.is_null()
        )
        .returning(SignInLink.staff)
    )
    return await by_id(rows[0]["staff"]) if rows else None


async def count_try(subject_hash: bytes, window_start: datetime) -> int:
    """Count one more try at signing in and return how many there were in this window."""
    rows = await database.fetch(
        "INSERT INTO sign_in_attempt (subject_hash, window_start, tries) VALUES ({}, {}, 1) "
        "ON CONFLICT (subject_hash, window_start) DO UPDATE SET tries = sign_in_attempt.tries + 1 "
        "RETURNING tries",
        subject_hash,
        window_start,
    )
    return int(rows[0]["tries"])
