"""Pure: comments that carry a tag → the share that truly complains, by the reader's known errors.

The committed rates are those of the base reader on comments that people judged.
"""

from dataclasses import dataclass

from admin.measures.tag_shares import ReaderError, TagShare, tag_share
from nlp.rates import committed_rates


@dataclass(frozen=True, slots=True)
class Corrected:
    """A tag's count and corrected share, and how often the reader is right on it."""

    share: TagShare
    precision: float
    recall: float
    judged: int


def corrected(code: str, tagged: int, read: int, answers: int | None = None) -> Corrected | None:
    """
    Return a tag's share corrected for what the reader misses and invents.

    Parameters
    ----------
    code : str
        None comes back for a tag of the shop's own, which nobody has measured.
    tagged, read : int
        Comments that carry the tag, and comments that were read.
    answers : int, optional
        When given, the share is of answers instead of comments.
    """
    rates = committed_rates().get(code)
    if rates is None:
        return None
    error = ReaderError(rates.found, rates.positives, rates.left_alone, rates.negatives)
    # A person may have tagged what the reader has not read, and an answer hold several comments.
    people = None if answers is None else max(answers, read)
    share = tag_share(min(tagged, read), read, error, answers=people)
    return Corrected(share, rates.precision, rates.recall, rates.positives)
