"""Every door of every room, in the order a shopper and then a manager meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from admin.access import sign_in_pages
from admin.dashboard import routes as dashboard
from feedback.answers import routes as answers
from feedback.events import routes as events
from feedback.invitations import routes as invitations
from huiyin.captured_mail import captured_routes

if TYPE_CHECKING:
    from huiyin.settings import Settings


def every_route(settings: Settings) -> list[Any]:  # Any: litestar's handlers and controllers
    """Return the handlers of every room; captured letters only where letters are captured."""
    return [
        *events.ROUTES,
        *answers.ROUTES,
        *invitations.ROUTES,
        *sign_in_pages.ROUTES,
        *dashboard.ROUTES,
        *captured_routes(settings),
    ]
