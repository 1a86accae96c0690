"""What a shop's people said of its comments' tags, as examples for the shop's own reader.

Only the redacted copy of a comment is shown to whoever learns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from models import database

_CORRECTED = """
SELECT c.id, c.redacted, c.polarity, c.answer, c.judged_at, a.customer_id,
    t.code, t.probability, t.verdict, t.marked_start, t.marked_end
FROM comment c
JOIN answer a ON a.id = c.answer AND a.shop_id = c.shop_id
LEFT JOIN tag t ON t.comment = c.id AND t.shop_id = c.shop_id
WHERE c.shop_id = {} AND c.reading = 'read' AND (c.judged_at IS NOT NULL OR EXISTS (
    SELECT 1 FROM tag v WHERE v.shop_id = c.shop_id AND v.comment = c.id AND v.verdict <> ''
))
ORDER BY c.id, t.code
"""
# Who found a comment's tags complete has said of every tag of the shop's own, if it was there to be
# chosen, that it is not.
_IMPLIED = """
SELECT c.id, s.code FROM shop_tag s
JOIN comment c ON c.shop_id = s.shop_id AND c.judged_at >= s.added_at
WHERE s.shop_id = {} AND s.stage <> '' AND s.hidden = {} AND c.reading = 'read' AND NOT EXISTS (
    SELECT 1 FROM tag v WHERE v.comment = c.id AND v.code = s.code AND v.verdict <> ''
)
"""
_UNTOUCHED = """
SELECT c.id, c.redacted, c.polarity, c.answer, NULL AS judged_at, a.customer_id,
    t.code, t.probability, '' AS verdict, NULL AS marked_start, NULL AS marked_end
FROM (
    SELECT id, redacted, polarity, answer, shop_id FROM comment c
    WHERE c.shop_id = {} AND c.reading = 'read' AND c.current = {} AND c.judged_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM tag v WHERE v.shop_id = c.shop_id AND v.comment = c.id AND v.verdict <> ''
    )
    ORDER BY id DESC LIMIT {}
) c
JOIN answer a ON a.id = c.answer AND a.shop_id = c.shop_id
LEFT JOIN tag t ON t.comment = c.id AND t.shop_id = c.shop_id
ORDER BY c.id, t.code
"""
_STATE = """
SELECT count(DISTINCT comment) AS n, max(at) AS "last_at [timestamptz]" FROM (
    SELECT comment, verdict_at AS at FROM tag WHERE shop_id = {} AND verdict <> ''
    UNION ALL
    SELECT id, judged_at FROM comment WHERE shop_id = {} AND judged_at IS NOT NULL
) AS said
"""


@dataclass(frozen=True, slots=True)
class MarkedClause:
    """The words of a comment in which a person sees tags that the comment has."""

    text: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class LearnedComment:
    """A comment, the tags the reader gave it, and those that a person put on or took off.

    It is `complete` when a person found that it complains of `present` and of nothing else.
    """

    id: int
    text: str
    polarity: str
    person: int
    read: frozenset[str]
    present: frozenset[str]
    absent: frozenset[str]
    complete: bool = False
    marked: tuple[MarkedClause, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionState:
    """How many comments a person has corrected, and when last."""

    comments: int
    last_at: datetime | None


async def corrected(shop_id: int) -> list[LearnedComment]:
    """Return every comment of which a person has said something, oldest first."""
    found = _comments(await database.fetch(_CORRECTED, shop_id))
    refused: dict[int, set[str]] = {}
    for row in await database.fetch(_IMPLIED, shop_id, False):
        refused.setdefault(row["id"], set()).add(row["code"])
    return [
        replace(comment, absent=comment.absent | refused.get(comment.id, set()))
        for comment in found
    ]


async def untouched(shop_id: int, limit: int) -> list[LearnedComment]:
    """Return the latest comments of which nobody has said anything, at most `limit`."""
    return _comments(await database.fetch(_UNTOUCHED, shop_id, True, limit))


async def state(shop_id: int) -> CorrectionState:
    """Return how much there is to learn from."""
    rows = await database.fetch(_STATE, shop_id, shop_id)
    return CorrectionState(int(rows[0]["n"]), rows[0]["last_at"])


def _comments(rows: list[database.Row]) -> list[LearnedComment]:
    return [_comment(list(tags)) for _, tags in groupby(rows, key=lambda row: row["id"])]


def _comment(tags: list[database.Row]) -> LearnedComment:
    first = tags[0]
    return LearnedComment(
        first["id"],
        first["redacted"],
        first["polarity"] or "neutral",
        # An answer without a known customer is taken for a person of its own.
        first["customer_id"] or -first["answer"],
        _codes(row for row in tags if row["probability"] is not None),
        _codes(row for row in tags if row["verdict"] == "present"),
        _codes(row for row in tags if row["verdict"] == "absent"),
        first["judged_at"] is not None,
        tuple(_marked(first["redacted"], tags)),
    )


def _marked(text: str, tags: list[database.Row]) -> Iterator[MarkedClause]:
    """Yield every part of a comment that was marked, with all that was seen there."""
    places: dict[tuple[int, int], set[str]] = {}
    for row in tags:
        if row["verdict"] == "present" and row["marked_start"] is not None:
            place = (row["marked_start"], row["marked_end"])
            places.setdefault(place, set()).add(row["code"])
    for (start, end), codes in sorted(places.items()):
        if clause := text[start:end].strip():
            yield MarkedClause(clause, frozenset(codes))


def _codes(rows: Iterable[database.Row]) -> frozenset[str]:
    return frozenset(row["code"] for row in rows)
