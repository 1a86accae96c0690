"""The shopper's doors: the answer page, its drafts, its thanks. GET and HEAD change nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import HttpMethod, Request, Router, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Response

from feedback.answers import accept as answering
from feedback.answers.accept import Voice
from feedback.answers.drafts import keep_draft
from feedback.answers.fields import read_fields
from feedback.answers.reading import ReadingDesk, ReadsComments
from feedback.answers.replies import Page, page_of, reply_to, thanks_of
from feedback.invitations.links import LinkSigner

AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state
Clock = Callable[[], datetime]
LARGEST_BODY = 256 * 1024
READING = [HttpMethod.GET, HttpMethod.HEAD]


@route("/{token:str}", http_method=READING, status_code=200)
async def show_answer_page(
    request: AnyRequest,
    token: FromPath[str],
    clock: NamedDependency[Clock],
    voice: NamedDependency[Voice],
) -> Page:
    """Show the questions; a score tapped in the letter is chosen, nothing is stored."""
    tapped = request.query_params.get("s", "")
    return page_of(token, await answering.show(token, tapped, voice, clock()))


@post("/{token:str}", status_code=303, request_max_body_size=LARGEST_BODY)
async def accept_answer(
    request: AnyRequest,
    token: FromPath[str],
    clock: NamedDependency[Clock],
    voice: NamedDependency[Voice],
    desk: NamedDependency[ReadingDesk | None],
) -> Page:
    """Store one shopper's answer, then thank; or show it again with what is wrong."""
    fields = read_fields(await request.body())
    return reply_to(token, await answering.accept(token, fields, voice, clock()), desk)


@post("/{token:str}/draft", status_code=204, request_max_body_size=LARGEST_BODY)
async def save_draft(
    request: AnyRequest, token: FromPath[str], clock: NamedDependency[Clock]
) -> Response[None]:
    """Keep a form that is not submitted yet."""
    kept = await keep_draft(token, read_fields(await request.body()), clock())
    return Response(None, status_code=204 if kept else 404)


@route("/{token:str}/thanks", http_method=READING, status_code=200)
async def show_thanks(
    token: FromPath[str],
    clock: NamedDependency[Clock],
    voice: NamedDependency[Voice],
    links: NamedDependency[LinkSigner],
) -> Page:
    """Thank for an answer."""
    return thanks_of(token, await answering.thank(token, voice, clock()), links)


def voice(asked_locale: NamedDependency[str | None], locale: NamedDependency[str]) -> Voice:
    """Return how this visitor may be spoken to."""
    return Voice(asked_locale, locale)


def desk(
    state: State,
    clock: NamedDependency[Clock],
    reader: NamedDependency[Callable[[], ReadsComments]],
) -> ReadingDesk | None:
    """Return the process's one desk; none where a separate worker reads."""
    if not state.get("reads_comments", True):
        return None
    known: ReadingDesk | None = state.get("reading_desk")
    if known is None:
        known = state["reading_desk"] = ReadingDesk(reader, clock)
    return known


ROUTES = [
    Router(
        "/a",
        route_handlers=[show_answer_page, accept_answer, save_draft, show_thanks],
        dependencies={
            "voice": Provide(voice, sync_to_thread=False),
            "desk": Provide(desk, sync_to_thread=False),
        },
        include_in_schema=False,
    )
]
