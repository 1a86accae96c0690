"""Bring any text into the one form the reader reads, with a way back to the original.

Nothing is judged or masked here; personal details are `nlp.redact`'s business.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import opencc

from nlp.pinyin import gloss_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIMPLIFIED_FILE: Final = Path(__file__).parent / "data" / "simplified.txt"

LONGEST = 5_000
"""Code points kept of one comment; 1 MB of digits costs a segmenter seconds."""

_LOOKED_AT = 8
"""Code points looked at for each one kept: enough even where every character is glossed."""

# Characters that NFKC maps one to one, that compose with no neighbour and that are kept.
_PLAIN = (
    "\x21-\x7e\u2014\u2018-\u201d\u3001-\u3003\u3005-\u3029\u3400-\u4dbf\u4e00-\u9fff"
    "\uff01-\uff5e\uffe5\U00020000-\U0002a6dd\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
)
_ALL_PLAIN = re.compile(rf"[ {_PLAIN}]*")
# The last plain character before a strange one may be the base of what follows.
_PIECE = re.compile(rf"[{_PLAIN}]+(?![^{_PLAIN}])|[{_PLAIN}]?[^{_PLAIN}]+|[{_PLAIN}]+")
_RAGGED = re.compile(r"^\s|\s$|\s\s|[^\S ]")
_SPACE = re.compile(r"\s+")
_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_JAMO = re.compile("[\u1160-\u11ff\uffa0-\uffdc\u3131-\u318e]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A comment as the reader sees it, and where each character came from.

    Attributes
    ----------
    text : str
        NFKC, without control and invisible characters and pinyin glosses, simplified, lower
        case, single spaces, at most `LONGEST` code points.
    """

    text: str
    _starts: tuple[int, ...] | None = field(repr=False)
    _ends: tuple[int, ...] | None = field(repr=False)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of the original behind ``text[start:end]``.

        Parameters
        ----------
        start, end : int
            Code point positions in `text`, ``0 <= start <= end <= len(text)``.

        Returns
        -------
        tuple of int
            Code point positions in the original; both grow with `start` and `end`.

        Raises
        ------
        ValueError
            If the range does not lie in `text`.

        Examples
        --------
        >>> normalise("服(fú)务很慢").original_span(0, 2)
        (0, 6)
        """
        if not 0 <= start <= end <= len(self.text):
            message = f"[{start}, {end}) is no range of a text of {len(self.text)} characters"
            raise ValueError(message)
        if self._starts is None or self._ends is None:
            return start, end
        if start < end:
            return self._starts[start], self._ends[end - 1]
        here = self._starts[start] if start < len(self._starts) else self._end()
        return here, here

    def _end(self) -> int:
        return self._ends[-1] if self._ends else 0


@dataclass(slots=True)
class _Draft:
    """A text on its way through the steps; no map means that nothing has moved yet."""

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def maps(self) -> tuple[list[int], list[int]]:
        if self.starts is None or self.ends is None:
            return list(range(len(self.text))), list(range(1, len(self.text) + 1))
        return self.starts, self.ends

    def replaced(self, spans: list[tuple[int, int, str]]) -> _Draft:
        """Return the draft with each span replaced by nothing or by one character."""
        if not spans:
            return self
        starts, ends = self.maps()
        text: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        done = 0
        for start, end, mark in [*spans, (len(self.text), len(self.text), "")]:
            text += (self.text[done:start], mark)
            new_starts += starts[done:start]
            new_ends += ends[done:start]
            if mark:
                new_starts.append(starts[start])
                new_ends.append(ends[end - 1])
            done = end
        return _Draft("".join(text), new_starts, new_ends)


def normalise(text: str, *, longest: int = LONGEST) -> Normalised:
    """Return the text as the reader reads it, with a map back to the original.

    Parameters
    ----------
    text : str
        Any string: control characters, lone surrogates and a megabyte of it included.
    longest : int
        Code points kept; what lies behind them is not read.

    Returns
    -------
    Normalised
        At most `longest` code points.

    Examples
    --------
    >>> normalise("  我們發(fā)現(xiàn)ＡＰＰ\u200b很卡……").text
    '我们发现app很卡......'
    """
    draft = _Draft(text[: _LOOKED_AT * longest])
    if _ALL_PLAIN.fullmatch(draft.text):
        draft = _Draft(unicodedata.normalize("NFKC", draft.text).lower())
    else:
        draft = _fold_characters(draft.text)
    draft = draft.replaced([(start, end, "") for start, end in gloss_spans(draft.text, _simplify)])
    draft = _to_simplified(draft)
    if _RAGGED.search(draft.text):
        draft = draft.replaced(list(_loose_spaces(draft.text)))
    return _finish(draft, longest)


def han_share(text: str) -> float:
    """Return the share of Han characters among all letters and numbers of a text.

    Parameters
    ----------
    text : str
        Preferably normalised, so that pinyin glosses do not count as Latin letters.

    Returns
    -------
    float
        From 0 to 1; spaces, punctuation and emoji count on neither side; 0 if nothing is left.

    Examples
    --------
    >>> han_share("很好, ok!")
    0.5
    """
    letters = sum(map(str.isalnum, text))
    return min(1.0, len(_HAN.findall(text)) / letters) if letters else 0.0


def _finish(draft: _Draft, longest: int) -> Normalised:
    kept = draft.text[:longest].rstrip(" ")
    if draft.starts is None or draft.ends is None:
        return Normalised(kept, None, None)
    return Normalised(kept, tuple(draft.starts[: len(kept)]), tuple(draft.ends[: len(kept)]))


def _fold_characters(text: str) -> _Draft:
    """Apply NFKC and lower case and drop the invisible, cluster by cluster."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if _ALL_PLAIN.fullmatch(piece[0]):
            parts.append(unicodedata.normalize("NFKC", piece[0]).lower())
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        for first, last, cluster in _clusters(piece[0]):
            folded = _fold(cluster)
            parts.append(folded)
            starts.extend([start + first] * len(folded))
            ends.extend([start + last] * len(folded))
    return _Draft("".join(parts), starts, ends)


