"""Answers of shoppers: what a link leads to, what was stored, and how an answer is written.

The write is a generator without I/O: `database.write` drives it and answers after the commit.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models import database
from models.choices import InvitationState
from models.counting import ANSWERS, ScoreKey, TagKey, score_counted
from models.database import Statement, Steps
from models.queries.comments import (
    WrittenText,
    adding_comment,
    next_revision,
    retiring_comment,
)
from models.queries.counts import moving_scores, moving_tags

_ASKED = """
SELECT i.id, i.shop_id, i.customer_id, i.survey_kind, i.form, i.items, i.prompt, i.locale, i.state,
    i.stratum, i.sampling_probability, i.created_at, i.sent_at, i.closes_at,
    s.name AS shop_name, s.timezone, c.order_id, c.contact_id,
    coalesce(k.order_ref, c.subject_ref) AS order_ref, coalesce(k.channel, '') AS channel,
    p.email_hash
FROM invitation i
JOIN shop s ON s.id = i.shop_id
JOIN candidate c ON c.id = i.candidate_id AND c.shop_id = i.shop_id
LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = i.shop_id
LEFT JOIN customer p ON p.id = i.customer_id AND p.shop_id = i.shop_id
WHERE i.token_hash = {}
"""
_STORED = """
SELECT a.id, a.overall, a.updated_at, c.text, c.prompt FROM answer a
LEFT JOIN comment c ON c.answer = a.id AND c.current = {}
WHERE a.shop_id = {} AND a.invitation_id = {}
"""
_RATINGS = "SELECT item, state, score, choice FROM rating WHERE shop_id = {} AND answer = {}"
# Whoever changes this row first writes; everybody else of the same invitation waits for it.
_CLAIM = """
UPDATE invitation SET state = 'answered', answered_at = coalesce(answered_at, {})
WHERE shop_id = {} AND id = {} AND state NOT IN ('withdrawn', 'closed') AND closes_at > {}
RETURNING id
"""
_INSERT = """
INSERT INTO answer (shop_id, invitation_id, source, order_ref, order_id, contact_id, customer_id,
    survey_kind, form, overall, locale, stratum, design_weight, asked_at, submitted_at, updated_at,
    local_day, elapsed_ms, flags, edits)
