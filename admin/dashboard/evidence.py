"""Pure: a redacted comment and its spans → pieces of text, marked where a tag found its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.seen import TagSeen


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
