"""The one door: who is signed in, and which shop they see. Every staff page comes through here."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from litestar import Request
from litestar.di import NamedDependency

from admin.access.errors import FormForged, NotAllowed, NotSignedIn, ShopUnknown
from admin.access.roles import Act, may
from models.choices import Role
from models.queries import shops, staff

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

# A Secure cookie where the installation is reached over https; browsers refuse it over http.
COOKIE_HTTPS = "__Host-huiyin"
COOKIE_HTTP = "huiyin"
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# The last use is written down at most this often, so that reading pages does not write.
TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who looks, and the token their forms carry."""

    id: int
    email: str
    name: str
    locale: str
    csrf_token: str
    roles: Mapping[int, Role]


@dataclass(frozen=True, slots=True)
class ShopSeen:
    """A shop as one person sees it, with their role in it."""

    id: int
    code: str
    name: str
    timezone: str
    locale: str
    role: Role
    viewer_id: int

    @property
    def zone(self) -> ZoneInfo:
        """The zone that decides the shop's days and weeks."""
        return ZoneInfo(self.timezone)

    def may(self, act: Act) -> bool:
        """Say whether the viewer may do `act` in this shop."""
        return may(self.role, act)

    def require(self, act: Act) -> None:
        """Refuse what the viewer's role does not include."""
        if not self.may(act):
            raise NotAllowed(act)


def token_hash(token: str) -> bytes:
    """Return what is kept of a session's or link's token."""
    return hashlib.sha256(token.encode()).digest()


def session_token(connection: ASGIConnection) -> str:  # type: ignore[type-arg]  # any user, auth, state
    """Return the session's token from whichever cookie this installation uses."""
    cookies = connection.cookies
    return cookies.get(COOKIE_HTTPS) or cookies.get(COOKIE_HTTP) or ""


async def open_session(request: Request, now: datetime) -> staff.OpenSession | None:  # type: ignore[type-arg]  # as above
    """Return the session behind a request, noting that it is in use."""
    token = session_token(request)
    if not token:
        return None
    found = await staff.session(token_hash(token), now, now - IDLE)
    if found is not None and now - found.seen_at > TOUCH_EVERY:
        await staff.touch_session(found.id, now)
    return found


async def viewer_at_the_door(
    request: Request,  # type: ignore[type-arg]  # any user, auth, state
    clock: NamedDependency[Callable[[], datetime]],
) -> Viewer:
    """Return who is signed in.

    Raises
    ------
    NotSignedIn
        If nobody is.
    """
    found = await open_session(request, clock())
    if found is None:
        raise NotSignedIn
    member = found.member
    return Viewer(
        member.id, member.email, member.name, member.locale, found.csrf_token, member.roles
    )


async def shop_behind_the_door(
    request: Request,  # type: ignore[type-arg]  # any user, auth, state
    viewer: NamedDependency[Viewer],
) -> ShopSeen:
    """Return the shop named in the path, if the viewer has a role in it.

    Raises
    ------
    ShopUnknown
        If there is no such shop or the viewer has no role in it: the same answer for both.
    """
    shop = await shops.by_code(str(request.path_params["code"]))
    if shop is None or shop.id not in viewer.roles:
        raise ShopUnknown
    role = viewer.roles[shop.id]
    return ShopSeen(shop.id, shop.code, shop.name, shop.timezone, shop.locale, role, viewer.id)


async def own_form(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]  # any user, auth, state
    """Guard: let a signed-in person's form through only if one of our pages made it."""
    if not isinstance(connection, Request) or connection.method in {"GET", "HEAD", "OPTIONS"}:
        return
    token = session_token(connection)
    found = await staff.session(
        token_hash(token), connection.app.state.clock(), connection.app.state.clock() - IDLE
    )
    if found is None:
        raise NotSignedIn
    given = str((await connection.form()).get("csrf", ""))
    if not hmac.compare_digest(given.encode(), found.csrf_token.encode()):
        raise FormForged
