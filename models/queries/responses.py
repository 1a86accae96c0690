"""Answers as a manager reads them: lists by tag, by score, by words, newest first.

Only redacted text leaves here; what was written by hand stays with the reader and with erase.
The story of a single answer is in `stories`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from models import database
from models.database import Row
from models.queries.quality import WHOLE, Days, Slice

PAGE = 25
# Any tag at all, in `Wanted.tag`.
ANY = "(any)"

_LIST = """
WITH page AS (
    SELECT a.id, a.source, a.survey_kind, a.overall, a.local_day, a.submitted_at, a.order_ref
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
        AND (a.local_day < {} OR (a.local_day = {} AND a.id < {}))
        AND coalesce(a.overall, 0) >= {} AND coalesce(a.overall, 0) <= {}
        AND ({} = '' OR EXISTS (SELECT 1 FROM comment s
            WHERE s.answer = a.id AND s.current AND s.reading <> 'withheld'
                AND lower(s.redacted) LIKE {} ESCAPE '!'))
        AND ({} = '' OR EXISTS (SELECT 1 FROM comment s JOIN tag g ON g.comment = s.id
            WHERE s.answer = a.id AND s.current AND s.reading <> 'withheld'
                AND (g.verdict = 'present' OR (g.verdict = '' AND g.probability IS NOT NULL))
                AND {} IN ('(any)', g.code)))
    ORDER BY a.local_day DESC, a.id DESC LIMIT {}
)
SELECT page.*, c.id AS comment_id, c.prompt, c.redacted, c.reading, c.polarity,
    t.code, t.probability, t.verdict, t.span_start, t.span_end, t.reasons
FROM page
    LEFT JOIN comment c ON c.answer = page.id AND c.current AND c.reading <> 'withheld'
    LEFT JOIN tag t ON t.comment = c.id
ORDER BY page.local_day DESC, page.id DESC, c.id, t.span_start, t.code
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: after this day and answer, towards the past."""

    day: date
    answer_id: int


START = Place(date.max, 0)


@dataclass(frozen=True, slots=True)
class TagSeen:
    """A tag on a comment: the reader's, a person's, or both."""

    code: str
    probability: float | None
    verdict: str
    start: int | None
    end: int | None
    reasons: str

    @property
    def stands(self) -> bool:
        """Say whether the tag counts: a person set it, or the reader did and nobody denied it."""
        return self.verdict == "present" or (self.verdict == "" and self.probability is not None)


@dataclass(frozen=True, slots=True)
class CommentSeen:
    """A comment as it may be shown, with its tags in the order of their evidence."""

    id: int
    prompt: str
    redacted: str
    reading: str
    polarity: str
    tags: tuple[TagSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """One line of a list: an answer and what was written with it."""

    id: int
    source: str
    survey_kind: str
    overall: int | None
    day: date
    submitted_at: datetime | None
    order_ref: str
    comments: tuple[CommentSeen, ...] = ()

    @property
    def place(self) -> Place:
        """Where a list goes on after this answer."""
        return Place(self.day, self.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers a list shows; `words` are searched in the redacted text, `tag` may be ANY."""

    days: Days
    where: Slice = WHOLE
    words: str = ""
    tag: str = ""
    lowest: int = 0
    highest: int = 5


async def answers(
    shop_id: int, wanted: Wanted, after: Place = START, limit: int = PAGE
) -> list[AnswerSeen]:
    """Return answers with comments and tags, newest first, at most `limit`, past `after`."""
    rows = await database.fetch(
        _LIST,
        shop_id,
        *(wanted.days.since, wanted.days.until),
        *wanted.where.values,
        *(after.day, after.day, after.answer_id),
        *(wanted.lowest, wanted.highest),
        *(wanted.words, containing(wanted.words)),
        *(wanted.tag, wanted.tag),
        limit,
    )
    return [answer_seen(group) for group in _grouped(rows, "id")]


def containing(words: str) -> str:
    """Return the LIKE pattern for texts that contain `words` literally, "!" being the escape.

    Examples
    --------
    >>> containing("100%好")
    '%100!%好%'
    """
    plain = words.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def _grouped(rows: Iterable[Row], key: str) -> list[list[Row]]:
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return list(groups.values())


def answer_seen(rows: list[Row]) -> AnswerSeen:
    """Return one answer from the rows of its comments and their tags."""
    first = rows[0]
    return AnswerSeen(
        id=first["id"],
        source=first["source"],
        survey_kind=first["survey_kind"],
        overall=first["overall"],
        day=first["local_day"],
        submitted_at=first["submitted_at"],
        order_ref=first["order_ref"],
        comments=comments_seen(rows),
    )


def comments_seen(rows: Iterable[Row]) -> tuple[CommentSeen, ...]:
    """Return comments from the rows of their tags."""
    written = [row for row in rows if row.get("comment_id") is not None]
    return tuple(_comment(group) for group in _grouped(written, "comment_id"))


def _comment(rows: list[Row]) -> CommentSeen:
    first = rows[0]
    tags = tuple(_tag(row) for row in rows if row.get("code"))
    kept = (first["comment_id"], first["prompt"], first["redacted"])
    return CommentSeen(*kept, first["reading"], first["polarity"], tags)


def _tag(row: Row) -> TagSeen:
    span = (row["span_start"], row["span_end"])
    return TagSeen(row["code"], row["probability"], row["verdict"], *span, row["reasons"])
