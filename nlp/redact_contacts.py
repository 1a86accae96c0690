"""Find e-mail addresses, chat names and number plates.

E-mail is known by its shape, a chat name only by the word before it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from nlp.redact_words import Found, Kind, any_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_HINT = re.compile(r"@|#|艾特|小老鼠|圈a|\bat\b|\(a\)|\[a\]")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[a-hj-np-z]\s?[.·•-]?\s?"
    r"(?=(?:[ .·-]?[a-z]){0,3}(?:[ .·-]?\d[ .·-]?[a-z]{0,2}){2})"
    r"(?:[a-hj-np-z\d][ .·-]?){4,5}[a-hj-np-z\d挂学警港澳](?![a-z\d])"
)


def emails(line: str) -> Iterator[Found]:
    """Yield e-mail addresses, also those written with 艾特 and 点."""
    if not _AT_HINT.search(line):
        return
    for pattern in _email_patterns():
        for found in pattern.finditer(line):
            yield Found(Kind.EMAIL, *found.span())


def chats(line: str) -> Iterator[Found]:
    """Yield WeChat names and QQ numbers behind a word that announces them."""
    for kind in (Kind.QQ, Kind.WECHAT):
        for found in _chat_pattern(kind).finditer(line):
            yield Found(kind, *found.span("name"))


def plates(line: str) -> Iterator[Found]:
    """Yield number plates of the mainland."""
    for found in _PLATE.finditer(line):
        yield Found(Kind.PLATE, *found.span())


@cache
def _email_patterns() -> tuple[re.Pattern[str], ...]:
    known = any_of(words().email["domains"])
    marker = r"(?:[(\[{<]\s?(?:@|at|a|艾特)\s?[)\]}>]|@|艾特|小老鼠|圈a|(?<=\s)at(?=\s))"
    dot = r"\s?(?:[(\[{<]\s?(?:\.|dot|点)\s?[)\]}>]|[.。·点]|(?<=\s)dot(?=\s))\s?"
    top = r"(?:com?|cn|net|org|edu|gov|hk|tw)(?![a-z])"
    local = rf"[a-z\d](?:[a-z\d_+-]|{dot}(?=[a-z\d])){{1,63}}\s?"
    return (
        # as it should be written
        re.compile(r"[a-z\d][a-z\d._%+-]{0,63}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4}"),
        # a known provider behind anything that may mean @
        re.compile(rf"{local}(?:{marker}|#)\s?{known}(?:{dot}{top}){{0,2}}"),
        # any provider behind a clear @
        re.compile(
            rf"{local}{marker}\s?[a-z\d-]{{1,63}}(?:{dot}[a-z\d-]{{1,30}}){{0,2}}{dot}{top}"
        ),
        # '#' for @ needs a whole domain, or it is a topic
        re.compile(
            rf"[a-z\d][a-z\d._+-]{{1,63}}#[a-z\d-]{{2,30}}(?:\.[a-z\d-]{{2,30}}){{0,2}}\.{top}"
        ),
        # l e t t e r s apart
        re.compile(
            rf"(?:[a-z\d._-]\s){{2,40}}\s?{marker}(?:\s?[a-z\d-]){{1,40}}"
            r"(?:\s?[.。点](?:\s?[a-z\d-]){1,30}){0,2}\s?[.。点](?:\s?[a-z]){2,3}(?!\s?[a-z])"
        ),
    )


@cache
def _chat_pattern(kind: Kind) -> re.Pattern[str]:
    cue = any_of(words().cues[kind])
    said = r"(?:号码?|群|id|账号|帐号|也?是|为|叫|[:=~>,-]|加我?|搜|联系我?|\s|我的?|\(|\[)"
    digits = r"\d(?:[^\w\n]{0,2}\d){4,12}(?![a-z\d_])"
    if kind is Kind.QQ:
        return re.compile(rf"{cue}{said}{{0,5}}(?P<name>{digits})")
    mixed = r"(?=[a-z]+[\d_-])[a-z][a-z\d_-]{5,19}(?![a-z\d_])"
    spaced = r"(?:[a-z\d_-][ .·]){5,19}[a-z\d_-](?![a-z\d_])"
    # plain letters may be any English word, so they must be said to be a name
    plain = r"(?<=[号是为:=d])\s?[a-z]{6,20}(?![a-z\d_])"
    return re.compile(rf"{cue}{said}{{0,5}}(?P<name>{mixed}|{spaced}|{digits}|{plain})")
