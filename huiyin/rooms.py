"""Every door of every room, in the order a shopper and then a manager meets them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

DOORS = (
    "feedback.events.routes",
    "feedback.answers.routes",
    "feedback.invitations.routes",
    "admin.access.sign_in_pages",
    "admin.dashboard.routes",
)


def every_route() -> list[Any]:  # Any: litestar's handlers and controllers
    """Return the handlers of every room."""
    routes = []
    for name in DOORS:
        try:
            routes += import_module(name).ROUTES
        except ModuleNotFoundError:
            pass  # WIP: removed once the rooms have landed
    return routes
