"""Stop the letters of one shop to one address, and let them come again.

An address is stopped under every key there is, so that a change of keys brings nobody back.
"""

from dataclasses import dataclass
from datetime import datetime

from feedback.invitations.errors import AddressUnusable
from feedback.invitations.links import LetterStop, LinkSigner
from models.queries import customers, shops

REASON = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Stopped:
    """What the page says after a press of the button: whose letters."""

    shop_name: str


async def stop_letters(token: str, links: LinkSigner, now: datetime) -> Stopped:
    """Stop the letters a link is about; once or ten times is the same.

    Raises
    ------
    LinkUnreadable
        If the link was cut on the way, or never was ours; nothing is changed.
    """
    stop = links.read_unsubscribe(token)
    for email_hash in await _every_hash(stop, links):
        await customers.suppress(stop.shop_id, email_hash, REASON, now)
    return await _about(stop)


async def let_letters_come(token: str, links: LinkSigner) -> Stopped:
    """Take back a stop that was made by the shopper; a dead address stays stopped.

    Raises
    ------
    LinkUnreadable
        If the link was cut on the way, or never was ours; nothing is changed.
    """
    stop = links.read_unsubscribe(token)
    for email_hash in await _every_hash(stop, links):
        await customers.lift_suppression(stop.shop_id, email_hash, REASON)
    return await _about(stop)


async def _every_hash(stop: LetterStop, links: LinkSigner) -> tuple[bytes, ...]:
    customer = await customers.by_email_hash(stop.shop_id, stop.email_hash)
    try:
        others = links.email_hashes(customer.email) if customer is not None else ()
    except AddressUnusable:  # erased: only the hash is left
        others = ()
    return tuple(dict.fromkeys((stop.email_hash, *others)))


async def _about(stop: LetterStop) -> Stopped:
    shop = await shops.by_id(stop.shop_id)
    return Stopped(shop.name if shop is not None else "")
