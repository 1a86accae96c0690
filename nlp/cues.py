"""Cue rules: what a complaint of each kind must or may say, read from `data/cues.toml`.

Rules are decisions, not estimates: the corpus does not train them and a shop's corrections outvote
them through the score they add to.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final

from nlp.analysis import Analysis, Clause
from nlp.errors import WordListInvalid
from nlp.lexicon import Lexicon, lexicon
from nlp.taxonomy import TAGS

CUES_FILE: Final = Path(__file__).parent / "data" / "cues.toml"

REACH: Final = 20
"""Characters that class words of neighbouring clauses may span and still be one complaint."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Class words that must stand together in a clause: one of each `every`, none of `never`."""

    every: tuple[int, ...]
    never: int

    def holds(self, present: int) -> bool:
        """Tell whether the classes in `present` (one bit each) meet the condition."""
        return not present & self.never and all(present & one for one in self.every)


@dataclass(frozen=True, slots=True)
class Cue:
    """The rules of one tag."""

    code: str
    conditions: tuple[Condition, ...]
    patterns: tuple[re.Pattern[str], ...]

    def where(self, analysis: Analysis, seen: "Seen") -> tuple[int, int] | None:
        """Return the range of the words that fired the rule, or None if it is silent."""
        return self.in_phrase(analysis) or self.in_words(seen)

    def in_phrase(self, analysis: Analysis) -> tuple[int, int] | None:
        """Return the range of the first phrase that fired the rule, or None."""
        for pattern in self.patterns:
            for found in pattern.finditer(analysis.text):
                if analysis.tells(found.start()):
                    return found.span()
        return None

    def in_words(self, seen: "Seen") -> tuple[int, int] | None:
        """Return the range of the first class words that fired the rule together, or None."""
        for condition in self.conditions:
            if not seen.anywhere & condition.every[0]:
                continue
            for present, first, last in seen.stretches:
                if condition.holds(present):
                    extent = _extent(condition, first, last)
                    if first is last or extent[1] - extent[0] <= REACH:
                        return extent
        return None


@dataclass(frozen=True, slots=True)
class Seen:
    """
    The classes of a comment, one bit each.

    Attributes
    ----------
    anywhere : int
        Every class that is named and not denied.
    stretches : tuple of (int, Clause, Clause)
        Classes that are not denied, for each clause and each pair of neighbours that says what
        is and not what might be.
    """

    anywhere: int
    stretches: tuple[tuple[int, Clause, Clause], ...]


def see(analysis: Analysis) -> Seen:
    """Collect the classes of a comment, clause by clause."""
    weak = lexicon().weak
    anywhere = 0
    told: list[tuple[int, Clause, Clause]] = []
    for clause in analysis.clauses:
        present = 0
        for match in clause.matches:
            if not match.negated:
                bits = sum(1 << name for name in match.classes)
                vague = weak.get(analysis.text[match.start : match.end], ())
                present |= bits & ~sum(1 << name for name in vague)
        anywhere |= present
        if clause.tells:
            told.append((present, clause, clause))
    pairs = [(left | right, first, last) for (left, _, first), (right, last, _) in pairwise(told)]
    return Seen(anywhere, (*told, *pairs))


@cache
def cues() -> tuple[Cue, ...]:
    """Read the rules of every tag, in the order of the taxonomy, once."""
    table = tomllib.loads(CUES_FILE.read_text(encoding="utf-8"))
    unknown = table["tags"].keys() - TAGS.keys()
    if unknown:
        message = f"{CUES_FILE.name} has rules for tags that do not exist: {sorted(unknown)}"
        raise WordListInvalid(message)
    words = lexicon()
    groups = {name: _bits(members, words, {}) for name, members in table["groups"].items()}
    rules = table["tags"]
    return tuple(_cue(code, rules.get(code, {}), words, groups, table["names"]) for code in TAGS)


def cues_digest() -> str:
    """Return the SHA-256 of the rules: calibration holds only for the rules it was made with."""
    return sha256(CUES_FILE.read_bytes()).hexdigest()


def _cue(
    code: str,
    rules: Mapping[str, list[str]],
    words: Lexicon,
    groups: Mapping[str, int],
    names: Mapping[str, str],
) -> Cue:
    return Cue(
        code,
        tuple(_condition(text, words, groups) for text in rules.get("clauses", ())),
        tuple(re.compile(_named(pattern, names)) for pattern in rules.get("patterns", ())),
    )


def _named(pattern: str, names: Mapping[str, str]) -> str:
    """Return a pattern with each `<name>` replaced by what it stands for."""
    for name, meaning in names.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern


def _condition(text: str, words: Lexicon, groups: Mapping[str, int]) -> Condition:
    every: list[int] = []
    never = 0
    for term in text.split("&"):
        name = term.strip()
        if name.startswith("!"):
            never |= _bits(name[1:].split("|"), words, groups)
        else:
            every.append(_bits(name.split("|"), words, groups))
    return Condition(tuple(every), never)


def _bits(names: list[str], words: Lexicon, groups: Mapping[str, int]) -> int:
    bits = 0
    for name in names:
        if name not in groups and name not in words.names:
            message = f"{CUES_FILE.name} names a class without a file: {name!r}"
            raise WordListInvalid(message)
        bits |= groups[name] if name in groups else 1 << words.names.index(name)
    return bits


def _extent(condition: Condition, first: Clause, last: Clause) -> tuple[int, int]:
    """Return the range from the first to the last word that the condition asks for."""
    wanted = 0
    for one in condition.every:
        wanted |= one
    clauses = (first,) if first is last else (first, last)
    spans = [
        (match.start, match.end)
        for clause in clauses
        for match in clause.matches
        if not match.negated and any(wanted >> name & 1 for name in match.classes)
    ]
    return min(start for start, _ in spans), max(end for _, end in spans)
