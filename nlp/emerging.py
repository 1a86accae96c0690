"""Words and phrases that shoppers began to use: what rose, how far, and whether it is real.

Texts come segmented; counting is by comment, so one person's repetition counts once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from nlp.phrases import Term, count_by_comment, one_of_each, told_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_PRIOR_STRENGTH = 0.1
_EXACT_FROM = 2.0
_CLEAR = 0.05


@dataclass(frozen=True, slots=True)
class EmergingTerm:
    """A word or phrase that is used more than before.

    Attributes
    ----------
    term : str
        As a person would write it.
    tokens : tuple of str
        Its words.
    now, before : int
        Comments that hold it, in the period and in all earlier ones together.
    share_now, share_before : float
        The same as shares of the comments, 0 to 1.
    log_odds : float
        Log odds ratio, shrunk towards 0 by the informative Dirichlet prior.
    z : float
        `log_odds` in standard errors.
    g2 : float
        Likelihood ratio against an unchanged share.
    q : float
        Largest expected share of false finds among this term and all surer ones.
    """

    term: str
    tokens: Term
    now: int
    before: int
    share_now: float
    share_before: float
    log_odds: float
    z: float
    g2: float
    q: float


def emerging(
    now: Sequence[Sequence[str]],
    before: Sequence[Sequence[Sequence[str]]],
    *,
    support: int = 5,
    false_share: float = 0.02,
    longest: int = 3,
    at_most: int = 20,
) -> list[EmergingTerm]:
    """Return the words and phrases that rose against every earlier period, the surest first.

    A term needs `support` comments, a share clearly above that of each earlier period that knew
    it, and a one-sided exact test against all of them that holds after Benjamini-Hochberg over
    all terms with support. Of terms that stand in the same comments only the longest is tested
    and told: counted apart, the words of one phrase would each count as a find and let chance
    finds through. About six earlier periods of the same length serve best.

    Parameters
    ----------
    now : sequence of sequence of str
        The comments of the period, each a list of words; copies of a text removed.
    before : sequence of sequence of sequence of str
        Earlier periods, each a list of comments.
    support : int
        Fewest comments of the period that must hold a term.
    false_share : float
        Accepted share of false finds, 0 to 1.
    longest : int
        Most words in a phrase.
    at_most : int
        Most terms returned.

    Returns
    -------
    list of EmergingTerm
        Empty where there is nothing to compare with.

    References
    ----------
    .. [1] Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993.
    .. [2] Monroe, Colaresi, Quinn, Fightin' Words, Political Analysis 16(4), 2008.
    .. [3] Benjamini, Hochberg, Controlling the False Discovery Rate, JRSS B 57(1), 1995.

    Examples
    --------
    >>> earlier = [[["物流", "慢"]] * 100]
    >>> period = [["充电口", "发烫"]] * 8 + [["物流", "慢"]] * 50
    >>> [found.term for found in emerging(period, earlier)]
    ['充电口发烫']
    """
    earlier_size = sum(map(len, before))
    if not now or not earlier_size:
        return []
    counted = count_by_comment(now, longest)
    terms = one_of_each(Counter({t: n for t, n in counted.items() if n >= support}))
    if not terms:
        return []
    wanted = frozenset(terms)
    per_period = [count_by_comment(period, longest, wanted) for period in before]
    y_now = np.array([counted[term] for term in terms], dtype=np.float64)
    y_before = np.array([[c[term] for term in terms] for c in per_period], dtype=np.float64)
    figures = _figures(y_now, y_before.sum(axis=0), len(now), earlier_size)
    clear = _clear_of_peaks(y_now, len(now), y_before, [len(period) for period in before])
    sure = np.flatnonzero(clear & (figures.q <= false_share) & (figures.z > 0))
    order = sure[np.lexsort((-figures.z[sure], figures.q[sure]))]
    told = told_once([terms[i] for i in order], now, longest)
    index = {term: i for i, term in enumerate(terms)}
    return [_term(term, index[term], figures, len(now), earlier_size) for term in told[:at_most]]


@dataclass(frozen=True, slots=True)
class _Figures:
    now: Floats
    before: Floats
    log_odds: Floats
    z: Floats
    g2: Floats
    q: Floats


def log_likelihood_ratio(y: Floats, n: int, y_other: Floats, n_other: int) -> Floats:
    """Return G² of each term's 2 x 2 table of comments with and without it.

    Parameters
    ----------
    y, y_other : ndarray of shape (terms,)
        Comments that hold the term on either side.
    n, n_other : int
        Comments on either side.

    Returns
    -------
    ndarray of shape (terms,)
        At least 0; chi-square with one degree of freedom if the shares are equal.

    Examples
    --------
    >>> float(log_likelihood_ratio(np.array([10.0]), 100, np.array([10.0]), 100)[0])
    0.0
    """
    observed = np.stack([y, n - y, y_other, n_other - y_other])
    both = (y + y_other) / (n + n_other)
    expected = np.stack([n * both, n * (1 - both), n_other * both, n_other * (1 - both)])
    ratio = np.where(observed > 0, observed / np.where(expected > 0, expected, 1), 1)
    g2: Floats = np.maximum(0.0, 2 * (observed * np.log(ratio)).sum(axis=0))
    return g2


def shrunk_log_odds(y: Floats, n: int, y_other: Floats, n_other: int) -> tuple[Floats, Floats]:
    """Return each term's log odds ratio under an informative Dirichlet prior, and its z.

    The prior is the term's share in both sides together, worth a tenth of the smaller side, so
    that rare terms are drawn to no difference.

    Parameters
    ----------
    y, y_other : ndarray of shape (terms,)
        Comments that hold the term on either side.
    n, n_other : int
        Comments on either side.

    Returns
    -------
    tuple of ndarray of shape (terms,)
        Log odds ratio (positive: more on the first side) and the same in standard errors.

    Examples
    --------
    >>> log_odds, z = shrunk_log_odds(np.array([30.0]), 100, np.array([10.0]), 100)
    >>> bool(log_odds[0] > 0 and z[0] > 3)
    True
    """
    worth = _PRIOR_STRENGTH * min(n, n_other)
    prior = worth * (y + y_other + 0.5) / (n + n_other + 1)  # the half keeps 0 and all apart
    with_it, with_it_other = y + prior, y_other + prior
    without, without_other = n + worth - with_it, n_other + worth - with_it_other
    log_odds = np.log(with_it / without) - np.log(with_it_other / without_other)
    error = np.sqrt(1 / with_it + 1 / with_it_other + 1 / without + 1 / without_other)
    return log_odds, log_odds / error


def _figures(y_now: Floats, y_before: Floats, n_now: int, n_before: int) -> _Figures:
    g2 = log_likelihood_ratio(y_now, n_now, y_before, n_before)
    rises = y_now * n_before > y_before * n_now
    # Half the chi-square tail ranks the hopeless; the exact test decides where it could matter.
    p: Floats = np.where(rises, special.chdtrc(1, g2) / 2, 1.0)
    close = np.flatnonzero(rises & (g2 > _EXACT_FROM))
    p[close] = _chance_of_rise(y_now[close], n_now, y_before[close], n_before)
    q = _false_shares(p)
    log_odds, z = shrunk_log_odds(y_now, n_now, y_before, n_before)
    return _Figures(y_now, y_before, log_odds, z, g2, q)


def _chance_of_rise(y: Floats, n: int, y_before: Floats, n_before: int) -> Floats:
    """Return Fisher's one-sided p: how often chance alone puts as many on this side."""
    pairs = zip(y.astype(int), y_before.astype(int), strict=True)
    return np.array([_as_many_by_chance(*pair, n, n_before) for pair in pairs], dtype=np.float64)


