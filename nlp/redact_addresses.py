"""Find postal addresses by the grammar of Chinese ones: region, street, number, building, room.

A region alone (浙江省杭州市) is no personal detail; it stays until something smaller follows it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from nlp.redact_words import Found, Kind, any_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT = re.compile(r"[号弄室栋幢座镇乡巷村园路]|街道|单元|小区|大道")
_NUMBER = r"(?:[a-z甲乙丙]|[\d零〇一二三四五六七八九十百]{1,6})(?:\s?-\s?[\da-z]{1,4}){0,3}"
_HAN = "[\u4e00-\u9fff]"
_PLACE = f"(?:{_HAN}|[\\da-z])"
_UNIT = (
    rf"(?:[\s,-]?{_NUMBER}\s?"
    r"(?:号[楼院]?|栋|幢|座|单元|楼|层|室|户|弄|巷|段|期|区|门(?!口)|组|队|房|铺位?)"
    r"(?:之\s?\d{1,2})?)"
)
_TAIL = (
    r"(?:[\s-]?(?:\d{2,4}|[零〇一二三四五六七八九]{3,4})(?:室|房)?"
    r"(?!\d|[.%]|个|件|元|块|天|年|月|只|多))?"
)
_BACK = 24
# Spaces between single characters, or behind a part of an address, mean nothing.
_SPREAD = re.compile(r"\w(?:\s\w(?!\w)){3,}(?:\s\w)?")


def addresses(text: str) -> Iterator[Found]:
    """Yield addresses that lead to a door, a street number or a village.

    Parameters
    ----------
    text : str
        Normalised text, with its Chinese numerals.

    Yields
    ------
    Found
        Ranges of `text`.
    """
    if not _HINT.search(text):
        return
    tight, places = _tightened(text)
    for pattern in (_street(), _building(), _region()):
        for found in pattern.finditer(tight):
            if not _is_no_street(tight, found.end("name")):
                start = _begin(tight, found.start(), found.end("name"))
                yield Found(Kind.ADDRESS, places[start], places[found.end() - 1] + 1)


def _tightened(text: str) -> tuple[str, list[int]]:
    """Return the text without meaningless spaces, and where each character was."""
    spread = [range(*found.span()) for found in _SPREAD.finditer(text)]
    parts = {found.end() - 1 for found in _part().finditer(text)}
    kept = [
        at
        for at, character in enumerate(text)
        if not (character == " " and (at in parts or any(at in run for run in spread)))
    ]
    return "".join(text[at] for at in kept), kept


def _is_no_street(text: str, end: int) -> bool:
    return _no_street().search(text, max(0, end - 4), end) is not None


def _begin(text: str, anchor: int, name_end: int) -> int:
    """Return where the address around its anchor begins: at its province, or behind a lead."""
    before = _run_before().search(text, max(0, anchor - _BACK), anchor)
    begin = before.start() if before else anchor
    provinces = [found.start() for found in _province().finditer(text, begin, anchor + 3)]
    if provinces:
        return provinces[0]
    # at least two characters of the street's own name stay
    leads = [found.end() for found in _lead().finditer(text, begin, max(anchor, name_end - 3))]
    return leads[-1] if leads else begin


@cache
def _street() -> re.Pattern[str]:
    """Anchor: a street, then a number of a house, then whatever leads to the door."""
    estate = any_of(words().address["estates"])
    street = r"(?:路|街道|街|大道|道|巷|胡同|条|村|里|屯|社区|工业区|开发区)"
    inner = rf"(?:\s?{_PLACE}{{1,12}}?{estate}(?={_UNIT}))"
    return re.compile(
        rf"(?P<name>{_PLACE}{{1,6}}{street})\s?[东西南北中]?(?:\s?{_NUMBER}段)?"
        rf"\s?{_NUMBER}\s?(?:号楼|号院|号|弄|巷)(?!线|码|店铺|下午|上午|早|晚|发|到|才|就|前|后|签|收|买|下单)"
        rf"(?:{inner}|{_UNIT})*{_TAIL}"
    )


@cache
def _building() -> re.Pattern[str]:
    """Anchor: a named estate with a building, or a building with a unit or room."""
    estate = any_of(words().address["estates"])
    return re.compile(
        rf"(?P<name>{_HAN}{{1,8}}{estate})(?:[东西南北]区|{_NUMBER}(?:期|区))?\s?{_NUMBER}\s?"
        rf"(?:号楼|栋|幢|座|单元|室)(?:{_UNIT})*{_TAIL}"
        rf"|(?P<alone>{_NUMBER}\s?(?:号楼|栋|幢|座))\s?{_NUMBER}\s?(?:单元|楼|室|号|户|层)(?:{_UNIT})*{_TAIL}"
    )


@cache
def _region() -> re.Pattern[str]:
    """Anchor: a chain of regions that ends in a township, village, street or estate."""
    estate = any_of(words().address["estates"])
    top = rf"(?:{_province().pattern}|{_HAN}{{2,6}}?(?:省|自治区|市|州|盟|地区))"
    middle = rf"(?>{_HAN}{{1,7}}?(?:市|区|县|旗|州))"
    low = rf"(?>{_HAN}{{1,8}}?(?:街道|镇|乡|村|路|大道|{estate}))"
    return re.compile(rf"(?P<name>{top}\s?{middle}{{1,3}}\s?{low}{{1,4}})(?:{_UNIT})*{_TAIL}")


@cache
def _province() -> re.Pattern[str]:
    return re.compile(any_of(words().address["provinces"]) + "(?:省|市|自治区|特别行政区)?")


@cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"(?:{_province().pattern}|[省市区县镇乡村路街道号栋幢楼弄巷])\s(?=\w)")


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(any_of(words().address["leads"]))


@cache
def _run_before() -> re.Pattern[str]:
    return re.compile(f"{_PLACE}*$")


@cache
def _no_street() -> re.Pattern[str]:
    return re.compile(any_of(words().address["not_streets"]) + "$")
