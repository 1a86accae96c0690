"""Shell: take the candidates whose time has come, decide, and write one letter for each one asked.

Invitation, the person's mark, the candidate's end and the letter are one transaction: all of them
are there or none is. The rules are in `policy.py`, the words in `letter.py`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jinja2 import Environment

from feedback.invitations import facts as gathering
from feedback.invitations.errors import Overtaken
from feedback.invitations.letter import (
    Occasion,
    Written,
    compose,
    letter_locale,
    named_address,
)
from feedback.invitations.links import ANSWER, LinkSigner
from feedback.invitations.policy import (
    Ask,
    Facts,
    Policy,
    Refuse,
    Wait,
    decide,
    is_full,
    start_of_day,
)
from feedback.invitations.reasons import Reason
from feedback.survey.rotation import assign
from models import database
from models.choices import MessageKind, SurveyKind
from models.database import Steps
from models.queries import candidates, invitations, outbox
from models.queries.candidates import Due, Sampled
from models.queries.invitations import NewInvitation, ToRemind
from models.queries.shops import Shop

LOG = logging.getLogger(__name__)
AFTER_A_FAULT = timedelta(hours=1)
SCORES = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that writing letters needs from outside."""

    links: LinkSigner
    templates: Environment
    translator: Callable[[str], Callable[[str], str]]
    # A new random id, unguessable.
    nonce: Callable[[], str]
    # The sender where a shop has none of its own.
    mail_from: str


async def invite(shop: Shop, policy: Policy, due: Due, now: datetime, desk: Desk) -> bool:
    """Ask, defer or refuse one candidate; True if a letter was written.

    A fault with one candidate is logged and tried again in an hour; it never stops the others.
    """
    try:
        return await _invite(shop, policy, due, now, desk)
    except database.DatabaseError:
        raise
    except Exception:  # one poisoned row must not stop the river
        LOG.exception("candidate %s of shop %s cannot be asked", due.id, shop.code)
        nothing = Sampled("", None)
        await candidates.defer(shop.id, due.id, now + AFTER_A_FAULT, Reason.FAULT, nothing)
        return False


async def _invite(shop: Shop, policy: Policy, due: Due, now: datetime, desk: Desk) -> bool:
    facts = replace(
        await gathering.gather(shop, due, now, desk.links),
        written_today=await letters_today(shop, policy, now),
    )
    sampled = Sampled(facts.stratum, policy.probability(facts.stratum))
    match decide(facts, policy, now):
        case Wait(until, reason):
            await candidates.defer(shop.id, due.id, until, reason, sampled)
        case Refuse(reason):
            await candidates.refuse(shop.id, due.id, due.customer_id, reason, sampled, now)
        case Ask():
            return await _ask(shop, policy, due, facts, now, desk)
    return False


async def _ask(
    shop: Shop, policy: Policy, due: Due, facts: Facts, now: datetime, desk: Desk
) -> bool:
    new = _new_invitation(shop, policy, due, facts, now, desk)
    words = _words(_occasion(shop, due, new, desk), desk)
    sampled = Sampled(facts.stratum, new.sampling_probability)
    try:
        asking = _asking(shop, due, new, sampled, words, now, desk)
        return await database.write(_within_the_day(shop, policy, now, asking))
    except Overtaken:
        return False  # another worker was quicker; the candidate is looked at again next tick


def _asking(
    shop: Shop,
    due: Due,
    new: NewInvitation,
    sampled: Sampled,
    words: Written,
    now: datetime,
    desk: Desk,
) -> Steps[bool]:
    """Write everything about one asking, or nothing."""
    if not (yield candidates.taking(shop.id, due.id, new.customer_id, sampled, now)):
        return False
    if not (yield invitations.marking_customer(shop.id, new.customer_id, due.last_invited_at, now)):
        raise Overtaken("This person was asked about something else at the same moment.")
    written = yield invitations.writing(shop.id, new, now)
    if not written:
        raise Overtaken("This candidate has an invitation already.")
    letter = _letter(shop, MessageKind.INVITATION, written[0]["id"], due, words, desk)
    yield outbox.enqueuing(shop.id, letter, now)
    return True


async def letters_today(shop: Shop, policy: Policy, now: datetime) -> int:
    """Return how many letters a shop has written today, where it has set a limit; else 0."""
    if not policy.letters_a_day:
        return 0
    return await invitations.written_since(shop.id, start_of_day(now, shop.zone))