def _as_many_by_chance(y: int, y_before: int, n: int, n_before: int) -> float:
    """Return the upper tail of the hypergeometric distribution, summed over its few terms.

    scipy.stats has it too, but its import weighs more than all the rest of this package.
    """
    either = y + y_before
    here = np.arange(max(y, either - n_before), min(n, either) + 1)
    chances = _log_choices(n, here) + _log_choices(n_before, either - here)
    return min(1.0, float(np.exp(chances - _log_choices(n + n_before, np.array(either))).sum()))


def _log_choices(n: int, k: NDArray[np.int64]) -> Floats:
    ways: Floats = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return ways


def _false_shares(p: Floats) -> Floats:
    """Return Benjamini-Hochberg adjusted p-values in the order given."""
    order = np.argsort(p)[::-1]
    adjusted = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    q = np.empty_like(p)
    q[order] = np.minimum(adjusted, 1.0)
    return q


def _clear_of_peaks(y: Floats, n: int, y_before: Floats, sizes: Sequence[int]) -> Flags:
    """Return which terms stand clear of every earlier period that had them twice or more.

    What comes back each season, or has always wavered as much, is nothing new.
    """
    clear = np.ones(len(y), dtype=np.bool_)
    for held, size in zip(y_before, sizes, strict=True):
        peak = np.flatnonzero(held > 1)
        clear[peak] &= _chance_of_rise(y[peak], n, held[peak], size) <= _CLEAR
    return clear


def _term(tokens: Term, at: int, figures: _Figures, n_now: int, n_before: int) -> EmergingTerm:
    latin = any(word.isascii() for word in tokens)
    return EmergingTerm(
        term=(" " if latin else "").join(tokens),
        tokens=tokens,
        now=int(figures.now[at]),
        before=int(figures.before[at]),
        share_now=float(figures.now[at] / n_now),
        share_before=float(figures.before[at] / n_before),
        log_odds=float(figures.log_odds[at]),
        z=float(figures.z[at]),
        g2=float(figures.g2[at]),
        q=float(figures.q[at]),
    )
