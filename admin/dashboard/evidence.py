"""Pure: a redacted comment and its spans → pieces of text, marked where a tag found its words.

Inside the marked clause stand the terms that weighed most. And the way back: the clauses of a
comment, for a person to say which of them shows a tag.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from models.seen import TagSeen

# Where people read it, a term is not cut off from its number: "三天", not "天".
_NUMBERS: Final = frozenset(
    "0123456789０１２３４５６７８９零〇一二两兩三四五六七八九十百千万萬几幾半"
)
_CLAUSE: Final = re.compile(r"[^，。！？；、,!?;\n…~～]+[，。！？；、,!?;…~～]*")
MOST_CLAUSES: Final = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, the codes of the tags that rest on it, and whether it weighed most."""

    text: str
    codes: tuple[str, ...] = ()
    is_term: bool = False


def pieces(text: str, tags: Sequence[TagSeen]) -> tuple[Piece, ...]:
    """
    Cut `text` where evidence or one of its terms begins or ends; overlapping spans share pieces.

    Spans are half-open ranges of code points. One that does not fit the text is left out: the
    words are shown in full, only without its mark.

    Examples
    --------
    >>> slow = TagSeen("slow_shipping", 0.9, "", 0, 4, "太慢")
    >>> [(piece.text, piece.is_term) for piece in pieces("发货太慢，客服好", [slow])]
    [('发货', False), ('太慢', True), ('，客服好', False)]
    """
    spans = [(*span, tag.code) for tag in tags if (span := _span(text, tag)) and tag.stands]
    terms = [term for tag in tags if tag.stands for term in _terms(text, tag)]
    marks = (*((start, end) for start, end, _ in spans), *terms)
    cuts = sorted({0, len(text), *(at for mark in marks for at in mark)})
    return tuple(
        Piece(
            text[start:end],
            tuple(code for a, b, code in spans if a <= start and end <= b),
            any(a <= start and end <= b for a, b in terms),
        )
        for start, end in pairwise(cuts)
    )


def because(text: str, tag: TagSeen) -> tuple[Piece, ...]:
    """
    Return the clause that shows one tag, its terms marked; () where no clause is known.

    A term alone may be a fragment that no reader would recognise, so it never stands alone.

    Examples
    --------
    >>> late = TagSeen("slow_shipping", 0.9, "", 0, 6, "天才")
    >>> [(piece.text, piece.is_term) for piece in because("等了三天才到，还行", late)]
    [('等了', False), ('三天才', True), ('到', False)]
    """
    span = _span(text, tag)
    if span is None:
        return ()
    start, end = span
    clause = text[start:end]
    inside = [(a - start, b - start) for a, b in _terms(text, tag)]
    cuts = sorted({0, len(clause), *(at for term in inside for at in term)})
    return tuple(
        Piece(clause[a:b], (tag.code,), any(c <= a and b <= d for c, d in inside))
        for a, b in pairwise(cuts)
    )


def _span(text: str, tag: TagSeen) -> tuple[int, int] | None:
    if tag.start is None or tag.end is None or not 0 <= tag.start < tag.end <= len(text):
        return None
    return tag.start, tag.end


def _terms(text: str, tag: TagSeen) -> list[tuple[int, int]]:
    """Return where the terms of a tag stand in its clause, whatever script they are written in."""
    span = _span(text, tag)
    if span is None or not tag.reasons:
        return []
    from nlp.normalise import normalise  # its tables only where somebody reads comments

    plain = normalise(text)
    found = [
        plain.original_span(*place.span())
        for term in filter(None, tag.reasons.split(";"))
        for place in re.finditer(re.escape(term), plain.text)
    ]
    widened = ((_with_its_number(text, start), end) for start, end in found)
    clipped = ((max(start, span[0]), min(end, span[1])) for start, end in widened)
    return _joined((start, end) for start, end in clipped if start < end)


def _with_its_number(text: str, start: int) -> int:
    while start and text[start - 1] in _NUMBERS:
        start -= 1
    return start


def _joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


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
