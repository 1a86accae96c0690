"""Pure: an occasion → the letter that asks about it, as HTML and as plain text.

Every link in it is safe to open: a tapped score is only marked on the page. Who gets a letter is
decided in `policy.py`; how it travels, in huiyin/outbox.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mrml

from feedback.invitations.errors import LetterUnsafe
from feedback.survey.items import ITEMS, OVERALL
from models.choices import SurveyKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from jinja2 import Environment

# Gmail hides what comes after this behind a link, the way out of the list with it.
LARGEST_HTML = 102 * 1024
SHOWN_OF_A_REFERENCE = 4
LANGUAGES = ("zh-Hans", "en")  # zh-Hant follows
Links = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter asks about, of whom, and where its links lead."""

    kind: SurveyKind
    shop_name: str
    sender_email: str
    # The order's or contact's reference; only its end is ever shown.
    reference: str
    happened_on: date | None
    locale: str
    answer_url: str
    # One link for each score, in the order of the scale.
    score_urls: Links
    unsubscribe_url: str
    closes_on: date
    reminder: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's words, ready for the outbox."""

    subject: str
    text: str
    html: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One tappable answer to the first question."""

    score: int
    word: str
    url: str


def letter_locale(customer_locale: str, shop_locale: str) -> str:
    """Return the language to write in: the shopper's if we have it, else the shop's."""
    for tag in (customer_locale, shop_locale):
        if tag.lower().startswith("zh"):
            return LANGUAGES[0]
        if tag.lower().startswith("en"):
            return LANGUAGES[1]
    return LANGUAGES[0]


def compose(occasion: Occasion, templates: Environment, translate: Callable[[str], str]) -> Written:
    """Write the first letter, or the one reminder.

    Raises
    ------
    LetterUnsafe
        If mail programs would cut the letter off before the way out of the list.
    """
    tail = one_line(occasion.reference)[-SHOWN_OF_A_REFERENCE:]
    context = {
        "locale": occasion.locale,
        "letter": occasion,
        "shop": one_line(occasion.shop_name),
        "tail": tail,
        "purchase": occasion.kind is SurveyKind.POST_PURCHASE,
        "question": ITEMS[OVERALL].words.read_in(occasion.locale),
        "cells": cells(occasion),
        "ending": translate(_ENDING[occasion.kind]) % {"tail": tail},
        "why": translate(_WHY[occasion.kind]),
    }
    html, subject, text = (
        templates.get_template(f"feedback/email/invitation.{part}").render(context)
        for part in ("mjml", "subject.txt", "txt")
    )
    html = mrml.to_html(html).content
    if len(html.encode()) > LARGEST_HTML:
        message = "A letter is too large for mail programs; shorten the shop's name."
        raise LetterUnsafe(message)
    return Written(one_line(subject), text.strip() + "\n", html, way_out(occasion.unsubscribe_url))


def cells(occasion: Occasion) -> tuple[Cell, ...]:
    """Return the five answers with their words and links."""
    words = {
        option.value: option.words.read_in(occasion.locale)
        for option in ITEMS[OVERALL].scale.options
    }
    return tuple(Cell(score, words[score], url) for score, url in occasion.score_urls)


def way_out(unsubscribe_url: str) -> dict[str, str]:
    """Return the headers by which a mail program unsubscribes with one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def named_address(name: str, address: str) -> str:
    """Return a sender with a name that cannot end itself; the outbox keeps it in this form."""
    quiet = one_line(name).replace('"', "").replace("\\", "")
    return f'"{quiet}" <{address}>' if quiet else address


def one_line(text: str) -> str:
    """Return a text as it may stand in a header: printable, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_ENDING = {
    SurveyKind.POST_PURCHASE: "Order ending in %(tail)s",
    SurveyKind.POST_CONTACT: "Contact ending in %(tail)s",
}
_WHY = {
    SurveyKind.POST_PURCHASE: (
        "You get this letter because you bought something from us. It carries no advertising."
    ),
    SurveyKind.POST_CONTACT: (
        "You get this letter because you were in touch with our service. It carries no advertising."
    ),
}
