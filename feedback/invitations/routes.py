"""The way out of the list: `/u/{token}` shows a button; pressing it, or one click, stops letters.

Mail scanners open every link: GET and HEAD read nothing and change nothing, whatever the token.
A mail program's one-click POST (RFC 8058) carries no cookie and is answered without a redirect.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from litestar import get, head, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from feedback.invitations.errors import LinkUnreadable
from feedback.invitations.links import LinkSigner
from feedback.invitations.unsubscribe import let_letters_come, stop_letters

PAGE: Final = "/u/{token:str}"


@get(PAGE, sync_to_thread=False, include_in_schema=False)
def ask_first(locale: NamedDependency[str]) -> Template:
    """Show the button; the same page for every token, whole or not."""
    return _page("ask", locale)


@head(PAGE, sync_to_thread=False, include_in_schema=False)
def scanned() -> None:
    """Answer mail scanners."""


@post(PAGE, status_code=200, include_in_schema=False)
async def stop(
    token: FromPath[str],
    links: NamedDependency[LinkSigner],
    clock: NamedDependency[Callable[[], datetime]],
    locale: NamedDependency[str],
) -> Template:
    """Stop the letters, pressed on the page or sent by a mail program."""
    try:
        stopped = await stop_letters(token, links, clock())
    except LinkUnreadable:
        return _page("broken", locale, status=404)
    return _page("stopped", locale, stopped.shop_name, again=f"/u/{token}/again")


@post(PAGE + "/again", status_code=200, include_in_schema=False)
async def again(
    token: FromPath[str], links: NamedDependency[LinkSigner], locale: NamedDependency[str]
) -> Template:
    """Let the letters come again after a press by mistake."""
    try:
        stopped = await let_letters_come(token, links)
    except LinkUnreadable:
        return _page("broken", locale, status=404)
    return _page("again", locale, stopped.shop_name)


def _page(
    step: str, locale: str, shop: str = "", *, again: str = "", status: int = 200
) -> Template:
    context = {"locale": locale, "step": step, "shop": shop, "again": again}
    return Template("feedback/unsubscribe.html", context=context, status_code=status)


ROUTES = [ask_first, scanned, stop, again]
