"""Find comments that copy one another and comments that say nothing.

Only finding: whether a copy counts is for the pages to decide.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SHORTEST: Final = 16
"""Letters below which only equal texts are copies: three bits of few bigrams mean nothing."""

NEAREST: Final = 3
"""Bits of 64 in which two fingerprints of one text may differ."""

_NOT_A_LETTER = re.compile(r"[\W_]+")
_BITS: Final = 64
_BANDS: Final = 4
_SOUNDS = frozenset("嗯啊哦呵哈额呃哎唉嘿嘻噢喔呀啦吧呢哼嗨咦喂")
_HAN = re.compile("[\u3400-\u9fff]")
_FEWEST_DIFFERENT = 0.2
_LONG_ENOUGH_TO_JUDGE = 10
# 此用户没有填写评价 and its kin: written by a machine, or to fill a field.
_FILLER = re.compile(
    r"(?:此用户|该用户|用户)?(?:没有|未|没)(?:填写|及时填写|发表|做出)?(?:评价|评论|内容|任何评价)(?:内容)?"
    r"|(?:系统)?默认(?:好评|评价)?|(?:此|该)?用户(?:觉得)?(?:商品)?(?:很|非常)?好给出(?:五|5)星好评"
    r"|无|没有|暂无|无评论|凑字数?|字数|打字|签到|路过|test(?:ing)?|asdf\w*|qwer\w*|na|none|nil"
)
_FILLER_AGAIN = re.compile(rf"(?:{_FILLER.pattern})+")


def fingerprints(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return the 64-bit simhash of each text's character pairs.

    Parameters
    ----------
    texts : sequence of str
        Normalised comments; spaces and punctuation are left out.

    Returns
    -------
    ndarray of uint64 of shape (texts,)
        Texts that share most pairs differ in few bits; the same on every machine.

    References
    ----------
    .. [1] Charikar, Similarity Estimation Techniques from Rounding Algorithms, STOC 2002.

    Examples
    --------
    >>> one, other = fingerprints(["物流太慢了", "物流太慢了！"])
    >>> bool(one == other)
    True
    """
    letters = [_letters(text) for text in texts]
    lengths = np.array([max(len(text) - 1, 0) for text in letters])
    if not lengths.sum():
        return np.zeros(len(letters), dtype=np.uint64)
    hashed = _mixed(_pairs(letters))
    # +1 or -1 for each bit of each pair, summed over the pairs of a text; a megabyte at a time
    fingerprint = np.zeros(len(letters), dtype=np.uint64)
    ends = np.cumsum(lengths)
    filled = np.flatnonzero(lengths)
    starts = (ends - lengths)[filled]
    for bit in range(_BITS):
        ones = ((hashed >> np.uint64(bit)) & np.uint64(1)).astype(np.int64)
        sums = np.add.reduceat(ones, starts)
        fingerprint[filled] |= (2 * sums > lengths[filled]).astype(np.uint64) << np.uint64(bit)
    return fingerprint


def near_duplicates(
    texts: Sequence[str], *, shortest: int = SHORTEST, nearest: int = NEAREST
) -> list[tuple[int, ...]]:
    """Return the groups of comments that are copies of one another.

    Parameters
    ----------
    texts : sequence of str
        Normalised comments.
    shortest : int
        Letters below which only texts with equal letters are copies.
    nearest : int
        Bits in which two fingerprints may differ, 0 to 3.

    Returns
    -------
    list of tuple of int
        Positions of each group of two or more, in order; no position twice. Texts without
        letters belong to none.

    Raises
    ------
    ValueError
        If `nearest` is more than the bands can promise to find.

    Examples
    --------
    >>> near_duplicates(["好评", "等了半个月才发货，客服一直不回消息", "好评！",
    ...                  "等了半个月才发货，客服一直不回消息。"])
    [(0, 2), (1, 3)]
    """
    if not 0 <= nearest < _BANDS:
        raise ValueError(f"nearest is {nearest}; bands of 16 bits find copies within 0 to 3 bits")
    letters = [_letters(text) for text in texts]
    leader = list(range(len(texts)))
    first: dict[str, int] = {}
    for at, text in enumerate(letters):
        if text:
            _join(leader, first.setdefault(text, at), at)
    long = np.array(
        [at for at in first.values() if len(letters[at]) >= shortest], dtype=np.intp
    )  # one of each text is enough
    prints = fingerprints([letters[at] for at in long])
    for one, other in _close_pairs(prints, nearest):
        _join(leader, int(long[one]), int(long[other]))
    groups: dict[int, list[int]] = {}
    for at, text in enumerate(letters):
        if text:
            groups.setdefault(_leader(leader, at), []).append(at)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def is_low_content(text: str) -> bool:
    """Return whether a comment says nothing: no words, only sounds, filler, or one thing pasted.

    Parameters
    ----------
    text : str
        Normalised comment.

    Returns
    -------
    bool
        True for "。", "哈哈哈", "111", "此用户没有填写评价"; False for "慢", which complains.

    Examples
    --------
    >>> is_low_content("11111111"), is_low_content("太慢")
    (True, False)
    """
    letters = _letters(text)
    kinds = set(letters)
    if kinds <= _SOUNDS or letters.isnumeric() or _FILLER_AGAIN.fullmatch(letters):
        return True
    if len(kinds) == 1 and not _HAN.match(letters):
        return True
    return len(letters) >= _LONG_ENOUGH_TO_JUDGE and _variety(letters) < _FEWEST_DIFFERENT


def _variety(letters: str) -> float:
    """Return the share of different pairs: low where one phrase was pasted again and again."""
    pairs = Counter(pairwise(letters))
    return len(pairs) / (len(letters) - 1)


def _letters(text: str) -> str:
    return _NOT_A_LETTER.sub("", text)


def _pairs(letters: Sequence[str]) -> NDArray[np.uint64]:
    """Return every pair of neighbouring characters, text after text, as one number each."""
    kept = [text for text in letters if len(text) > 1]
    points = np.frombuffer("".join(kept).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    pairs = (points[:-1] << np.uint64(32)) | points[1:]
    last = np.cumsum([len(text) for text in kept])[:-1] - 1  # pairs across two texts
    return np.delete(pairs, last)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return splitmix64 of each number: every bit of the result depends on every bit."""
    with np.errstate(over="ignore"):
        z = numbers + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def _close_pairs(prints: NDArray[np.uint64], nearest: int) -> set[tuple[int, int]]:
    """Return the pairs within `nearest` bits; they agree in at least one of four bands."""
    close: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        keys = (prints >> np.uint64(16 * band)) & np.uint64(0xFFFF)
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(np.diff(keys[order])) + 1
        for bucket in np.split(order, edges):
            if len(bucket) > 1:
                close.update(_within(bucket, prints, nearest))
    return close


def _within(
    bucket: NDArray[np.intp], prints: NDArray[np.uint64], nearest: int
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place, one in enumerate(bucket[:-1]):
        others = bucket[place + 1 :]
        differ = np.bitwise_count(prints[others] ^ prints[one])
        found += [(int(one), int(other)) for other in others[differ <= nearest]]
    return found


def _leader(leader: list[int], at: int) -> int:
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at


def _join(leader: list[int], one: int, other: int) -> None:
    one, other = _leader(leader, one), _leader(leader, other)
    leader[max(one, other)] = min(one, other)
