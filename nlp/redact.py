"""Mask personal details in a comment before anyone but its writer may see it.

What to look for is in the detectors `redact_*`; here marks are placed and positions carried over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp.errors import RedactionFailed
from nlp.normalise import han_share, normalise
from nlp.redact_addresses import addresses
from nlp.redact_contacts import chats, emails, plates
from nlp.redact_numbers import as_digits, codes, numbers
from nlp.redact_words import Found, Kind, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LONGEST", "Kind", "Mark", "Redacted", "redact"]

LONGEST = 20_000
"""Code points beyond which a comment is withheld: four times what may be submitted."""

_CHINESE = 0.3
_NUMBER = re.compile(r"(?:\d[^\d]{0,3}){5}")


@dataclass(frozen=True, slots=True)
class Mark:
    """One masked detail: its kind and its half-open range of the original."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The copy of a comment that people may see.

    Attributes
    ----------
    text : str
        The original with a typed mark, such as [电话], in place of each detail.
    spans : tuple of Mark
        What was masked, in reading order, never overlapping.
    """

    text: str
    spans: tuple[Mark, ...]
    _places: tuple[int, ...] = field(repr=False)
    _widths: tuple[int, ...] = field(repr=False)

    def position(self, original_index: int) -> int:
        """Return where a position of the original lies here; inside a detail, its mark's start."""
        before = bisect_right(self.spans, original_index, key=lambda mark: mark.start) - 1
        if before < 0:
            return original_index
        mark = self.spans[before]
        if original_index < mark.end:
            return self._places[before]
        return self._places[before] + self._widths[before] + original_index - mark.end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range here of an original range; a mark that it touches is taken whole.

        Parameters
        ----------
        start, end : int
            Code point positions in the original, ``start <= end``.

        Returns
        -------
        tuple of int
            Half-open range of `text`.

        Examples
        --------
        >>> redacted = redact("打13800138000没人接")
        >>> redacted.span(12, 15)
        (5, 8)
        """
        if start >= end:
            return self.position(start), self.position(start)
        last = bisect_right(self.spans, end - 1, key=lambda mark: mark.start) - 1
        if last >= 0 and end - 1 < self.spans[last].end:
            return self.position(start), self._places[last] + self._widths[last]
        return self.position(start), self.position(end - 1) + 1


def redact(text: str) -> Redacted:
    """Return the comment with personal details replaced by typed marks.

    Parameters
    ----------
    text : str
        The comment as written.

    Returns
    -------
    Redacted
        Marks are Chinese where at least 30 % of the letters are Han, else English.

    Raises
    ------
    RedactionFailed
        If the text could not be searched: withhold the comment, never show the original.

    Examples
    --------
    >>> redact("加我微信：tea_house88，电话一三八零零一三八零零零").text
    '加我微信：[微信号]，电话[电话]'
    """
    if len(text) > LONGEST:
        raise RedactionFailed(f"a comment of {len(text)} characters was not searched; withhold it")
    try:
        return _mask(text)
    except Exception as fault:
        raise RedactionFailed("a comment could not be searched; withhold it") from fault


def _mask(text: str) -> Redacted:
    seen = normalise(text, longest=20 * LONGEST)
    kept = _kept(_found(seen.text))
    language = _language(seen.text, kept)
    marks: list[Mark] = []
    for found in kept:
        start, end = seen.original_span(found.start, found.end)
        if marks and start < marks[-1].end:  # one character of the original became several
            start = marks[-1].end
        if start < end:
            marks.append(Mark(found.kind, start, end))
    parts: list[str] = []
    places: list[int] = []
    widths: list[int] = []
    length = done = 0
    for mark in marks:
        shown = words().marks[mark.kind][language]
        parts += (text[done : mark.start], shown)
        length += mark.start - done
        places.append(length)
        widths.append(len(shown))
        length += len(shown)
        done = mark.end
    parts.append(text[done:])
    return Redacted("".join(parts), tuple(marks), tuple(places), tuple(widths))


def _language(text: str, details: list[Found]) -> str:
    """Return the language of what is no detail; numbers alone are marked in Chinese."""
    rest = list(text)
    for detail in details:
        rest[detail.start : detail.end] = " " * (detail.end - detail.start)
    words_only = "".join(filter(str.isalpha, rest))
    return "zh" if not words_only or han_share(words_only) >= _CHINESE else "en"


def _found(text: str) -> Iterator[Found]:
    """Yield every detail, the surest kind first."""
    line = as_digits(text)
    yield from emails(line)
    yield from chats(line)
    if _NUMBER.search(line):
        yield from codes(line)
        yield from numbers(line)
    yield from plates(line)
    yield from addresses(text)


def _kept(found: Iterable[Found]) -> list[Found]:
    """Return the details in reading order; of two that overlap, the first found."""
    kept: list[Found] = []
    for detail in found:
        if detail.start < detail.end and not any(
            detail.start < other.end and other.start < detail.end for other in kept
        ):
            kept.append(detail)
    return sorted(kept, key=lambda detail: detail.start)
