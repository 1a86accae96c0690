"""Shell: whether a shopper can be written to, and the letter that a reply becomes.

The address goes from the vault into the outbox; nobody who replies ever sees it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jinja2 import Environment

from admin.cases import letter
from models.choices import MessageKind
from models.queries import case_acts, customers
from models.queries.case_acts import Addressee
from models.queries.cases import Case
from models.queries.outbox import Letter
from models.queries.shops import Shop


class Reach(StrEnum):
    """Whether a shopper can be written to, or why not."""

    REACHABLE = "reachable"
    ERASED = "erased"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    NO_SENDER = "no_sender"


@dataclass(frozen=True, slots=True)
class ReplyDesk:
    """What writing to a shopper needs from outside: how letters of the house are made."""

    templates: Environment
    # The sender where a shop has none of its own.
    mail_from: str
    # An address's hash under every key, for the list of those who want no letters.
    email_hashes: Callable[[str], tuple[bytes, ...]]
    unsubscribe_url: Callable[[int, bytes], str]
    # The headers of a way out, from its address.
    way_out: Callable[[str], Mapping[str, str]]
    named_address: Callable[[str, str], str]
    # The language to write in, of the shopper's and the shop's.
    letter_locale: Callable[[str, str], str]


async def reach(shop: Shop, case: Case, desk: ReplyDesk) -> tuple[Reach, Addressee | None]:
    """Say whether the shopper of a case can be written to, and who that is."""
    to = await case_acts.addressee(shop.id, case.id)
    if to is None or to.customer_id is None:
        return Reach.ERASED, None
    if not to.email:
        return Reach.NO_ADDRESS, None
    hashes = (to.email_hash, *desk.email_hashes(to.email))
    if await customers.is_suppressed(shop.id, hashes):
        return Reach.SUPPRESSED, None
    if not (shop.sender_email or desk.mail_from):
        return Reach.NO_SENDER, None
    return Reach.REACHABLE, to


def written(
    shop: Shop, case: Case, to: Addressee, text: str, desk: ReplyDesk
) -> Callable[[int], Letter]:
    """Return what makes the letter of a reply from the number of its line of history."""
    sender = shop.sender_email or desk.mail_from
    stop = desk.unsubscribe_url(shop.id, to.email_hash)
    answered = case.submitted_at and case.submitted_at.astimezone(shop.zone).date()
    locale = desk.letter_locale(to.answered_in or to.locale, shop.locale)
    reply = letter.Reply(text, locale, shop.name, sender, case.order_ref, answered, stop)
    words = letter.compose(reply, desk.templates)
    domain = sender.rpartition("@")[2]

    def of_line(line_id: int) -> Letter:
        return Letter(
            kind=MessageKind.CASE_REPLY,
            key=f"case-reply:{line_id}",
            recipient=to.email,
            sender=desk.named_address(shop.sender_name or shop.name, sender),
            subject=words.subject,
            text=words.text,
            html=words.html,
            headers=desk.way_out(stop),
            message_id=f"<case-reply.{line_id}.{shop.id}@{domain}>",
            customer_id=to.customer_id,
        )

    return of_line
