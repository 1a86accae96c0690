"""Pure: a redacted comment and its spans → pieces of text, marked where a tag found its words.

And the way back: the clauses of a comment, for a person to say which of them shows a tag.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from models.seen import TagSeen

_CLAUSE: Final = re.compile(r"[^，。！？；、,!?;\n…~～]+[，。！？；、,!?;…~～]*")
MOST_CLAUSES: Final = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the codes of the tags that rest on it."""

    text: str
    codes: tuple[str, ...] = ()


def pieces(text: str, tags: Sequence[TagSeen]) -> tuple[Piece, ...]:
    """
    Cut `text` where evidence begins or ends; overlapping spans share their pieces.

    Spans are half-open ranges of code points. One that does not fit the text is left out: the
    words are shown in full, only without its mark.

    Examples
    --------
    >>> slow = TagSeen("slow_shipping", 0.9, "", 0, 4, "")
    >>> [piece.text for piece in pieces("发货太慢，客服好", [slow])]
    ['发货太慢', '，客服好']
    """
    spans = [
        (tag.start, tag.end, tag.code)
        for tag in tags
        if tag.stands and tag.start is not None and tag.end is not None
        and 0 <= tag.start < tag.end <= len(text)
    ]  # fmt: skip
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    return tuple(
        Piece(text[start:end], tuple(code for a, b, code in spans if a <= start and end <= b))
        for start, end in pairwise(cuts)
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a comment that a person may point at; `place` is how a form names it."""

    text: str
    place: str


def clauses(text: str) -> tuple[Clause, ...]:
    """
    Return the clauses of a comment that a person may choose from, none where there is one only.

    Examples
    --------
    >>> [(one.text, one.place) for one in clauses("发货太慢，客服好")]
    [('发货太慢，', '0-5'), ('客服好', '5-8')]
    >>> clauses("很好")
    ()
    """
    found = [one for one in _CLAUSE.finditer(text) if one[0].strip()][:MOST_CLAUSES]
    if len(found) < 2:  # noqa: PLR2004 - a single clause is no choice
        return ()
    return tuple(Clause(one[0].strip(), f"{one.start()}-{one.end()}") for one in found)


def mark_of(place: str) -> tuple[int, int] | None:
    """
    Return the range that a form names; None where it names none.

    Examples
    --------
    >>> mark_of("5-8"), mark_of("8-5"), mark_of("everywhere")
    ((5, 8), None, None)
    """
    found = re.fullmatch(r"([0-9]{1,6})-([0-9]{1,6})", place)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end else None
