"""Shell: the rules of asking as a settings page needs them: listed, checked, played through.

The page belongs to the manager's side, which does not know this one; `huiyin/` hands the book
over. Nothing is written here.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from feedback.invitations import policy_rules
from feedback.invitations.addresses import normalised
from feedback.invitations.errors import AddressUnusable, Fault, PolicyInvalid
from feedback.invitations.facts import ended_by, stratum_of
from feedback.invitations.links import LinkSigner
from feedback.invitations.policy import A_YEAR
from feedback.invitations.policy_rules import Choices, policy_of
from feedback.invitations.reasons import FOR_NOW
from feedback.invitations.rehearsal import ASKED, ASSUMED, Life, Rulings, Turn, play
from feedback.invitations.rules import BY_NAME, RULES, Rule
from models.choices import SurveyKind
from models.queries import rehearsals
from models.queries.rehearsals import Past, PastLetter
from models.queries.shops import Shop

SPAN: Final = timedelta(days=28)
MOST: Final = 4000


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How the orders and contacts of the last days would have ended, before and after a change.

    Both sides are played in the same way; `before` is empty where the old rules are unusable.
    """

    days: int
    played: int
    # How many there were; where these are more, every so many-th person was played.
    known: int
    every: int = 1
    before: Mapping[str, int] = field(default_factory=Counter)
    after: Mapping[str, int] = field(default_factory=Counter)
    assumed: tuple[str, ...] = ASSUMED

    @property
    def asked_before(self) -> int:
        """How many the old rules ask."""
        return self.before.get(ASKED, 0)

    @property
    def asked_after(self) -> int:
        """How many the new rules ask."""
        return self.after.get(ASKED, 0)

    @property
    def reasons(self) -> tuple[tuple[str, int, int], ...]:
        """Why the others are not asked: code, before, after; what only waits comes last."""
        codes = (self.before.keys() | self.after.keys()) - {ASKED}
        told = [(code, self.before.get(code, 0), self.after.get(code, 0)) for code in codes]
        return tuple(sorted(told, key=lambda one: (one[0] in FOR_NOW, -max(one[1:]), one[0])))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule that decides whom is asked, and what changing one would do."""

    links: LinkSigner
    rules: tuple[Rule, ...] = RULES

    def default(self, rule: str) -> object:
        """Return what holds where a shop says nothing."""
        return policy_rules.default(BY_NAME[rule])

    def faults(self, choices: Choices) -> tuple[Fault, ...]:
        """Return what cannot be used of a shop's choices; nothing if all can."""
        return policy_rules.faults_of(choices)

    def tidied(self, choices: Choices) -> Mapping[str, object]:
        """Return usable choices as they are kept; raise `PolicyInvalid` otherwise."""
        return policy_rules.tidied(choices)

    async def rehearse(
        self, shop: Shop, before: Choices, after: Choices, now: datetime
    ) -> Rehearsal:
        """Play the old and the new rules through the last 28 days."""
        since = now - SPAN
        known = await rehearsals.how_many(shop.id, since, now)
        every = max(1, -(-known // MOST))
        pasts = await rehearsals.pasts(shop.id, since, now, every, 2 * MOST)
        letters = await rehearsals.letters(shop.id, since, now, every, since - A_YEAR)
        lives = _lives(pasts, letters, since)
        turns = [_turn(shop.id, past, self.links) for past in pasts]

        def played() -> tuple[Counter[str], Counter[str]]:
            both = [_rulings(choices, every) for choices in (before, after)]
            old, new = (
                play(turns, lives, one, shop.zone, now) if one else Counter[str]() for one in both
            )
            return old, new

        old, new = await asyncio.to_thread(played)
        return Rehearsal(SPAN.days, len(pasts), known, every, old, new)


def _rulings(choices: Choices, every: int) -> Rulings | None:
    try:
        return Rulings(policy_of(choices), str(choices.get("default_basis", "")), every)
    except PolicyInvalid:
        return None


def _lives(pasts: list[Past], letters: list[PastLetter], since: datetime) -> dict[int, Life]:
    """Return each person's letters before the span, and their answers."""
    asked, answered = defaultdict[int, list[datetime]](list), defaultdict[int, set[datetime]](set)
    for letter in letters:
        if letter.created_at < since:
            asked[letter.customer_id].append(letter.asked_at)
        if letter.answered_at is not None:
            answered[letter.customer_id].add(letter.answered_at)
    for past in pasts:
        if past.customer_id is not None and past.last_answered_at is not None:
            answered[past.customer_id].add(past.last_answered_at)
    people = asked.keys() | answered.keys()
    return {one: Life(tuple(asked[one]), tuple(sorted(answered[one]))) for one in people}


def _turn(shop_id: int, past: Past, links: LinkSigner) -> Turn:
    kind = SurveyKind(past.survey_kind)
    contact = kind is SurveyKind.POST_CONTACT
    person = past.customer_id or 0
    return Turn(
        kind=kind,
        ready_at=past.closed_at if contact else past.delivered_at or past.completed_at,
        heard_at=past.created_at,
        stratum=stratum_of(past),
        person=person,
        reachable=_is_reachable(past.email or ""),
        age_band=past.age_band or "",
        basis=(past.contact_basis if contact else past.order_basis) or "",
        ends=ended_by(past),
        service_from=past.service_from,
        service_until=past.service_until,
        suppressed_at=past.suppressed_at,
        person_draw=links.draw("hold-out", f"{shop_id}:{person}"),
        subject_draw=links.draw("sample", f"{shop_id}:{kind}:{past.subject_ref}"),
    )


def _is_reachable(address: str) -> bool:
    try:
        normalised(address)
    except AddressUnusable:
        return False
    return True
