"""Find telephone, identity, card, order and chat numbers, however their digits are dressed up.

A text is searched as groups of digits: 一三八 and l38o count as digits, dots join groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from nlp.redact_words import Found, Kind, any_of, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_DIGITS = str.maketrans(
    "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺洞拐勾両两",
    "00123456789123456789107922",
)
# 138…一直占线: a lone numeral before one of these counts or begins a word.
_COUNTING = re.compile(
    r"(?<![一二三四五六七八九零〇])[一二三四五六七八九两](?=[直点个下起样次定共些般位天年月周会家开部边件块遍回])"
)
_LOOKALIKES = str.maketrans("oli|", "0111")
_LOOKALIKE_MOBILE = re.compile(
    r"(?<![a-z\d])(?=(?:[ .-]?[oli|]*\d){4})[1li|][\doli|]{2}([ .-]?[\doli|]{4}){2}(?![a-z\d])"
)
_GROUP = re.compile(r"\d+(?:x(?![a-z\d]))?|(?<=[^a-z])x(?![a-z\d])")
_JOIN = re.compile(r"(?:[^\w]|_){1,3}")
_COMMA = re.compile(r"[,、;!?:。/~]")
_LONGEST = 21
_CUE_REACH = 10

_IDENTITY = re.compile(
    r"[1-8]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]"
)
_OLD_IDENTITY = re.compile(r"[1-8]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
     *range(61, 66), 71, 81, 82, 83)
)  # fmt: skip
_PHONE = re.compile(
    r"(?:00)?(?:86)?0?1[3-9]\d{9}"  # mainland mobile
    r"|(?:00)?86[1-9]\d{8,10}"
    r"|0[1-9]\d{7,10}"  # mainland and Taiwan area codes, Taiwan mobile
    r"|(?:00)?852[2-9]\d{7}|(?:00)?853[268]\d{7}|(?:00)?8860?[2-9]\d{7,8}"
    r"|[48]00\d{7}"
)
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_COUNTED = frozenset({"123456789", "1234567890", "0123456789", "987654321", "9876543210"})
_OPENING = re.compile(r"[+(]+$")
_KEYCAP = re.compile("[\ufe0f\u20e3]*")
_EXTENSION = re.compile(r"(?:\s?(?:转|分机|ext\.?)\s?|-)\d{1,5}(?!\d)")
_CODE = re.compile(
    r"(?<![a-z\d])(?!(?:tel|phone|mob|wx|vx|v|q|qq)\d)"
    r"[a-z]{1,6}[-_]?(?!1[3-9]\d{9}(?!\d))\d{8,24}[a-z]{0,3}(?![a-z\d])"
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring groups of digits that may be one number."""

    digits: str
    sizes: tuple[int, ...]
    start: int
    end: int
    commas: bool
    cue: Kind | None
    plus: bool


def as_digits(text: str) -> str:
    """Return the text, as long as before, with everything that may mean a digit as a digit."""
    line = _COUNTING.sub("个", text).translate(_DIGITS)
    return _LOOKALIKE_MOBILE.sub(lambda run: run[0].translate(_LOOKALIKES), line)


def numbers(line: str) -> Iterator[Found]:
    """Yield the numbers that belong to a person, in reading order, never overlapping.

    Parameters
    ----------
    line : str
        Normalised text that went through `as_digits`.

    Yields
    ------
    Found
        Ranges of `line`.
    """
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(line)]
    joined = [
        _JOIN.fullmatch(line, end, start) is not None for (_, end), (start, _) in pairwise(groups)
    ]
    at = 0
    while at < len(groups):
        found, used = _longest_number(line, groups, joined, at)
        if found is not None:
            yield found
        at += used


def codes(line: str) -> Iterator[Found]:
    """Yield tracking and order codes that mix letters and digits."""
    for found in _CODE.finditer(line):
        yield Found(Kind.ORDER, *found.span())
    for found in _cued_code().finditer(line):
        yield Found(Kind.ORDER, *found.span(1))


def _longest_number(
    line: str, groups: Sequence[tuple[int, int]], joined: Sequence[bool], at: int
) -> tuple[Found | None, int]:
    """Return the longest number that starts with group `at`, and how many groups it takes."""
    start = groups[at][0]
    cue, plus = _cue_before(line, start), line[start - 1 : start] == "+"
    digits, best, used = "", None, 1
    sizes: tuple[int, ...] = ()
    commas = False
    for to in range(at, len(groups)):
        if to > at:
            if not joined[to - 1]:
                break
            commas = commas or bool(_COMMA.search(line, groups[to - 1][1], groups[to][0]))
        digits += line[slice(*groups[to])]
        sizes = (*sizes, groups[to][1] - groups[to][0])
        if len(digits) > _LONGEST and to > at:
            break
        kind = _kind(_Run(digits, sizes, start, groups[to][1], commas, cue, plus))
        if kind is not None:
            end = _end_of(_KEYCAP, line, groups[to][1])
            if kind is Kind.PHONE:
                end = _end_of(_EXTENSION, line, end)
            best, used = Found(kind, start - _opening(line, start, end), end), to - at + 1
    return best, used


def _end_of(tail: re.Pattern[str], line: str, end: int) -> int:
    found = tail.match(line, end)
    return found.end() if found else end


