"""
Share of answers that complain of something, corrected for what the reader misses and invents.

The raw count always stands beside the corrected share. Reading itself is done in `nlp`.
"""

import math
from dataclasses import dataclass

from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import Z
from admin.measures.levels import share

METHOD = "rogan_gladen"
WEAKEST_READER = 0.2


@dataclass(frozen=True, slots=True)
class ReaderError:
    """
    What people found when they judged the reader on one tag.

    Of `positives` comments that truly complain of it the reader found `found`; of `negatives` that
    do not it rightly left `left_alone` untagged.
    """

    found: int
    positives: int
    left_alone: int
    negatives: int


@dataclass(frozen=True, slots=True)
class TagShare:
    """Comments tagged by the reader, their raw share, and the share corrected for its errors."""

    tagged: int
    raw: Estimate
    corrected: Estimate


def tag_share(
    tagged: int, comments: int, error: ReaderError, *, answers: int | None = None
) -> TagShare:
    """
    Correct a share of tagged comments for the reader's misses and false alarms.

    Parameters
    ----------
    tagged, comments : int
        Comments tagged, of those read.
    error : ReaderError
        The reader's judged performance on this tag.
    answers : int, optional
        Answered surveys; when given, both shares are of answers, not of comments (people who
        write nothing complain of nothing).

    Returns
    -------
    TagShare
        Corrected share suppressed when the reader was judged on no positives or no negatives,
        or hardly tells them apart (sensitivity + specificity - 1 < .2).

    Raises
    ------
    ValueError
        If counts contradict each other.

    References
    ----------
    Rogan & Gladen (1978), Am. J. Epidemiology 107(1), 71-76; interval of Lang & Reiczigel (2014),
    Preventive Veterinary Medicine 113(1), 13-22.

    Examples
    --------
    >>> found = tag_share(60, 400, ReaderError(45, 50, 285, 300))
    >>> found.raw.value, round(found.corrected.value, 4)
    (0.15, 0.1176)
    """
    people = comments if answers is None else answers
    _check(tagged, comments, people, error)
    raw = share(tagged, people)
    if comments == 0:
        return TagShare(tagged, raw, withheld(Suppression.NO_ANSWERS, METHOD, n=people))
    reason = _unreliable(error)
    if reason is not None:
        return TagShare(tagged, raw, withheld(reason, METHOD, n=people))
    value, low, high = _corrected(tagged, comments, error)
    rate = comments / people
    noise = Z * math.sqrt(rate * (1 - rate) / people)  # of the share who comment at all
    centre = rate * value
    below = math.hypot(rate * (value - low), value * noise)
    above = math.hypot(rate * (high - value), value * noise)
    corrected = Estimate(
        centre,
        max(0.0, centre - below),
        min(1.0, centre + above),
        people,
        float(people),
        METHOD,
        None,
    )
    return TagShare(tagged, raw, corrected)


def _corrected(tagged: int, comments: int, error: ReaderError) -> tuple[float, float, float]:
    """Rogan-Gladen share with the interval of Lang and Reiczigel, all within 0 to 1."""
    hits = error.found / error.positives
    rejects = error.left_alone / error.negatives
    value = (tagged / comments + rejects - 1) / (hits + rejects - 1)
    n = comments + Z**2
    seen = (tagged + Z**2 / 2) / n
    n_hits, n_rejects = error.positives + 2, error.negatives + 2
    hits, rejects = (error.found + 1) / n_hits, (error.left_alone + 1) / n_rejects
    power = hits + rejects - 1
    middle = (seen + rejects - 1) / power
    miss, invent = hits * (1 - hits) / n_hits, rejects * (1 - rejects) / n_rejects
    shift = 2 * Z**2 * (middle * miss - (1 - middle) * invent)
    variance = seen * (1 - seen) / n + middle**2 * miss + (1 - middle) ** 2 * invent
    reach = Z * math.sqrt(variance) / power
    value = min(max(value, 0.0), 1.0)
    low = min(max(middle + shift - reach, 0.0), value)
    return value, low, max(min(middle + shift + reach, 1.0), value)


def _unreliable(error: ReaderError) -> Suppression | None:
    if min(error.positives, error.negatives) == 0:
        return Suppression.TOO_FEW
    power = error.found / error.positives + error.left_alone / error.negatives - 1
    return Suppression.READER_TOO_WEAK if power < WEAKEST_READER else None


def _check(tagged: int, comments: int, people: int, error: ReaderError) -> None:
    if not 0 <= tagged <= comments <= people:
        message = f"need 0 <= tagged <= comments <= answers, not {tagged}, {comments}, {people}"
        raise ValueError(message)
    if not (0 <= error.found <= error.positives and 0 <= error.left_alone <= error.negatives):
        message = f"the reader cannot be right more often than it was judged: {error}"
        raise ValueError(message)
