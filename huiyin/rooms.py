"""Every door of every room, in the order a shopper and then a manager meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Router

from admin.access import sign_in_pages
from admin.api import alert_routes, case_routes, key_pages
from admin.api import routes as api
from admin.dashboard import routes as dashboard
from admin.settings import page as settings_page
from feedback.answers import routes as answers
from feedback.events import routes as events
from feedback.invitations import routes as invitations
from huiyin import api_docs
from huiyin.captured_mail import captured_routes

if TYPE_CHECKING:
    from huiyin.settings import Settings


def every_route(settings: Settings) -> list[Any]:  # Any: litestar's handlers and controllers
    """Return the handlers of every room; captured letters only where letters are captured."""
    for_people = [
        *answers.ROUTES,
        *invitations.ROUTES,
        *sign_in_pages.ROUTES,
        *dashboard.ROUTES,
        *settings_page.ROUTES,
        *key_pages.ROUTES,
        *api_docs.ROUTES,
        *captured_routes(settings),
    ]
    # Only what programs ask for is described: a page is read, not parsed.
    pages = Router(path="/", route_handlers=for_people, include_in_schema=False)
    return [*events.ROUTES, *api.ROUTES, *alert_routes.ROUTES, *case_routes.ROUTES, pages]
