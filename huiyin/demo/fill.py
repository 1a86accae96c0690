"""Shell: play the demo's story through the doors a real shop and its shoppers use.

Events are taken in, candidates decided on, letters written and handed over and answers accepted,
day by day under the story's own clock. What staff did meanwhile is in `lookback`.
"""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from feedback.answers import accept as answering
from feedback.answers.accept import Voice
from feedback.answers.fields import Fields
from feedback.answers.form import STARTED
from feedback.events.facts import EventFact, subject_of
from feedback.events.intake import Told, keeping
from feedback.invitations import jobs as invitation_jobs
from feedback.invitations.invite import Desk
from feedback.invitations.links import ANSWER, token_hash
from huiyin.clock import seeded_random
from huiyin.demo import shopper, world
from models import database
from models.choices import SurveyKind
from models.queries import answers

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from feedback.invitations.links import LinkSigner
    from huiyin.demo.story import Happening, Tale
    from models.queries.shops import Shop

# When the demo's jobs tick: in the morning and in the afternoon, never in quiet hours.
TICKS = (time(10, 5), time(16, 5))
CHUNK = 400


class Progress(Protocol):
    """Told how many days of the story have been played."""

    def __call__(self, day: int, days: int) -> None:
        """Note that `day` of `days` is over."""
        ...


@dataclass(order=True, slots=True)
class Reply:
    """An answer that a shopper is going to send."""

    at: datetime
    token: str = field(compare=False)
    fields: dict[str, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the play needs: the shop, the shoppers' desk, and the jobs that run beside."""

    shop: Shop
    links: LinkSigner
    desk: Desk
    written: Mapping[str, Sequence[str]]
    hand_over: Callable[[datetime], Awaitable[int]]


async def play(
    stage: Stage, tales: Iterable[Tale], seed: int, now: datetime, progress: Progress
) -> int:
    """Play the story up to `now`; return how many answers were given."""
    told = list(tales)
    by_order: dict[tuple[SurveyKind, str], Tale] = {}
    happenings = sorted(
        (happening for tale in told for happening in tale.happenings), key=lambda one: one.at
    )
    for tale in told:
        kind = SurveyKind.POST_CONTACT if tale.is_contact else SurveyKind.POST_PURCHASE
        by_order[kind, tale.ref] = tale
    play_ = _Play(stage, by_order, seed)
    ticks = list(_ticks(told, stage.shop, now))
    position = 0
    for number, tick in enumerate(ticks):
        until = position
        while until < len(happenings) and happenings[until].at <= tick:
            until += 1
        await play_.tell(happenings[position:until], tick)
        position = until
        await play_.tick(tick)
        progress(number + 1, len(ticks))
    return play_.answered


def _ticks(told: Sequence[Tale], shop: Shop, now: datetime) -> Iterable[datetime]:
    first = min(happening.at for tale in told for happening in tale.happenings).date()
    for days in range((now.astimezone(shop.zone).date() - first).days + 1):
        for hour in TICKS:
            tick = datetime.combine(first + timedelta(days=days), hour, shop.zone)
            if tick < now:
                yield tick


class _Play:
    """The state of a play: whose letters are out, and which replies are on their way."""

    def __init__(
        self, stage: Stage, tales: Mapping[tuple[SurveyKind, str], Tale], seed: int
    ) -> None:
        self._stage = stage
        self._tales = tales
        self._seed = seed
        self._replies: list[Reply] = []
        self._nonces: list[str] = []
        self.answered = 0
        self._desk = Desk(
            stage.desk.links,
            stage.desk.templates,
            stage.desk.translator,
            self._nonce,
            stage.desk.mail_from,
        )

    def _nonce(self) -> str:
        self._nonces.append(self._stage.desk.nonce())
        return self._nonces[-1]

    async def tell(self, happenings: Sequence[Happening], now: datetime) -> None:
        """Take in what the shop's systems say has happened."""
        for start in range(0, len(happenings), CHUNK):
            chunk = happenings[start : start + CHUNK]
            for subject in ("order", "contact"):
                told = [self._told(one) for one in chunk if subject_of(one.kind) == subject]
                if told:
                    await database.write(keeping(self._stage.shop.id, subject, told, now))

    def _told(self, one: Happening) -> Told:
        name = f"{one.kind}:{one.ref}:{one.at.isoformat()}"
        fact = EventFact(
            event_id=f"demo_{hashlib.sha256(name.encode()).hexdigest()[:24]}",
            kind=one.kind,
            subject=subject_of(one.kind),
            subject_ref=one.ref,
            occurred_at=one.at,
            facts=one.facts,
            email=one.email,
        )
        return Told(fact, "api", "", self._stage.links.email_hash(one.email))

    async def tick(self, now: datetime) -> None:
        """Run the jobs once and let the shoppers whose time has come answer."""
        await self._answer(now)
        self._nonces.clear()
        await invitation_jobs.send_due_invitations(now, self._desk, at_once=10_000)
        await self._plan_replies(now)
        await invitation_jobs.send_reminders(now, self._desk, at_once=10_000)
        await self._stage.hand_over(now)
        await invitation_jobs.close_invitations(now)

    async def _plan_replies(self, now: datetime) -> None:
        for nonce in self._nonces:
            token = self._stage.links.token(ANSWER, nonce)
            asked = await answers.asked_by_token(token_hash(token))
            tale = asked and self._tales.get((SurveyKind(asked.survey_kind), asked.order_ref))
            if asked is None or not tale:
                continue
            rate = world.CONTACT_RESPONSE if tale.is_contact else world.RESPONSE
            seed = self._chance(tale)
            if seed.random() > rate:
                continue
            score = shopper.overall(seed, tale.experience)
            at = now + timedelta(hours=min(260.0, seed.lognormvariate(2.6, 1.2)))
            text = shopper.comment(seed, tale.experience, score, self._stage.written)
            # Which questions were drawn depends on the installation's secret; the rest does not.
            fields = shopper.replies(seed, tale.experience, asked.items, score) | {"text": text}
            spent = timedelta(seconds=shopper.seconds_spent(seed, fields))
            fields[STARTED] = str(int((at - spent).timestamp() * 1000))
            heapq.heappush(self._replies, Reply(at, token, fields))

    def _chance(self, tale: Tale) -> random.Random:
        """Return one shopper's own chance: the same order is answered alike in every telling."""
        name = f"{self._seed}:{tale.is_contact}:{tale.ref}"
        return seeded_random(int(hashlib.sha256(name.encode()).hexdigest()[:16], 16))

    async def _answer(self, now: datetime) -> None:
        while self._replies and self._replies[0].at <= now:
            reply = heapq.heappop(self._replies)
            sent = Fields({name: (value,) for name, value in reply.fields.items()})
            voice = Voice(None, "zh-Hans")
            outcome = await answering.accept(reply.token, sent, voice, reply.at)
            self.answered += isinstance(outcome, answering.Stored)


def comments_by_tag(lines: Iterable[tuple[str, Sequence[str], str]]) -> dict[str, list[str]]:
    """Sort the corpus's short comments with exactly one tag, or none, by what they say."""
    found: dict[str, list[str]] = {}
    for text, tags, polarity in lines:
        if not shopper.SHORTEST_COMMENT <= len(text) <= shopper.LONGEST_COMMENT or len(tags) > 1:
            continue
        name = tags[0] if tags else polarity
        found.setdefault(name, []).append(text)
    return found
