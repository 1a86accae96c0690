"""Find pinyin that some sites print in brackets behind each Han character.

Only finding: what becomes of a gloss is `nlp.normalise`'s business.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Every syllable of Hanyu Pinyin, toneless, ü written v: initial, then its finals.
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)

_LONGEST_FIRST = "|".join(sorted(SYLLABLES, key=lambda syllable: (-len(syllable), syllable)))
_WORD = re.compile(rf"(?:(?:{_LONGEST_FIRST})[1-5]?[ '’]?)+")
_SYLLABLE = re.compile(rf"(?:{_LONGEST_FIRST})")
_NUMBERED = re.compile(r"(?:[a-z]{2,}[1-5] ?)+")
_TONES = "\u0300\u0301\u0304\u0306\u030c"
_UNTONED = str.maketrans({"ɡ": "g", "ɑ": "a", **dict.fromkeys(_TONES)})
_TONED = re.compile(f"[{_TONES}]")
_BRACKETED = re.compile(
    r" ?[(\[【〔] ?([a-zɑɡà-öø-üāăēĕěīĭōŏūŭǎǐǒǔǖǘǚǜ\u0300-\u030c1-5 '’]{1,40}?) ?[)\]】〕]"
)
_HAN_BEFORE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]*$")
_LONGEST_WORD = 8
_PARTICLES = {
    "de": "的地得", "le": "了", "zhe": "着著", "guo": "过過", "men": "们們", "me": "么麼",
    "ma": "吗嗎嘛", "ne": "呢", "ba": "吧", "a": "啊", "ya": "呀", "la": "啦", "ge": "个個",
    "zi": "子", "tou": "头頭",
}  # fmt: skip


def gloss_spans(text: str, simplify: Callable[[str], str]) -> list[tuple[int, int]]:
    """Return the spans of pinyin glosses, brackets included, in reading order.

    A gloss stands behind Han characters and is valid pinyin. With a tone it is taken at once;
    a lone syllable without one only where the character is traditional or a particle, or where
    the text holds a second gloss: 风扇(fan) is English.

    Parameters
    ----------
    text : str
        NFKC and lower case.
    simplify : callable
        Turns traditional characters into simplified ones.

    Returns
    -------
    list of tuple of int
        Half-open ranges of code points.

    Examples
    --------
    >>> gloss_spans("服(fú)务很慢", str)
    [(1, 5)]
    """
    sure: list[tuple[int, int]] = []
    doubtful: list[tuple[int, int]] = []
    for base, start, end, reading in _candidates(text):
        toned, syllables = _read(reading)
        if not 0 < syllables <= len(base):
            continue
        if toned or (syllables == 1 and _expected(base[-1], reading, simplify)):
            sure.append((start, end))
        elif syllables == 1:
            doubtful.append((start, end))
    if len(sure) + len(doubtful) > 1:
        return sorted(sure + doubtful)
    return sure


def _candidates(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield (Han characters before, start, end, letters) of every bracket that may be a gloss."""
    base, base_end = "", -1
    for found in _BRACKETED.finditer(text):
        if found.start() != base_end:  # else a second reading of the same characters
            before = _HAN_BEFORE.search(text, max(0, found.start() - _LONGEST_WORD), found.start())
            base = before[0] if before else ""
        if base:
            base_end = found.end()
            yield base, found.start(), found.end(), found[1]


def _read(reading: str) -> tuple[bool, int]:
    """Return whether a bracket's letters bear tones, and their syllables; 0 if not pinyin."""
    apart = unicodedata.normalize("NFD", reading)
    plain = apart.translate(_UNTONED).replace("u\u0308", "v")
    if not _WORD.fullmatch(plain):
        return False, 0
    numbered = any(map(str.isdigit, plain))
    if numbered and not _NUMBERED.fullmatch(plain):
        return False, 0
    return numbered or bool(_TONED.search(apart)), len(_SYLLABLE.findall(plain))


def _expected(character: str, reading: str, simplify: Callable[[str], str]) -> bool:
    return simplify(character) != character or character in _PARTICLES.get(reading, "")
