"""Answers that may need a person and have no case yet, and the opening of one for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models import database
from models.blocks import in_blocks, marks
from models.choices import CaseDeed
from models.database import Statement, Steps

# Answers are numbered as they come, so those of the last days lie beyond the first of these days.
# The items are spelled out as in the index of low ratings: it is used only then. Nothing is joined:
# each found answer is looked up by itself, whatever an engine thinks of tables not yet counted.
_UNOPENED = """
WITH found AS MATERIALIZED (
    SELECT r.answer FROM rating r
    WHERE r.shop_id = {{}} AND r.state = 'rated' AND r.score <= 2
        AND r.item IN ('OV1', 'BR0', 'PA0', 'SH0', 'RE0', 'CT9')
        AND r.answer >= coalesce((SELECT f.id FROM answer f WHERE f.shop_id = {{}}
            AND f.local_day >= {{}} AND f.source = 'survey' ORDER BY f.local_day, f.id LIMIT 1), 0)
    UNION
    SELECT s.answer FROM comment s
    WHERE s.shop_id = {{}} AND s.local_day >= {{}} AND s.current AND s.reading <> 'withheld'
        AND (SELECT count(*) FROM tag g WHERE g.comment = s.id AND g.code IN ({})
            AND (g.verdict = 'present' OR (g.verdict = '' AND g.probability IS NOT NULL))) > 0)
SELECT found.answer AS id FROM found
WHERE (SELECT k.id FROM service_case k
        WHERE k.shop_id = {{}} AND k.answer_id = found.answer) IS NULL
    AND (SELECT count(*) FROM answer a WHERE a.id = found.answer AND a.shop_id = {{}}
        AND a.source = 'survey' AND a.customer_id IS NOT NULL
        AND a.submitted_at >= {{}} AND a.submitted_at <= {{}}
        AND (a.submitted_at <= {{}} OR (SELECT count(*) FROM comment w
            WHERE w.answer = a.id AND w.current AND w.reading = 'waiting') = 0)) = 1
ORDER BY found.answer LIMIT {{}}
"""
_LOW = """
SELECT r.answer, r.item, r.score FROM rating r
WHERE r.shop_id = {{}} AND r.state = 'rated' AND r.score <= 2
    AND r.item IN ('OV1', 'BR0', 'PA0', 'SH0', 'RE0', 'CT9') AND r.answer IN ({})
"""
_TAGS = """
SELECT s.answer, g.code FROM comment s JOIN tag g ON g.comment = s.id
WHERE s.shop_id = {{}} AND s.current AND s.reading <> 'withheld'
    AND (g.verdict = 'present' OR (g.verdict = '' AND g.probability IS NOT NULL))
    AND s.answer IN ({})
"""
_OPEN = """
INSERT INTO service_case (shop_id, answer_id, state, reasons, stages, owner_id, outcome, cause,
    version, opened_at, due_at)
VALUES ({}, {}, 'open', {}, {}, NULL, '', '', 1, {}, {})
ON CONFLICT (shop_id, answer_id) DO NOTHING RETURNING id
"""
_HAPPENED = """
INSERT INTO case_event (shop_id, case_id, deed, outcome, text, at) VALUES ({}, {}, {}, '', '', {})
"""


@dataclass(frozen=True, slots=True)
class Recent:
    """Which answers may open a case: those of [since, until], `day` being the shop's of `since`.

    A comment that no reader has seen holds its answer back if it came after `unread_since`.
    """

    since: datetime
    until: datetime
    day: date
    unread_since: datetime


@dataclass(frozen=True, slots=True)
class Unopened:
    """An answer without a case that may need one: its low scores and the complaints in it."""

    answer_id: int
    low: dict[str, int]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be: of which answer, why, about which stages, and by when."""

    answer_id: int
    reasons: str
    stages: str
    due_at: datetime


async def unopened(
    shop_id: int, recent: Recent, codes: Sequence[str], limit: int
) -> list[Unopened]:
    """Return answers without a case that were rated low or carry one of `codes`, oldest first."""
    found = await database.fetch(
        _UNOPENED.format(marks(codes)), shop_id, shop_id, recent.day, shop_id, recent.day, *codes,
        shop_id, shop_id, recent.since, recent.until, recent.unread_since, limit,
    )  # fmt: skip
    answers: list[int] = [row["id"] for row in found]
    low: dict[int, dict[str, int]] = {}
    said: dict[int, set[str]] = {}
    for block in in_blocks(answers):
        for row in await database.fetch(_LOW.format(marks(block)), shop_id, *block):
            low.setdefault(row["answer"], {})[row["item"]] = row["score"]
        for row in await database.fetch(_TAGS.format(marks(block)), shop_id, *block):
            said.setdefault(row["answer"], set()).add(row["code"])
    return [
        Unopened(answer, low.get(answer, {}), tuple(sorted(said.get(answer, ()))))
        for answer in answers
    ]


async def open_one(shop_id: int, opening: Opening, now: datetime) -> bool:
    """Open the case of an answer; False when it has one already."""
    return await database.write(_opening(shop_id, opening, now))


def _opening(shop_id: int, one: Opening, now: datetime) -> Steps[bool]:
    made = yield Statement(_OPEN, shop_id, one.answer_id, one.reasons, one.stages, now, one.due_at)
    if made:
        yield Statement(_HAPPENED, shop_id, made[0]["id"], CaseDeed.OPENED, now)
    return bool(made)
