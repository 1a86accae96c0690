"""How an answer is written: ratings, text, counts, invitation and customer in one transaction.

Generators without I/O: `database.write` drives them and answers after the commit.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.counting import ANSWERS, ScoreKey, TagKey, heard_on, score_counted
from models.database import Statement, Steps
from models.queries.answers import Asked, GivenAnswer, GivenRating
from models.queries.comments import (
    WrittenText,
    adding_comment,
    next_revision,
    retiring_comment,
)
from models.queries.counts import moving_scores, moving_tags

_RATINGS = "SELECT item, state, score, choice FROM rating WHERE shop_id = {} AND answer = {}"
# Whoever changes this row first writes; everybody else of the same invitation waits for it.
_CLAIM = """
UPDATE invitation SET state = 'answered', answered_at = coalesce(answered_at, {})
WHERE shop_id = {} AND id = {} AND state NOT IN ('withdrawn', 'closed') AND closes_at > {}
RETURNING sent_at
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
class Receipt:
    """What became of a submitted answer; `comment_id` is set when there is a new text to read."""

    answer_id: int
    comment_id: int | None
    edited: bool


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
        steps = _heard(asked, claimed[0]["sent_at"], now)
        receipt = yield from _first(asked, given, rows[0]["id"], day, now, steps)
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
    asked: Asked,
    given: GivenAnswer,
    answer_id: int,
    day: date,
    now: datetime,
    steps: Counter[ScoreKey],
) -> Steps[Receipt]:
    shop_id = asked.shop_id
    yield _rating(shop_id, answer_id, given.ratings)
    comment_id = None
    tags: Counter[TagKey] = Counter()
    if given.text:
        written = WrittenText(given.prompt, given.text, now)
        comment_id = yield from adding_comment(shop_id, answer_id, written, day, tags)
    steps[ScoreKey(day, asked.form, ANSWERS, 0)] += 1
    steps.update(_scores(day, asked.form, given.ratings))
    yield from moving_scores(shop_id, steps)
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


def _heard(asked: Asked, sent_at: datetime | None, now: datetime) -> Counter[ScoreKey]:
    """Return the step of the response rate; a letter of which nobody knows it left is not in it."""
    if sent_at is None:
        return Counter()
    return Counter([heard_on(ZoneInfo(asked.timezone), asked.form, sent_at, now)])


def _item(rating: GivenRating) -> str:
    return rating.item
