"""From a link to its page, from a posted form to a stored answer: reads rows, calls the core.

What a shopper gets to see for each outcome is in replies.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from feedback.answers.fields import Fields
from feedback.answers.form import STARTED, Fault, check
from feedback.answers.page import AnswerPage, answer_page, chosen_so_far, posted_fields
from feedback.invitations.links import token_hash
from feedback.survey.prompts import Prompt
from models import database
from models.choices import InvitationState
from models.database import DatabaseUnavailable, Steps
from models.queries import answers
from models.queries.accepting import Receipt, accepting
from models.queries.answers import Asked
from models.queries.drafts import draft_of

# The field that asks for another language instead of storing anything.
LANGUAGE: Final = "language"
# The field that says in which language the form was read.
READ_IN: Final = "lang"
SPOKEN: Final = ("zh-Hans", "en")


@dataclass(frozen=True, slots=True)
class Voice:
    """How a visitor may be spoken to: what they chose, and what their browser prefers."""

    chosen: str | None
    preferred: str


@dataclass(frozen=True, slots=True)
class Shut:
    """No answer can be given here: unknown, cut, foreign, withdrawn and closed look the same."""

    locale: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The page, to be filled in; with faults when something was sent that cannot be stored."""

    page: AnswerPage


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer is on the disk."""

    locale: str
    shop_id: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Unstored:
    """The database could not store it now; everything that was sent is given back."""

    locale: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Thanked:
    """What the page of thanks needs; no edit link once the survey is closed."""

    locale: str
    asked: Asked
    may_edit: bool


Outcome: TypeAlias = Shut | Shown | Stored | Unstored


async def show(token: str, tapped: str, voice: Voice, now: datetime) -> Shut | Shown:
    """Return the page a link leads to; `tapped` is the score chosen in the letter."""
    asked = await answers.asked_by_token(token_hash(token))
    if asked is None or not asked.is_open(now):
        return Shut(voice.preferred)
    stored = await answers.stored_answer(asked.shop_id, asked.id)
    draft = await draft_of(asked.shop_id, asked.id)
    chosen = chosen_so_far(asked, stored, draft, tapped)
    locale = _language(voice.chosen, asked, voice)
    return Shown(answer_page(asked, locale, now, chosen, stored=stored is not None))


async def accept(token: str, fields: Fields, voice: Voice, now: datetime) -> Outcome:
    """Store what was posted, or give it back with the reason why not."""
    spoken = _spoken(fields.one(LANGUAGE)) or _spoken(fields.one(READ_IN)) or voice.chosen
    try:
        return await database.write(_accepting(token, fields, Voice(spoken, voice.preferred), now))
    except DatabaseUnavailable:
        return Unstored(spoken or voice.preferred, fields)


async def thank(token: str, voice: Voice, now: datetime) -> Thanked | Shut:
    """Return what to thank for; a link that was never answered is shut here."""
    asked = await answers.asked_by_token(token_hash(token))
    if asked is None or asked.state != InvitationState.ANSWERED:
        return Shut(voice.preferred)
    return Thanked(_language(voice.chosen, asked, voice), asked, asked.is_open(now))


def _accepting(token: str, fields: Fields, voice: Voice, now: datetime) -> Steps[Outcome]:
    """Look up, check and store in one turn of the writer; only a sound answer writes anything."""
    asked = yield from answers.finding(token_hash(token))
    if asked is None or not asked.is_open(now):
        return Shut(voice.chosen or voice.preferred, fields.one("text"))
    locale = _language(voice.chosen, asked, voice)
    if fields.one(LANGUAGE):
        return _given_back(asked, locale, now, fields, ())
    given = check(fields, asked.items, Prompt(asked.prompt), locale, now)
    if isinstance(given, tuple):
        return _given_back(asked, locale, now, fields, given)
    receipt = yield from accepting(asked.shop_id, asked, given, now)
    if receipt is None:
        return Shut(locale, given.text)
    return Stored(locale, asked.shop_id, receipt)


def _given_back(
    asked: Asked, locale: str, now: datetime, fields: Fields, faults: tuple[Fault, ...]
) -> Shown:
    """Show what was posted again, with nothing of it lost."""
    started = fields.one(STARTED)
    kept = int(started) if started.isascii() and started.isdecimal() else None
    stored = asked.state is InvitationState.ANSWERED
    chosen = posted_fields(fields)
    return Shown(answer_page(asked, locale, now, chosen, faults, stored=stored, started=kept))


def _language(chosen: str | None, asked: Asked, voice: Voice) -> str:
    """Return what the shopper chose, else the order's language, else the browser's."""
    return chosen or _spoken(asked.locale) or voice.preferred


def _spoken(tag: str) -> str | None:
    """Return which of our languages a tag such as "zh-CN" means, if any."""
    return next((ours for ours in SPOKEN if tag.lower()[:2] == ours[:2]), None)
