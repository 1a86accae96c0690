"""Answers that a shop brings along: written by the thousand, once each, without an invitation.

Their key is (shop, feedback_ref, order_ref). Reading the file is feedback/events' business.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from models.choices import ReadingState
from models.counting import ANSWERS, ScoreKey, TagKey, reading_code, tag_steps
from models.database import Row, Statement, Steps
from models.queries.counts import moving_scores, moving_tags

CHUNK = 250
_PLACES = ", ".join(["{}"] * CHUNK) + ")"
Key: TypeAlias = tuple[str, str]

# One import of a shop at a time: what is new is decided before it is written.
_TURN = "SELECT id FROM shop WHERE id = {}"
_KNOWN = (
    """
SELECT a.id, a.feedback_ref, a.order_ref, a.overall, c.text FROM answer a
LEFT JOIN comment c ON c.answer = a.id AND c.current = {}
WHERE a.shop_id = {} AND a.feedback_ref IN (
"""
    + _PLACES
)
_ORDERS = (
    """
SELECT id, order_ref, customer_id FROM shop_order WHERE shop_id = {} AND order_ref IN (
"""
    + _PLACES
)
_ANSWER = """
INSERT INTO answer (shop_id, source, feedback_ref, order_ref, order_id, customer_id, survey_kind,
    form, overall, locale, stratum, design_weight, asked_at, submitted_at, updated_at, local_day,
    flags, edits)
VALUES ({}, 'import', {}, {}, {}, {}, 'post_purchase', '', {}, {}, '', 1.0, {}, {}, {}, {}, '', 0)
"""
_RATING = """
INSERT INTO rating (shop_id, answer, item, state, score, choice)
VALUES ({}, {}, 'OV1', 'rated', {}, '')
"""
_COMMENT = """
INSERT INTO comment (shop_id, answer, prompt, revision, current, text, redacted, reading, polarity,
    model_version, local_day, submitted_at)
VALUES ({}, {}, {}, 1, {}, {}, '', 'waiting', '', '', {}, {})
"""


class Kept(StrEnum):
    """What became of one imported answer."""

    NEW = "new"
    UNCHANGED = "unchanged"
    # The key is known with another score or text; the first one stays.
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """One answer of a shop's file, already checked; `overall` is on 1-5 or missing."""

    feedback_ref: str
    order_ref: str
    overall: int | None
    text: str
    submitted_at: datetime
    asked_at: datetime | None = None
    prompt: str = "T1"
    locale: str = ""

    @property
    def key(self) -> Key:
        """What makes the answer the same one in every file."""
        return self.feedback_ref, self.order_ref


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    overall: int | None
    text: str


def store_imported(
    shop_id: int, zone: ZoneInfo, answers: Sequence[ImportedAnswer]
) -> Steps[list[Kept]]:
    """Store imported answers and return what became of each, in their order.

    The same answer again, in the same file or a later one, changes nothing. Give some hundreds at
    a time to `database.write`: the whole call is one transaction.
    """
    yield Statement(_TURN, shop_id, locks=True)
    kept: list[Kept] = []
    for first in range(0, len(answers), CHUNK):
        kept += yield from _chunk(shop_id, zone, answers[first : first + CHUNK])
    return kept


def sorting(shop_id: int, answers: Sequence[ImportedAnswer]) -> Steps[list[Kept]]:
    """Tell what `store_imported` would do with some answers, and write nothing."""
    kept: list[Kept] = []
    seen: dict[Key, _Known] = {}
    for first in range(0, len(answers), CHUNK):
        chunk = answers[first : first + CHUNK]
        seen = (yield from _known(shop_id, chunk)) | seen
        kept += _sort(chunk, seen)
    return kept


def _chunk(shop_id: int, zone: ZoneInfo, answers: Sequence[ImportedAnswer]) -> Steps[list[Kept]]:
    known = yield from _known(shop_id, answers)
    kept = _sort(answers, known)
    new = [one for one, state in zip(answers, kept, strict=True) if state is Kept.NEW]
    if new:
        yield from _write(shop_id, zone, new)
    return kept


def _known(shop_id: int, answers: Sequence[ImportedAnswer]) -> Steps[dict[Key, _Known]]:
    rows = yield Statement(_KNOWN, True, shop_id, *_padded([one.feedback_ref for one in answers]))
    return {
        (row["feedback_ref"], row["order_ref"]): _Known(
            row["id"], row["overall"], row["text"] or ""
        )
        for row in rows
    }


def _sort(answers: Sequence[ImportedAnswer], known: dict[Key, _Known]) -> list[Kept]:
    """Tell new answers from known ones; a new one is known from then on."""
    kept = []
    for one in answers:
        before = known.setdefault(one.key, (fresh := _Known(0, one.overall, one.text)))
        if before is fresh:
            kept.append(Kept.NEW)
        else:
            same = (before.overall, before.text) == (one.overall, one.text)
            kept.append(Kept.UNCHANGED if same else Kept.DIFFERENT)
    return kept


def _write(shop_id: int, zone: ZoneInfo, new: Sequence[ImportedAnswer]) -> Steps[None]:
    found = yield Statement(_ORDERS, shop_id, *_padded([one.order_ref for one in new]))
    orders = {row["order_ref"]: row for row in found}
    yield Statement.many(_ANSWER, [_answer_row(shop_id, zone, one, orders) for one in new])
    ids = {key: one.id for key, one in (yield from _known(shop_id, new)).items()}
    rated = [(shop_id, ids[one.key], one.overall) for one in new if one.overall is not None]
    if rated:
        yield Statement.many(_RATING, rated)
    written = [_comment_row(shop_id, zone, one, ids[one.key]) for one in new if one.text]
    if written:
        yield Statement.many(_COMMENT, written)
    yield from _count(shop_id, zone, new)


def _answer_row(
    shop_id: int, zone: ZoneInfo, one: ImportedAnswer, orders: dict[str, Row]
) -> tuple[object, ...]:
    order = orders.get(one.order_ref, {})
    about = (*one.key, order.get("id"), order.get("customer_id"), one.overall, one.locale)
    day = one.submitted_at.astimezone(zone).date()
    return (shop_id, *about, one.asked_at, one.submitted_at, one.submitted_at, day)


def _comment_row(
    shop_id: int, zone: ZoneInfo, one: ImportedAnswer, answer_id: int
) -> tuple[object, ...]:
    day = one.submitted_at.astimezone(zone).date()
    return (shop_id, answer_id, one.prompt, True, one.text, day, one.submitted_at)


def _count(shop_id: int, zone: ZoneInfo, new: Sequence[ImportedAnswer]) -> Iterator[Statement]:
    scores: Counter[ScoreKey] = Counter()
    tags: Counter[TagKey] = Counter()
    for one in new:
        day = one.submitted_at.astimezone(zone).date()
        scores[ScoreKey(day, "", ANSWERS, 0)] += 1
        if one.overall is not None:
            scores[ScoreKey(day, "", "OV1", one.overall)] += 1
        if one.text:
            tags.update(tag_steps(day, [reading_code(ReadingState.WAITING)], 1))
    yield from moving_scores(shop_id, scores)
    yield from moving_tags(shop_id, tags)


def _padded(refs: Sequence[str]) -> list[str]:
    """Fill up to `CHUNK` values, so that every chunk runs the same statement."""
    return [*refs, *[refs[-1]] * (CHUNK - len(refs))]
