"""Each error that reaches the web, and its answer: one table of sentences."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template

from admin.access import errors as access
from admin.exports.errors import NoFont
from huiyin.i18n import asked_for, preferred, translator
from models.database import DatabaseUnavailable

log = logging.getLogger("huiyin.web")
AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state


@dataclass(frozen=True, slots=True)
class Said:
    """What a person reads: a heading and what to do."""

    status: int
    heading: str
    advice: str


NOT_FOUND = Said(
    404, "There is nothing here", "The address may be mistyped, or the page is not for you."
)
BROKEN = Said(
    500, "Something went wrong on our side", "It was written down. Please try again in a minute."
)
BUSY = Said(
    503, "Just a moment, please", "The database cannot be reached. Nothing was lost; try again."
)
ANSWERS: dict[type[Exception], Said] = {
    access.ShopUnknown: NOT_FOUND,
    access.NotAllowed: Said(
        403, "Not for your role", "Your role in this shop does not include this. Ask its owner."
    ),
    access.FormForged: Said(
        403, "This form has expired", "Open the page again and repeat what you did."
    ),
    access.TooManyTries: Said(
        429, "Too many tries", "Sign-in is paused for this account. Try again in 15 minutes."
    ),
    DatabaseUnavailable: BUSY,
    NoFont: Said(
        503,
        "No picture can be drawn here yet",
        "This machine has no font with Chinese characters. Take the chart as SVG, or ask whoever "
        "runs Huiyin to install one; `huiyin doctor` says how.",
    ),
}
BY_STATUS = {
    404: NOT_FOUND,
    405: Said(405, "That does not work here", "Open the page again and use its own buttons."),
    413: Said(413, "That is too much at once", "Send less text or a smaller file."),
}


def language(request: AnyRequest) -> str:
    """Return the language to answer in, without asking anything that may have failed."""
    query = request.query_params.get("lang")
    chosen = asked_for(query, request.cookies.get("huiyin_lang"))
    return chosen or preferred(request.headers.get("accept-language", ""))


def answer(request: AnyRequest, error: Exception) -> Response[Any]:  # Any: a page or JSON
    """Answer an error with a page, or with problem+json where a program asked."""
    if isinstance(error, access.NotSignedIn):
        return Redirect(f"/sign-in?next={request.url.path}", status_code=303)
    said = _said(error)
    if said is BROKEN:
        log.error("unforeseen error at %s %s", request.method, request.url.path, exc_info=error)
    headers = {"Retry-After": "5"} if said is BUSY else {}
    if request.url.path.startswith("/api/"):
        return _problem(said, error, headers)
    locale = language(request)
    say = translator(locale)
    context = {"locale": locale, "heading": say(said.heading), "advice": say(said.advice)}
    return Template("error.html", context=context, status_code=said.status, headers=headers)


def _said(error: Exception) -> Said:
    for kind, said in ANSWERS.items():
        if isinstance(error, kind):
            return said
    if isinstance(error, HTTPException):
        plain = Said(error.status_code, "That did not work", "Check what was sent and try again.")
        return BY_STATUS.get(
            error.status_code, plain if error.status_code < BROKEN.status else BROKEN
        )
    return BROKEN


def _problem(said: Said, error: Exception, headers: dict[str, str]) -> Response[Any]:  # Any: JSON
    detail = error.detail if isinstance(error, HTTPException) else said.advice
    body: dict[str, Any] = {
        "status": said.status,
        "title": said.heading,
        "detail": detail,
    }  # Any: JSON
    extra = getattr(error, "extra", None)
    if extra:
        body["errors"] = extra
    return Response(
        body, status_code=said.status, media_type="application/problem+json", headers=headers
    )
