"""How a reply to a shopper is made: with the links, senders and ways out of every other letter."""

from jinja2 import Environment

from admin.cases.replying import ReplyDesk
from feedback.invitations import letter
from feedback.invitations.links import LinkSigner


def reply_desk(links: LinkSigner, templates: Environment, mail_from: str) -> ReplyDesk:
    """Put together what a reply is written with."""
    return ReplyDesk(
        templates=templates,
        mail_from=mail_from,
        email_hashes=links.email_hashes,
        unsubscribe_url=links.unsubscribe_url,
        way_out=letter.way_out,
        named_address=letter.named_address,
        letter_locale=letter.letter_locale,
    )