VALUES ({}, {}, 'survey', {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0)
ON CONFLICT (invitation_id) DO NOTHING RETURNING id
"""
_FIND = """
SELECT id, form, local_day FROM answer WHERE shop_id = {} AND invitation_id = {}
"""
_CHANGE = """
UPDATE answer SET overall = {}, locale = {}, updated_at = {}, edits = edits + 1
WHERE shop_id = {} AND id = {}
"""
_DROP_RATINGS = "DELETE FROM rating WHERE shop_id = {} AND answer = {}"
_RATE = """
INSERT INTO rating (shop_id, answer, item, state, score, choice) VALUES ({}, {}, {}, {}, {}, {})
"""
_LAST_ANSWERED = "UPDATE customer SET last_answered_at = {} WHERE shop_id = {} AND id = {}"
_DROP_DRAFT = "DELETE FROM answer_draft WHERE shop_id = {} AND invitation = {}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link leads to: the form as it was fixed, and whose it is."""

    id: int
    shop_id: int
    shop_name: str
    timezone: str
    customer_id: int | None
    email_hash: bytes | None
    survey_kind: str
    form: str
    items: tuple[str, ...]
    prompt: str
    locale: str
    state: InvitationState
    stratum: str
    sampling_probability: float
    created_at: datetime
    sent_at: datetime | None
    closes_at: datetime
    order_id: int | None
    contact_id: int | None
    order_ref: str
    # The contact's channel as the shop told us; "" when unknown or not about a contact.
    channel: str

    @property
    def design_weight(self) -> float:
        """How many shoppers of its stratum the answer speaks for."""
        return 1 / self.sampling_probability if self.sampling_probability else 1.0

    @property
    def closes_on(self) -> date:
        """The shop's own calendar day on which the survey closes."""
        return self.closes_at.astimezone(ZoneInfo(self.timezone)).date()

    def is_open(self, now: datetime) -> bool:
        """Tell whether an answer may still be given or changed."""
        shut = (InvitationState.WITHDRAWN, InvitationState.CLOSED)
        return self.state not in shut and now < self.closes_at


@dataclass(frozen=True, slots=True)
class GivenRating:
    """One question's reply: rated, not applicable, or asked and left blank."""

    item: str
    state: str
    score: int | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """Everything a shopper has sent with one press of the button."""

    ratings: tuple[GivenRating, ...]
    overall: int | None
    prompt: str
    text: str
    locale: str
    elapsed_ms: int | None = None
    flags: str = ""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it stands now."""

    id: int
    updated_at: datetime
    overall: int | None
    prompt: str
    text: str
    ratings: tuple[GivenRating, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submitted answer; `comment_id` is set when there is a new text to read."""

    answer_id: int
    comment_id: int | None
    edited: bool


async def asked_by_token(token_hash: bytes) -> Asked | None:
    """Return what a link leads to, open or not; exempt from shop_id first."""
    rows = await database.fetch(_ASKED, token_hash)
    return _asked(rows[0]) if rows else None


def finding(token_hash: bytes) -> Steps[Asked | None]:
    """Find what a link leads to, inside a larger write; exempt from shop_id first."""
    rows = yield Statement(_ASKED, token_hash)
    return _asked(rows[0]) if rows else None


def _asked(row: dict[str, Any]) -> Asked:  # Any: a row as the engine gives it
    items = tuple(filter(None, row["items"].split(",")))
    return Asked(**row | {"items": items, "state": InvitationState(row["state"])})


async def stored_answer(shop_id: int, invitation_id: int) -> StoredAnswer | None:
    """Return the answer of an invitation as it stands, with its current text."""
    rows = await database.fetch(_STORED, True, shop_id, invitation_id)
    if not rows:
        return None
    row = rows[0]
    ratings = await database.fetch(_RATINGS, shop_id, row["id"])
    return StoredAnswer(
        id=row["id"],
        updated_at=row["updated_at"],
        overall=row["overall"],
        prompt=row["prompt"] or "",
        text=row["text"] or "",
        ratings=tuple(GivenRating(**rating) for rating in ratings),
    )


def accepting(
    shop_id: int, asked: Asked, given: GivenAnswer, now: datetime
) -> Steps[Receipt | None]:
    """Write one answer, or change the one that is there; None when it is closed by now.

    One answer per invitation, whatever is sent how often and at once; the last one wins. Ratings,
    text, counts, invitation and customer move together or not at all.
    """
    claimed = yield Statement(_CLAIM, now, shop_id, asked.id, now)
    if not claimed:
        return None
    day = now.astimezone(ZoneInfo(asked.timezone)).date()
    rows = yield _inserting(asked, given, day, now)
    if rows:
        receipt = yield from _first(asked, given, rows[0]["id"], day, now)
    else:
        receipt = yield from _again(asked, given, now)
    yield Statement(_LAST_ANSWERED, now, asked.shop_id, asked.customer_id)
    yield Statement(_DROP_DRAFT, asked.shop_id, asked.id)
    return receipt


def _inserting(asked: Asked, given: GivenAnswer, day: date, now: datetime) -> Statement:
    about = (asked.order_ref, asked.order_id, asked.contact_id, asked.customer_id)
    form = (asked.survey_kind, asked.form, given.overall, given.locale)
    weight = (asked.stratum, asked.design_weight, asked.sent_at or asked.created_at)
    times = (now, now, day, given.elapsed_ms)
    return Statement(_INSERT, asked.shop_id, asked.id, *about, *form, *weight, *times, given.flags)


def _first(
    asked: Asked, given: GivenAnswer, answer_id: int, day: date, now: datetime
) -> Steps[Receipt]:
    shop_id = asked.shop_id
    yield _rating(shop_id, answer_id, given.ratings)
    comment_id = None
    tags: Counter[TagKey] = Counter()
    if given.text:
        written = WrittenText(given.prompt, given.text, now)
        comment_id = yield from adding_comment(shop_id, answer_id, written, day, tags)
    yield from moving_scores(
        shop_id, _scores(day, asked.form, given.ratings) + Counter([_answers(day, asked.form)])
    )
    yield from moving_tags(shop_id, tags)
    return Receipt(answer_id, comment_id, edited=False)


def _again(asked: Asked, given: GivenAnswer, now: datetime) -> Steps[Receipt]:
    """Change the stored answer; the counts of its first day move from old to new."""
    shop_id = asked.shop_id
    found = yield Statement(_FIND, shop_id, asked.id, locks=True)
    answer_id, form, day = found[0]["id"], found[0]["form"], found[0]["local_day"]
    rows = yield Statement(_RATINGS, shop_id, answer_id)
    before = tuple(GivenRating(**row) for row in rows)
    rated = sorted(before, key=_item) != sorted(given.ratings, key=_item)
    if rated:
        yield Statement(_DROP_RATINGS, shop_id, answer_id)
        yield _rating(shop_id, answer_id, given.ratings)
    tags: Counter[TagKey] = Counter()
    written, comment_id = yield from _rewrite(asked, given, answer_id, day, now, tags)
    if rated or written:
        yield Statement(_CHANGE, given.overall, given.locale, now, shop_id, answer_id)
    steps = _scores(day, form, given.ratings)
    steps.subtract(_scores(day, form, before))
    yield from moving_scores(shop_id, steps)
    yield from moving_tags(shop_id, tags)
    return Receipt(answer_id, comment_id, edited=rated or written)


def _rewrite(
    asked: Asked,
    given: GivenAnswer,
    answer_id: int,
    day: date,
    now: datetime,
    tags: Counter[TagKey],
) -> Steps[tuple[bool, int | None]]:
    """Let the new text, if it differs, take the old one's place; return whether, and its id."""
    same = yield from retiring_comment(asked.shop_id, answer_id, given.text, day, tags)
    if same or not given.text:
        return not same, None
    revision = yield from next_revision(asked.shop_id, answer_id, given.prompt)
    written = WrittenText(given.prompt, given.text, now, revision)
    comment_id = yield from adding_comment(asked.shop_id, answer_id, written, day, tags)
    return True, comment_id


def _rating(shop_id: int, answer_id: int, ratings: Sequence[GivenRating]) -> Statement:
    return Statement.many(
        _RATE,
        [(shop_id, answer_id, one.item, one.state, one.score, one.choice) for one in ratings],
    )


def _scores(day: date, form: str, ratings: Sequence[GivenRating]) -> Counter[ScoreKey]:
    return Counter(
        ScoreKey(day, form, one.item, score_counted(one.state, one.score)) for one in ratings
    )


def _answers(day: date, form: str) -> ScoreKey:
    return ScoreKey(day, form, ANSWERS, 0)


def _item(rating: GivenRating) -> str:
    return rating.item
