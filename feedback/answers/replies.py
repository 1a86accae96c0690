"""What a shopper gets to see for each outcome: a page, a redirect, a status."""

from typing import Any, TypeAlias

from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect, Response, Template

from feedback.answers.accept import Outcome, Shown, Shut, Stored, Thanked, Unstored
from feedback.answers.fields import Fields
from feedback.answers.form import TEXT, TRAP
from feedback.answers.reading import ReadingDesk
from feedback.invitations.links import LinkSigner

Page: TypeAlias = Response[Any]  # Any: a template or a redirect
RETRY_SECONDS = "5"
SHUT = 404
UNACCEPTABLE = 422
UNAVAILABLE = 503


def page_of(token: str, outcome: Shut | Shown) -> Page:
    """Return the page to fill in, or the one that says that this survey is not open."""
    if isinstance(outcome, Shut):
        context = {"locale": outcome.locale, "text": outcome.text}
        return Template("feedback/closed.html", context=context, status_code=SHUT)
    page = outcome.page
    shown: dict[str, object] = {"locale": page.locale, "page": page, "token": token}
    status = UNACCEPTABLE if page.faults else 200
    return Template("feedback/answer.html", context=shown, status_code=status)


def reply_to(token: str, outcome: Outcome, desk: ReadingDesk | None) -> Page:
    """Return what follows a posted form; a new text is read once the reply is on its way."""
    if isinstance(outcome, Unstored):
        return _kept(token, outcome.locale, outcome.fields)
    if isinstance(outcome, Stored):
        return Redirect(
            f"/a/{token}/thanks?lang={outcome.locale}",
            status_code=303,
            background=_reading(outcome, desk),
        )
    return page_of(token, outcome)


def thanks_of(token: str, outcome: Thanked | Shut, links: LinkSigner) -> Page:
    """Return the page of thanks, with the way back to the answer and the way out of the list."""
    if isinstance(outcome, Shut):
        return page_of(token, outcome)
    asked = outcome.asked
    stop = links.unsubscribe_url(asked.shop_id, asked.email_hash) if asked.email_hash else ""
    context = {
        "locale": outcome.locale,
        "shop_name": asked.shop_name,
        "edit": f"/a/{token}" if outcome.may_edit else "",
        "stop": stop,
        "closes_on": asked.closes_on,
    }
    return Template("feedback/thanks.html", context=context)


def _reading(stored: Stored, desk: ReadingDesk | None) -> BackgroundTask | None:
    comment_id = stored.receipt.comment_id
    if desk is None or comment_id is None:
        return None
    return BackgroundTask(desk.read_soon, stored.shop_id, comment_id)


def _kept(token: str, locale: str, fields: Fields) -> Page:
    """Give back everything that was sent, ready to be sent again."""
    hidden = [(name, value) for name, value in fields.pairs() if name not in {TEXT, TRAP}]
    context = {"locale": locale, "token": token, "hidden": hidden, "text": fields.one(TEXT)}
    headers = {"Retry-After": RETRY_SECONDS}
    return Template(
        "feedback/answer_unstored.html", context=context, status_code=UNAVAILABLE, headers=headers
    )
