"""Pure: what a person of the shop writes to a shopper → a letter, as HTML and as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mrml

if TYPE_CHECKING:
    from datetime import date

    from jinja2 import Environment

SHOWN_OF_A_REFERENCE = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """The words of a reply, in which language, about what, and how to get no more letters."""

    text: str
    locale: str
    shop_name: str
    sender_email: str
    # Only its end is ever shown.
    order_ref: str
    answered_on: date | None
    unsubscribe_url: str


@dataclass(frozen=True, slots=True)
class Written:
    """A composed reply: what the outbox keeps of it."""

    subject: str
    text: str
    html: str


def compose(reply: Reply, templates: Environment) -> Written:
    """Write the letter in the shopper's language around the words of the shop's person."""
    context = {
        "locale": reply.locale,
        "letter": reply,
        "shop": " ".join(reply.shop_name.split()),
        "tail": "".join(reply.order_ref.split())[-SHOWN_OF_A_REFERENCE:],
        "paragraphs": paragraphs(reply.text),
    }
    html, subject, text = (
        templates.get_template(f"admin/email/case_reply.{part}").render(context)
        for part in ("mjml", "subject.txt", "txt")
    )
    return Written(" ".join(subject.split()), text.strip() + "\n", mrml.to_html(html).content)


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    r"""
    Return the paragraphs of a text, each as its lines.

    Examples
    --------
    >>> paragraphs("Dear Mei,\n\nwe are sorry.\nThe money left today.")
    (('Dear Mei,',), ('we are sorry.', 'The money left today.'))
    """
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return tuple(tuple(lines) for lines in found if lines)