def _clusters(piece: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, visible characters) of what NFKC may join: a base and its marks."""
    first, cluster = 0, ""
    last = 0
    for at, character in enumerate(piece):
        if not character.isspace() and unicodedata.category(character) in _DROPPED:
            continue
        if cluster and not _continues(character):
            yield first, last, cluster
            cluster = ""
        if not cluster:
            first = at
        cluster += " " if character.isspace() else character
        last = at + 1
    if cluster:
        yield first, last, cluster


def _continues(character: str) -> bool:
    head = unicodedata.normalize("NFKC", character)[:1]
    return bool(_JAMO.match(character)) or unicodedata.category(head or " ").startswith("M")


def _fold(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).lower())
    return "".join(c for c in folded if unicodedata.category(c) not in _DROPPED)


@cache
def _converter() -> Callable[[str], str]:
    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@cache
def _simplified() -> frozenset[str]:
    """Return the characters that only simplified text has."""
    lines = SIMPLIFIED_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#")))


def _simplify(text: str) -> str:
    """Return the text in simplified characters, leaving those alone that already are."""
    simplified = _converter()(text)
    if simplified == text or len(simplified) != len(text):
        return simplified
    # 一坏就 is simplified already; taken for traditional it would become 一坯就.
    already = _simplified()
    pairs = zip(text, simplified, strict=True)
    return "".join(old if old != new and old in already else new for old, new in pairs)


def _to_simplified(draft: _Draft) -> _Draft:
    simplified = _simplify(draft.text)
    if len(simplified) == len(draft.text):
        return _Draft(simplified, draft.starts, draft.ends)
    return _respread(draft, simplified)


def _respread(draft: _Draft, after: str) -> _Draft:
    """Map a text whose length changed: what changed length points to all that it replaced."""
    before = "".join(map(_one_to_one, draft.text))
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    room = shorter - head
    tail = next((i for i in range(room) if before[-1 - i] != after[-1 - i]), room)
    starts, ends = draft.maps()
    first, last = head, len(before) - tail
    if first == last:  # something grew out of nothing: blame its neighbour
        first = max(0, first - 1)
    grown = len(after) - head - tail
    return _Draft(
        after,
        starts[:head] + [starts[first]] * grown + starts[len(starts) - tail :],
        ends[:head] + [ends[last - 1]] * grown + ends[len(ends) - tail :],
    )


def _one_to_one(character: str) -> str:
    converted = _simplify(character)
    return converted if len(converted) == 1 else character


def _loose_spaces(text: str) -> Iterator[tuple[int, int, str]]:
    for run in _SPACE.finditer(text):
        at_edge = run.start() == 0 or run.end() == len(text)
        if at_edge or run[0] != " ":
            yield run.start(), run.end(), "" if at_edge else " "
