"""Headers that every reply carries, and the nonce that lets our own scripts and styles run."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from litestar import Request
from litestar.datastructures import MutableScopeHeaders

if TYPE_CHECKING:
    from litestar.types import Message, Scope

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = (
    "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'; frame-src 'self'; "
    "style-src 'self' 'nonce-{nonce}'; script-src 'self' 'nonce-{nonce}'"
)


async def mark_request(
    request: Request[Any, Any, Any],
) -> None:  # Any: litestar's user, auth, state
    """Give a request the nonce its page may use."""
    request.state["csp_nonce"] = secrets.token_urlsafe(12)


async def guard_reply(message: Message, scope: Scope) -> None:
    """Put the fixed headers and the content policy on a reply."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in FIXED.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _policy(scope))
    if not scope["path"].startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")


def _policy(scope: Scope) -> str:
    """Return the policy; addresses that lead nowhere are answered before a nonce is given."""
    nonce = scope.get("state", {}).get("csp_nonce")
    return POLICY.format(nonce=nonce) if nonce else POLICY.replace(" 'nonce-{nonce}'", "")