def _opening(line: str, start: int, end: int) -> int:
    """Return how many characters before the first digit belong to it: "+" and an area's "("."""
    opening = _OPENING.search(line, max(0, start - 2), start)
    if not opening or ("(" in opening[0] and ")" not in line[start:end]):
        return int(line[start - 1 : start] == "+")
    return len(opening[0])


def _kind(run: _Run) -> Kind | None:
    """Return what these digits are, or None if they are only a number."""
    if len(set(run.digits)) == 1 or (run.commas and not _cut_like_a_number(run.sizes)):
        return None  # 666666 is praise, 1599、1699、199 are prices
    return next((kind for kind, fits in _SHAPES if fits(run)), None)


def _is_identity(run: _Run) -> bool:
    digits = run.digits
    if _IDENTITY.fullmatch(digits):
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
        return int(digits[:2]) in _PROVINCES and "10x98765432"[total % 11] == digits[17]
    if not _OLD_IDENTITY.fullmatch(digits) or int(digits[:2]) not in _PROVINCES:
        return False
    try:
        date(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
    except ValueError:
        return False
    return True


def _is_phone(run: _Run) -> bool:
    if _PHONE.fullmatch(run.digits):
        return run.digits[0] != "0" or _has_area(run.sizes)
    if not run.digits.isdigit() or _DAY.fullmatch(run.digits):
        return False
    length = len(run.digits)
    if run.plus and 9 <= length <= 15:  # noqa: PLR2004 - E.164
        return True
    if run.cue is Kind.PHONE and length in {7, 8}:
        return run.digits[0] in "23456789"
    return _is_uncued_local(run)


def _is_uncued_local(run: _Run) -> bool:
    """Return whether these are eight digits as in Hong Kong and Macau, not a sum or a range."""
    if len(run.digits) != 8 or run.digits[0] not in "456789":  # noqa: PLR2004 - no more, no less
        return False
    if len(set(run.digits)) <= 2 or run.digits.endswith("000"):  # noqa: PLR2004 - a sum or a joke
        return False
    if run.sizes == (4, 4):
        return not run.digits.endswith("00")
    return len(run.sizes) == 1 or (max(run.sizes) == 1 and not run.commas)


def _has_area(sizes: Sequence[int]) -> bool:
    """Return whether the digits are cut as area code and number: 08-15 00:00:00 is a date."""
    apart = sizes[0] in {2, 3, 4} and min(sizes[1:], default=3) >= 3  # noqa: PLR2004 - parts
    return len(sizes) == 1 or max(sizes) == 1 or apart


def _is_card(run: _Run) -> bool:
    shortest = 15 if len(run.sizes) == 1 else 16
    if not shortest <= len(run.digits) <= 19 or not run.digits.isdigit():  # noqa: PLR2004 - ISO 7812
        return False
    return _evenly_cut(run.sizes) and _passes_luhn(run.digits)


def _passes_luhn(digits: str) -> bool:
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - Luhn


def _is_order(run: _Run) -> bool:
    """Return whether the digits are too many for a price, a size or a date."""
    said = run.cue is Kind.ORDER
    if len(set(run.digits)) <= 2 or run.digits in _COUNTED:  # noqa: PLR2004 - 100000000 is a sum
        return False
    if len(run.sizes) == 1:
        return len(run.digits) >= (6 if said else 9)
    if run.commas and not said:
        return False
    shortest = 8 if said else 9 if max(run.sizes) == 1 else 12
    cut = _evenly_cut(run.sizes) or (said and min(run.sizes) > 2)  # noqa: PLR2004 - not a date
    return cut and len(run.digits) >= shortest


def _cut_like_a_number(sizes: Sequence[int]) -> bool:
    whole_card = set(sizes[:3]) == {4} and sum(sizes) >= 16  # noqa: PLR2004 - digits of a card
    return whole_card or sizes == (3, 4, 4) or max(sizes) == 1 or len(sizes) == 1


def _evenly_cut(sizes: Sequence[int]) -> bool:
    """Return whether someone wrote one number in equal parts, as on a card or digit by digit."""
    first = sizes[0]
    return (
        len(sizes) == 1
        or sizes == (3, 4, 4)
        or (first in {1, 2, 3, 4, 6} and set(sizes[:-1]) == {first} and sizes[-1] <= first)
    )


def _cue_before(line: str, start: int) -> Kind | None:
    before = line[max(0, start - _CUE_REACH) : start]
    for kind, cue in _cues():
        if cue.search(before):
            return kind
    return None


_SHAPES: tuple[tuple[Kind, Callable[[_Run], bool]], ...] = (  # the surest first
    (Kind.IDENTITY, _is_identity),
    (Kind.PHONE, _is_phone),
    (Kind.BANK_CARD, _is_card),
    (Kind.ORDER, _is_order),
)


@cache
def _cues() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    gap = r"(?!.*\d)[^。!?\]]{0,6}$"
    return tuple(
        (kind, re.compile(any_of(words().cues[kind]) + gap)) for kind in (Kind.ORDER, Kind.PHONE)
    )


@cache
def _cued_code() -> re.Pattern[str]:
    cue = any_of(words().cues["order"])
    return re.compile(
        rf"{cue}(?:号码?|编号)?[\s是为:=#]{{0,4}}"
        r"(?!(?:19|20)\d\d-\d)(?=[a-z\d-]*(?:\d[a-z-]*){4})([a-z\d][a-z\d-]{5,29})"
    )
