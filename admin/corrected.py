"""Pure: comments that carry a tag → the share that truly complains, by the reader's known errors.

They are the shop's own where enough of its comments were judged, otherwise the committed ones of
the base reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin.measures.tag_shares import ReaderError, TagShare, tag_share
from nlp.rates import TagRates, committed_rates

NO_AUDIT: Final[Mapping[str, TagRates]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Corrected:
    """A tag's count and corrected share, and how often the reader is right on it.

    `is_own` tells whether that was measured on the shop's comments, or on the base reader's test.
    """

    share: TagShare
    precision: float
    recall: float
    judged: int
    is_own: bool = False


def corrected(
    code: str,
    tagged: int,
    read: int,
    answers: int | None = None,
    own: Mapping[str, TagRates] = NO_AUDIT,
) -> Corrected | None:
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
    own : mapping of str to TagRates, optional
        What the shop's audits tell, as `admin.audited.own_rates` returns it.
    """
    rates = own.get(code) or committed_rates().get(code)
    if rates is None:
        return None
    error = ReaderError(rates.found, rates.positives, rates.left_alone, rates.negatives)
    # A person may have tagged what the reader has not read, and an answer hold several comments.
    people = None if answers is None else max(answers, read)
    share = tag_share(min(tagged, read), read, error, answers=people)
    return Corrected(share, rates.precision, rates.recall, rates.positives, code in own)
