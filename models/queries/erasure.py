"""Erase a person: their address, their words and their letters; ratings stay, nobody's any more.

What the reader learned from their words stays too: it keeps no word that fewer than five wrote.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.counting import TagKey, reading_code, tag_steps
from models.database import Statement, Steps
from models.queries.counts import counted_tags, moving_tags

REASON = "erased"

_COMMENTS = """
SELECT c.id, c.current, c.local_day, c.reading FROM comment c
JOIN answer a ON a.id = c.answer AND a.shop_id = c.shop_id
WHERE c.shop_id = {} AND a.customer_id = {} ORDER BY c.id
"""
_WORDS = (
    "DELETE FROM tag WHERE shop_id = {} AND comment = {}",
    "DELETE FROM audit_comment WHERE shop_id = {} AND comment = {}",
    "DELETE FROM comment WHERE shop_id = {} AND id = {}",
)
# Nothing can be made good any more to somebody who is nobody's: what is open is closed.
_CASES = """
SELECT k.id FROM service_case k JOIN answer a ON a.id = k.answer_id AND a.shop_id = k.shop_id
WHERE k.shop_id = {} AND a.customer_id = {} ORDER BY k.id
"""
_CASE = """
UPDATE service_case SET cause = '', version = version + 1, closed_at = coalesce(closed_at, {}),
    outcome = CASE WHEN state = 'open' THEN 'no_action' ELSE outcome END, state = 'closed'
WHERE shop_id = {} AND id = {}
"""
_CASE_WORDS = "UPDATE case_event SET text = '' WHERE shop_id = {} AND case_id = {}"
_CASE_ERASED = """
INSERT INTO case_event (shop_id, case_id, deed, outcome, text, at)
VALUES ({}, {}, 'erased', '', '', {})
"""
_DRAFTS = """
DELETE FROM answer_draft WHERE shop_id = {} AND invitation IN (
    SELECT id FROM invitation WHERE shop_id = {} AND customer_id = {})
"""
_LETTERS = """
UPDATE outbox_message SET recipient = '', sender = '', subject = '', text = '', html = '',
    headers = '{{}}', pictures = '{{}}', customer_id = NULL,
    state = CASE WHEN state IN ('new', 'sending') THEN 'withdrawn' ELSE state END
WHERE shop_id = {} AND customer_id = {} RETURNING id
"""
_QUEUED = """
UPDATE invitation SET state = 'withdrawn', withdrawn_at = {}
WHERE shop_id = {} AND customer_id = {} AND state = 'queued'
"""
# A link that is out leads nowhere from now on; the letter was sent and stays counted as such.
_OPEN = """
UPDATE invitation SET state = 'closed', closes_at = {}
WHERE shop_id = {} AND customer_id = {} AND state NOT IN ('withdrawn', 'answered', 'closed')
"""
_ANSWERED = """
UPDATE invitation SET closes_at = {} WHERE shop_id = {} AND customer_id = {} AND closes_at > {}
"""
_ORDERS = """
UPDATE shop_order SET customer_id = NULL, tracking = '' WHERE shop_id = {} AND customer_id = {}
"""
_UNLINK = (
    "UPDATE answer SET customer_id = NULL WHERE shop_id = {} AND customer_id = {} RETURNING id",
    "UPDATE invitation SET customer_id = NULL WHERE shop_id = {} AND customer_id = {}",
    "UPDATE candidate SET customer_id = NULL WHERE shop_id = {} AND customer_id = {}",
    _ORDERS,
    "UPDATE contact SET customer_id = NULL WHERE shop_id = {} AND customer_id = {}",
)
_VAULT = "DELETE FROM customer WHERE shop_id = {} AND id = {}"
# The hash alone outlives the person, so that a later order asks them nothing.
_STOP = """
INSERT INTO suppression (shop_id, email_hash, reason, at) VALUES ({}, {}, {}, {})
ON CONFLICT (shop_id, email_hash) DO UPDATE SET reason = excluded.reason
"""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was found of a person and is gone."""

    comments: int
    letters: int
    answers_unlinked: int


async def erase(shop_id: int, customer_id: int, email_hash: bytes, now: datetime) -> Erased:
    """Erase a person from a shop in one transaction, and let nothing be sent to them again."""
    return await database.write(erasing(shop_id, customer_id, email_hash, now))


async def of_person(shop_id: int, customer_id: int) -> int:
    """Return how many comments of a person there are, revisions included."""
    return len(await database.fetch(_COMMENTS, shop_id, customer_id))


def erasing(shop_id: int, customer_id: int, email_hash: bytes, now: datetime) -> Steps[Erased]:
    """Erase a person inside a larger write; the counts of comments move with it."""
    person = (shop_id, customer_id)
    comments = yield Statement(_COMMENTS, *person)
    yield from _without_words(shop_id, comments)
    yield from _without_cases(shop_id, customer_id, now)
    yield Statement(_DRAFTS, shop_id, *person)
    letters = yield Statement(_LETTERS, *person)
    yield Statement(_QUEUED, now, *person)
    yield Statement(_OPEN, now, *person)
    yield Statement(_ANSWERED, now, *person, now)
    answers = yield Statement(_UNLINK[0], *person)
    for unlinking in _UNLINK[1:]:
        yield Statement(unlinking, *person)
    yield Statement(_VAULT, *person)
    yield Statement(_STOP, shop_id, email_hash, REASON, now)
    return Erased(len(comments), len(letters), len(answers))


def _without_cases(shop_id: int, customer_id: int, now: datetime) -> Steps[None]:
    for case in (yield Statement(_CASES, shop_id, customer_id)):
        yield Statement(_CASE, now, shop_id, case["id"])
        yield Statement(_CASE_WORDS, shop_id, case["id"])
        yield Statement(_CASE_ERASED, shop_id, case["id"], now)


def _without_words(shop_id: int, comments: list[database.Row]) -> Steps[None]:
    steps: Counter[TagKey] = Counter()
    for comment in comments:
        codes = yield from counted_tags(shop_id, comment["id"])
        if comment["current"] and comment["local_day"] is not None:
            counted = [*codes, reading_code(comment["reading"])]
            steps.update(tag_steps(comment["local_day"], counted, -1))
        for deleting in _WORDS:
            yield Statement(deleting, shop_id, comment["id"])
    yield from moving_tags(shop_id, steps)
