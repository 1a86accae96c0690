"""Sign in, the one-time way in, sign out, and a person's own account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import Controller, Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Response, Template

from admin.access import door, passwords, signing_in
from admin.access.door import Viewer, own_form
from models.queries import shops, staff, views

Clock = Callable[[], datetime]
Form = URLEncodedBody[dict[str, str]]


def _cookie(token: str, *, secure: bool) -> Cookie:
    return Cookie(
        key=door.COOKIE_HTTPS if secure else door.COOKIE_HTTP,
        value=token,
        max_age=int(door.LONGEST.total_seconds()) if token else 0,
        httponly=True,
        secure=secure,
        samesite="lax",
        path="/",
    )


def safe_next(target: str) -> str:
    """Return `target` if it stays on this site, else the front page."""
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and not parts.netloc else "/"


def _into(session: signing_in.NewSession, target: str, *, secure: bool) -> Redirect:
    return Redirect(
        safe_next(target), status_code=303, cookies=[_cookie(session.token, secure=secure)]
    )


def _way_in(locale: str, *, email: str = "", fault: str = "", target: str = "/") -> Template:
    return Template(
        "admin/sign_in.html",
        context={"locale": locale, "email": email, "fault": fault, "target": target},
        status_code=422 if fault else 200,
    )


class SignIn(Controller):
    """`/sign-in`: with a password, or with a one-time link."""

    path = "/sign-in"

    @get()
    async def form(self, locale: NamedDependency[str], next: FromQuery[str] = "/") -> Template:  # noqa: A002 - the name in the address
        """Show the way in."""
        return _way_in(locale, target=safe_next(next))

    @post()
    async def submit(
        self,
        data: Form,
        clock: NamedDependency[Clock],
        locale: NamedDependency[str],
        client_address: NamedDependency[str],
        https: NamedDependency[bool],
    ) -> Response[Any]:  # Any: a page or a redirect
        """Open a session for the right password."""
        email, target = data.get("email", ""), data.get("next", "/")
        opened = await signing_in.with_password(
            email, data.get("password", ""), client_address, clock()
        )
        if opened is None:
            return _way_in(
                locale,
                email=email,
                fault="The address and the password do not belong together.",
                target=safe_next(target),
            )
        return _into(opened, target, secure=https)

    @get("/{token:str}")
    async def link(
        self, token: FromPath[str], clock: NamedDependency[Clock], locale: NamedDependency[str]
    ) -> Template:
        """Show whom a one-time link lets in; opening it does not use it up."""
        owner = await staff.link_owner(door.token_hash(token), clock())
        return Template(
            "admin/sign_in_link.html",
            context={"locale": locale, "owner": owner, "token": token},
            status_code=200 if owner else 410,
        )

    @post("/{token:str}")
    async def use(
        self,
        token: FromPath[str],
        clock: NamedDependency[Clock],
        locale: NamedDependency[str],
        https: NamedDependency[bool],
    ) -> Response[Any]:  # Any: a page or a redirect
        """Use a one-time link up."""
        opened = await signing_in.with_link(token, clock())
        if opened is None:
            context = {"locale": locale, "owner": None, "token": token}
            return Template("admin/sign_in_link.html", context=context, status_code=410)
        return _into(opened, "/", secure=https)


@post("/sign-out", guards=[own_form])
async def sign_out(
    request: Request[Any, Any, Any],  # Any: litestar's user, auth and state
    https: NamedDependency[bool],
) -> Redirect:
    """End this browser's session."""
    await staff.close_session(door.token_hash(door.session_token(request)))
    return Redirect("/sign-in", status_code=303, cookies=[_cookie("", secure=https)])


@get("/")
async def front(
    viewer: NamedDependency[Viewer], locale: NamedDependency[str]
) -> Response[Any]:  # Any: a page or a redirect
    """Lead a signed-in person to their shop, or let them choose among several."""
    seen = [shop for shop in await shops.every_shop() if shop.id in viewer.roles]
    starts = {
        shop.id: await views.start_of(shop.id, viewer.id) or f"/shops/{shop.code}" for shop in seen
    }
    if len(seen) == 1:
        return Redirect(starts[seen[0].id], status_code=303)
    context = {"locale": locale, "viewer": viewer, "shops": seen, "starts": starts}
    return Template("admin/choose_shop.html", context=context)


class Account(Controller):
    """`/account`: a person's own password and language."""

    path = "/account"
    guards = (own_form,)

    @get()
    async def form(self, viewer: NamedDependency[Viewer], locale: NamedDependency[str]) -> Template:
        """Show what a person may change of their own."""
        return _account(viewer, locale)

    @post()
    async def submit(
        self,
        data: Form,
        viewer: NamedDependency[Viewer],
        locale: NamedDependency[str],
        clock: NamedDependency[Clock],
        https: NamedDependency[bool],
    ) -> Response[Any]:  # Any: a page or a redirect
        """Keep a new password and go on with a fresh session."""
        password = data.get("password", "")
        fault = passwords.fault_of(password)
        if fault:
            return _account(viewer, locale, fault=fault)
        await staff.set_password(viewer.id, await passwords.hashed(password))
        token = await signing_in.new_link(viewer.id, clock())
        opened = await signing_in.with_link(token, clock())
        return _into(opened, "/account?saved=1", secure=https) if opened else Redirect("/sign-in")


def _account(viewer: Viewer, locale: str, fault: str = "") -> Template:
    return Template(
        "admin/account.html",
        context={"locale": locale, "viewer": viewer, "fault": fault},
        status_code=422 if fault else 200,
    )


ROUTES: list[Any] = [SignIn, sign_out, front, Account]  # Any: litestar's handlers and controllers
