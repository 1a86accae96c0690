"""`/captured-mail`: what would have been sent, for a demo on one's own machine and nowhere else.

Sign-in links are among the letters, so the page exists only where mail is captured and only this
machine is listened to.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template

from huiyin.mime import LetterMalformed, compose_mime
from models.choices import MessageKind
from models.queries.captured_mail import captured, captured_letter

if TYPE_CHECKING:
    from huiyin.settings import Settings
    from models.queries.outbox import Claimed

EVERY_SHOP: Final = 0
ON_A_PAGE: Final = 50
THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
HAN: Final = re.compile(r"[\u4e00-\u9fff]")
# A letter runs no script and loads nothing; its links open a tab of their own.
LETTER_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@get("/captured-mail", include_in_schema=False)
async def letters(
    locale: NamedDependency[str],
    before: FromQuery[int | None] = None,
    kind: FromQuery[str] = "",
) -> Template:
    """List the letters, newest first; of one kind, where a known one is asked for."""
    wanted = MessageKind(kind) if kind in set(MessageKind) else None
    found = await captured(EVERY_SHOP, before, ON_A_PAGE + 1, wanted)
    context = {
        "locale": locale,
        "kind": wanted or "",
        "letters": found[:ON_A_PAGE],
        "older": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        "language_of": language_of,
    }
    return Template("captured_mail.html", context=context)


@get("/captured-mail/{letter_id:int}", include_in_schema=False)
async def letter(letter_id: FromPath[int], locale: NamedDependency[str]) -> Template:
    """Show one letter: its headers, the page it is, and its text."""
    one = await _found(letter_id)
    context = {
        "locale": locale,
        "letter": one.letter,
        "id": one.id,
        "headers": headers_of(one),
        "language_of": language_of,
    }
    return Template("captured_letter.html", context=context)


@get("/captured-mail/{letter_id:int}/html", include_in_schema=False)
async def as_page(letter_id: FromPath[int]) -> Response[str]:
    """Give the letter's HTML to the frame that shows it."""
    one = await _found(letter_id)
    return Response(
        framed(one),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": LETTER_POLICY},
    )


def captured_routes(settings: Settings) -> list[Any]:  # Any: litestar's handlers
    """Return the pages, or nothing where letters are sent or strangers may listen."""
    alone = settings.mail == "captured" and settings.host in THIS_MACHINE
    return [letters, letter, as_page] if alone else []


def language_of(words: str) -> str:
    """Return the language a letter's words are shown in, so that they are read out rightly."""
    return "zh-CN" if HAN.search(words) else "en"


def headers_of(one: Claimed) -> list[tuple[str, str]]:
    """Return the headers as they would travel, without those of the parts."""
    try:
        message = compose_mime(one)
    except LetterMalformed as fault:
        return [("", str(fault))]
    return [(name, str(value)) for name, value in message.items() if name != "Content-Type"]


def framed(one: Claimed) -> str:
    """Return the letter's HTML with its pictures inside and its links opening a new tab."""
    html = one.letter.html
    for name, png in one.letter.pictures.items():
        inside = base64.b64encode(png).decode()
        html = html.replace(f"cid:{name}", f"data:image/png;base64,{inside}")
    head, found, rest = html.partition("<head>")
    return f'{head}<head><base target="_blank">{rest}' if found else html


async def _found(letter_id: int) -> Claimed:
    one = await captured_letter(EVERY_SHOP, letter_id)
    if one is None:
        raise NotFoundException
    return one