def _within_the_day(shop: Shop, policy: Policy, now: datetime, writing: Steps[bool]) -> Steps[bool]:
    """Write a letter unless the day is full by now; what is not written waits for a later tick."""
    if policy.letters_a_day:
        since = start_of_day(now, shop.zone)
        written = yield from invitations.writing_in_turn(shop.id, since)
        if is_full(written, policy):
            return False
    return (yield from writing)


async def remind(shop: Shop, policy: Policy, who: ToRemind, now: datetime, desk: Desk) -> bool:
    """Write the one reminder of an invitation; False if another worker has, or it cannot be."""
    try:
        words = _words(_occasion(shop, who, who, desk, reminder=True), desk)
    except Exception:  # one poisoned row must not stop the river
        LOG.exception("invitation %s of shop %s cannot be reminded", who.id, shop.code)
        return False
    reminding = _reminding(shop, who, words, now, desk)
    return await database.write(_within_the_day(shop, policy, now, reminding))


def _reminding(shop: Shop, who: ToRemind, words: Written, now: datetime, desk: Desk) -> Steps[bool]:
    if not (yield invitations.marking_reminded(shop.id, who.id, now)):
        return False
    yield invitations.marking_written_to(shop.id, who.customer_id, now)
    letter = _letter(shop, MessageKind.REMINDER, who.id, who, words, desk)
    yield outbox.enqueuing(shop.id, letter, now)
    return True


def _new_invitation(
    shop: Shop, policy: Policy, due: Due, facts: Facts, now: datetime, desk: Desk
) -> NewInvitation:
    nonce = desk.nonce()
    drawn = assign(facts.kind, desk.links.secret_keys[0], nonce)
    return NewInvitation(
        candidate_id=due.id,
        customer_id=gathering.person_of(due).id,
        survey_kind=facts.kind,
        nonce=nonce,
        token_hash=desk.links.token_hash(desk.links.token(ANSWER, nonce)),
        form=drawn.form,
        items=drawn.items,
        prompt=drawn.prompt,
        assignment_probability=drawn.probability,
        sampling_probability=policy.probability(facts.stratum),
        stratum=facts.stratum,
        locale=letter_locale(due.locale or "", shop.locale),
        basis=facts.basis,
        closes_at=now + policy.close_after,
    )


def _occasion(
    shop: Shop,
    about: Due | ToRemind,
    asked: NewInvitation | ToRemind,
    desk: Desk,
    *,
    reminder: bool = False,
) -> Occasion:
    kind = SurveyKind(about.survey_kind)
    happened_at = gathering.ready_at(about)

    def link(score: int | None = None) -> str:
        return desk.links.answer_url(asked.nonce, score, kept_hash=asked.token_hash)

    return Occasion(
        kind=kind,
        shop_name=shop.name,
        sender_email=shop.sender_email or desk.mail_from,
        reference=about.subject_ref,
        happened_on=happened_at and happened_at.astimezone(shop.zone).date(),
        locale=asked.locale,
        answer_url=link(),
        score_urls=tuple((score, link(score)) for score in SCORES),
        unsubscribe_url=desk.links.unsubscribe_url(shop.id, gathering.person_of(about).email_hash),
        closes_on=asked.closes_at.astimezone(shop.zone).date(),
        reminder=reminder,
    )


def _words(occasion: Occasion, desk: Desk) -> Written:
    return compose(occasion, desk.templates, desk.translator(occasion.locale))


def _letter(
    shop: Shop,
    kind: MessageKind,
    invitation_id: int,
    about: Due | ToRemind,
    words: Written,
    desk: Desk,
) -> outbox.Letter:
    person = gathering.person_of(about)
    address = shop.sender_email or desk.mail_from
    domain = address.rpartition("@")[2]
    return outbox.Letter(
        kind=kind,
        key=f"{kind}:{invitation_id}",
        recipient=person.address,
        sender=named_address(shop.sender_name or shop.name, address),
        subject=words.subject,
        text=words.text,
        html=words.html,
        headers=words.headers,
        message_id=f"<{kind}.{invitation_id}.{shop.id}@{domain}>",
        customer_id=person.id,
        invitation_id=invitation_id,
    )
