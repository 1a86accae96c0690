"""Pure: redacted comments → words and phrases that shoppers began to use.

The weekly digest and the page of the complaints ask here, so that both say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlp.emerging import EmergingTerm

    # Cuts a normalised comment into words.
    Segment = Callable[[str], list[str]]

# Of larger periods the newest; more would make nobody surer.
MOST_COMMENTS = 2_000


def risen(
    now: Sequence[str], before: Sequence[Sequence[str]], segment: Segment, at_most: int
) -> list[EmergingTerm]:
    """Return what rose in the comments of `now` against each earlier period, the surest first."""
    from nlp.emerging import emerging  # numpy and the segmenter only where somebody asks

    told, *earlier = [[segment(text) for text in without_copies(texts)] for texts in (now, *before)]
    return emerging(told, earlier, at_most=at_most)


def without_copies(texts: Sequence[str]) -> list[str]:
    """Return normalised comments, each near-copy only once: one campaign is not a trend."""
    from nlp.duplicates import near_duplicates
    from nlp.normalise import normalise

    plain = [normalise(text).text for text in texts]
    copies = {copy for _, *copies in near_duplicates(plain) for copy in copies}
    return [text for number, text in enumerate(plain) if number not in copies]
