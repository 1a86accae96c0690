"""The word classes: which words name a part, a fault, a courier, a delay, and where they stand.

One file per class in `data/classes/`, one word a line, so that a shop's words are a text edit.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from nlp.errors import WordListInvalid

CLASSES_FOLDER: Final = Path(__file__).parent / "data" / "classes"
SUPER_CLASSES_FILE: Final = Path(__file__).parent / "data" / "super_classes.toml"
WEAK_WORDS_FILE: Final = Path(__file__).parent / "data" / "weak_words.toml"

_NUMBER: Final = "(?:[0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十百千半几俩仨]+)"
# Amounts are classes that no list of words can hold. What none begins with is passed over at once.
_AMOUNT: Final = re.compile(
    "(?=[0-9一二两三四五六七八九十百千半几俩仨好大多前整来个天周星礼月年小钟分秒晚第¥$])(?:"
    f"(?P<amount_time>(?:好几?|大?半|多少|前后|整整)?{_NUMBER}?(?:多|来)?个?多?"
    "(?:天|周|星期|礼拜|月(?!饼)|年(?!货)|小时|钟头|分钟|秒|晚上))"
    f"|(?P<amount_times>(?:第|好)?{_NUMBER}多?(?:次|回|遍|趟|通))"
    f"|(?P<amount_money>{_NUMBER}多?(?:块|元|毛|角|百|千|万|rmb|刀)钱?|[¥$]{_NUMBER})"
    f"|(?P<amount_clock>{_NUMBER}(?:点|:[0-9]{{2}})(?!半?折))"
    f"|(?P<amount_part>{_NUMBER}(?:个|件|瓶|包|袋|盒|只|支|根|本|双|条|张|箱|斤|克|片|颗|粒|枚|套)))",
)
_DENIALS: Final = (
    "毫无|并非|不是|不会|不用|从不|从没|从未|不怎么|不太|没什么|没啥|没有|并不|并没|不算|不曾|不必"
    "|不存在|不至于|不|没|未|无|别"
)
_AFTER_DENIALS: Final = "很|太|有|是|会|能|什么|任何|出现|发现|感觉|那么|觉得|再|给|发生"
_NEGATION: Final = re.compile(f"(?:{_DENIALS})(?:{_AFTER_DENIALS})?$")
_NEGATION_ENDS: Final = frozenset(word[-1] for word in f"{_DENIALS}|{_AFTER_DENIALS}".split("|"))
_NEGATION_REACH: Final = 6


class Match(NamedTuple):
    """One class word in a text: a half-open range, its classes, and whether it is denied."""

    start: int
    end: int
    classes: tuple[int, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """
    Every class word, ready to be found.

    Attributes
    ----------
    names : tuple of str, length n_classes
        Class names; a class is known by its position here. Amounts and super-classes included.
    words : mapping of str to tuple of int
        Normalised word to the classes that hold it.
    weak : mapping of str to tuple of int
        Words that prove no complaint, to the classes in which they do not.
    supers : tuple of int, length n_classes
        For each class, the class that stands for it in pairs and phrases.
    lengths : mapping of str to tuple of int
        First two characters to the lengths of the words that begin so, longest first.
    singles : frozenset of str
        Words of one character.
    """

    names: tuple[str, ...]
    words: Mapping[str, tuple[int, ...]]
    weak: Mapping[str, tuple[int, ...]]
    supers: tuple[int, ...]
    lengths: Mapping[str, tuple[int, ...]]
    singles: frozenset[str]

    def matches(self, text: str, tokens: list[str]) -> list[Match]:
        """
        Find the class words of a text, in order of their start.

        At every place the longest word counts; words inside a longer one are dropped, and a
        single character counts only where it is a whole token outside every longer word.

        Parameters
        ----------
        text : str
            Normalised text.
        tokens : list of str
            Its words; their concatenation is `text`.

        Returns
        -------
        list of Match
            Overlaps are possible, containment is not.
        """
        found = [*self._amounts(text), *self._long_words(text)]
        found += self._single_words(tokens, [(start, end) for start, end, _ in found])
        found.sort()
        return [Match(start, end, classes, is_denied(text, start)) for start, end, classes in found]

    def _long_words(self, text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        lengths, words = self.lengths, self.words
        reached = 0
        for start in range(len(text) - 1):
            for length in lengths.get(text[start : start + 2], ()):
                word = text[start : start + length]
                classes = words.get(word)
                if classes is None:
                    continue
                if start + len(word) > reached:
                    reached = start + len(word)
                    yield start, reached, classes
                break

    def _single_words(
        self,
        tokens: list[str],
        taken: list[tuple[int, int]],
    ) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        at = 0
        for token in tokens:
            if token in self.singles and not any(start <= at < end for start, end in taken):
                yield at, at + 1, self.words[token]
            at += len(token)

    def _amounts(self, text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        for found in _AMOUNT.finditer(text):
            if found.lastgroup:
                yield found.start(), found.end(), (self.names.index(found.lastgroup),)


def is_denied(text: str, start: int) -> bool:
    """Tell whether the characters just before `start` deny what follows."""
    if not start or text[start - 1] not in _NEGATION_ENDS:
        return False
    return bool(_NEGATION.search(text, max(0, start - _NEGATION_REACH), start))


@cache
def lexicon() -> Lexicon:
    """
    Read every class file, once.

    Raises
    ------
    WordListInvalid
        If a file is empty or a super-class names a class that has no file.
    """
    listed = {path.stem: _words_of(path) for path in sorted(CLASSES_FOLDER.glob("*.txt"))}
    grouped = tomllib.loads(SUPER_CLASSES_FILE.read_text(encoding="utf-8"))
    names = (*listed, *(name for name in _AMOUNT.groupindex), *grouped)
    places: dict[str, list[int]] = {}
    for place, name in enumerate(listed):
        for word in listed[name]:
            places.setdefault(word, []).append(place)
    words = {word: tuple(classes) for word, classes in places.items()}
    long_words = [word for word in words if len(word) > 1]
    return Lexicon(
        names,
        words,
        _weak(names),
        _supers(names, grouped),
        _lengths_by_head(long_words),
        frozenset(word for word in words if len(word) == 1),
    )


def lexicon_digest() -> str:
    """Return the SHA-256 of all class words: a model serves only with the words it learned."""
    total = sha256()
    for path in [*sorted(CLASSES_FOLDER.glob("*.txt")), SUPER_CLASSES_FILE, WEAK_WORDS_FILE]:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _words_of(path: Path) -> list[str]:
    words = path.read_text(encoding="utf-8").split()
    if not words:
        message = f"the word class {path.name} is empty: give it a word a line, or delete the file"
        raise WordListInvalid(message)
    return words


def _weak(names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    table = tomllib.loads(WEAK_WORDS_FILE.read_text(encoding="utf-8"))
    places: dict[str, list[int]] = {}
    for name, words in table.items():
        for word in words:
            places.setdefault(word, []).append(names.index(name))
    return {word: tuple(classes) for word, classes in places.items()}


def _supers(names: tuple[str, ...], grouped: Mapping[str, list[str]]) -> tuple[int, ...]:
    """Return, for each class, the class that stands for it in pairs and phrases."""
    above = {member: group for group, members in grouped.items() for member in members}
    unknown = above.keys() - set(names)
    if unknown:
        message = f"{SUPER_CLASSES_FILE.name} names classes without a file: {sorted(unknown)}"
        raise WordListInvalid(message)
    return tuple(names.index(above.get(name, name)) for name in names)


def _lengths_by_head(words: list[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}
