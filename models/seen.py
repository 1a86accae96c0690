"""Answers as a manager sees them: values made from rows, without asking for any.

Only redacted text is in them; what was written by hand stays with the reader and with erase.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from models.database import Row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: after this day and answer, and this score in a list by score."""

    day: date
    answer_id: int
    score: int = 0


START = Place(date.max, 0)
# What stands for an overall score that was not given: in a list by score it comes last.
UNRATED = 6


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
    # A person found the tags right and complete.
    is_judged: bool = False


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
        """Where a list goes on after this answer, whatever it is ordered by."""
        return Place(self.day, self.id, self.overall or UNRATED)


def containing(words: str) -> str:
    """Return the LIKE pattern for texts that contain `words` literally, "!" being the escape.

    Examples
    --------
    >>> containing("100%好")
    '%100!%好%'
    """
    plain = words.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def grouped(rows: Iterable[Row], key: str) -> list[list[Row]]:
    """Return the rows that share a value of `key` together, in the order of their first."""
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
    return tuple(_comment(group) for group in grouped(written, "comment_id"))


def _comment(rows: list[Row]) -> CommentSeen:
    first = rows[0]
    tags = tuple(tag_seen(row) for row in rows if row.get("code"))
    kept = (first["comment_id"], first["prompt"], first["redacted"])
    judged = first.get("judged_at") is not None
    return CommentSeen(*kept, first["reading"], first["polarity"], tags, judged)


def tag_seen(row: Row) -> TagSeen:
    """Return a tag from its row; its span is that of the clause that shows it."""
    span = (row["span_start"], row["span_end"])
    return TagSeen(row["code"], row["probability"], row["verdict"], *span, row["reasons"])
