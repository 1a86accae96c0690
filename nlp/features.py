"""A comment's features, block by block and clause by clause, and their numbers in a model.

A block is one kind of feature with its own vocabulary and its own unit length; reading by clause
means that the whole, each clause and each pair of neighbouring clauses are units of their own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analysis, Clause
from nlp.lexicon import Lexicon, Match

BLOCKS: Final = ("words", "characters", "classes", "phrases")
"""Words 1-2; characters 1-3; class words and their ordered pairs; words and class names 1-3."""

PAIR_REACH: Final = 8
"""Characters between two class words that still belong together."""

BETWEEN: Final = "\t"
"""Between the words of a feature: no normalised text holds it."""

Key = str | int
Find = Callable[[Key], int | None]


@dataclass(frozen=True, slots=True)
class Units:
    """
    The stretches of text to be scored, as numbered features.

    Attributes
    ----------
    features : ndarray of int32, shape (n_stored,)
        Feature numbers, distinct within a unit.
    offsets : ndarray of int64, shape (n_units + 1,)
        Unit `u` holds ``features[offsets[u]:offsets[u + 1]]``.
    firsts : ndarray of int64, shape (n_comments,)
        The unit that is the whole comment; its clauses and pairs follow.
    """

    features: NDArray[np.int32]
    offsets: NDArray[np.int64]
    firsts: NDArray[np.int64]


def stack_units(comments: Iterable[list[set[int]]]) -> Units:
    """Lay the units of several comments end to end."""
    grouped = list(comments)
    units = [unit for comment in grouped for unit in comment]
    sizes = np.fromiter(map(len, units), np.int64, len(units))
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    features = np.fromiter(chain.from_iterable(units), np.int32, int(offsets[-1]))
    counts = np.fromiter(map(len, grouped), np.int64, len(grouped))
    return Units(features, offsets, np.cumsum(counts) - counts)


def units_of(analysis: Analysis, lexicon: Lexicon, find: Mapping[str, Find]) -> list[set[int]]:
    """
    Return the whole comment, its clauses and its pairs of neighbours, as sets of features.

    Parameters
    ----------
    analysis : Analysis
        The comment, taken apart.
    lexicon : Lexicon
        The word classes it was taken apart with.
    find : mapping of str to callable
        For each block, from a feature to its number, or None for one that the model lacks.

    Returns
    -------
    list of set of int
        The whole first; only the whole when there is a single clause; no pairs for two clauses,
        whose pair is the whole.
    """
    clauses = analysis.clauses
    atoms = [_clause_features(clause, lexicon, find) for clause in clauses]
    if len(atoms) == 1:
        return atoms
    pair_find = find["classes"]
    seams = [
        {number for key in seam_keys(*pair, lexicon) if (number := pair_find(key)) is not None}
        for pair in pairwise(clauses)
    ]
    units = [set[int]().union(*atoms, *seams), *atoms]
    if len(atoms) > 2:  # noqa: PLR2004 - two clauses are one pair, which is the whole
        units += [
            before | seam | after
            for (before, after), seam in zip(pairwise(atoms), seams, strict=True)
        ]
    return units


def _clause_features(clause: Clause, lexicon: Lexicon, find: Mapping[str, Find]) -> set[int]:
    numbers: set[int | None] = set()
    for block in BLOCKS:
        numbers.update(map(find[block], keys_of(block, clause, lexicon)))
    numbers.discard(None)
    return numbers  # type: ignore[return-value]  # None was just discarded


def keys_of(block: str, clause: Clause, lexicon: Lexicon) -> list[Key]:
    """Return the features of one clause in one block, repeats included."""
    if block == "words":
        return _grams([word for _, word in clause.tokens], 2)
    if block == "characters":
        return _character_keys(clause.text)
    if block == "classes":
        return [*class_keys(clause, lexicon)]
    return _grams(with_class_names(clause, lexicon), 3)


def _grams(words: list[str], longest: int) -> list[Key]:
    keys: list[Key] = [*words, *map(BETWEEN.join, pairwise(words))]
    if longest > 2:  # noqa: PLR2004 - one and two are always taken
        keys += map(BETWEEN.join, zip(words, words[1:], words[2:], strict=False))
    return keys


def _character_keys(text: str) -> list[Key]:
    last = len(text) - 1
    return [
        *text,
        *[text[at : at + 2] for at in range(last)],
        *[text[at : at + 3] for at in range(last - 1)],
    ]


def class_keys(clause: Clause, lexicon: Lexicon) -> list[int]:
    """Return a number per class word (plain, denied or hypothetical) and per ordered pair."""
    size, supers = len(lexicon.names), lexicon.supers
    keys: list[int] = []
    matches = clause.matches
    for place, match in enumerate(matches):
        mood = _mood(match, clause) * size
        for name in match.classes:
            keys += (mood + name, mood + supers[name])
        for later in matches[place + 1 :]:
            if later.start - match.end > PAIR_REACH:
                break
            keys += _pair_keys(mood, match, _mood(later, clause) * size, later, lexicon)
    return keys


def seam_keys(before: Clause, after: Clause, lexicon: Lexicon) -> list[int]:
    """Return the class pairs that reach from one clause into the next."""
    size = len(lexicon.names)
    return [
        key
        for first in before.matches
        for second in after.matches
        if second.start - first.end <= PAIR_REACH
        for key in _pair_keys(
            _mood(first, before) * size,
            first,
            _mood(second, after) * size,
            second,
            lexicon,
        )
    ]


def _pair_keys(left: int, first: Match, right: int, second: Match, lexicon: Lexicon) -> list[int]:
    width, supers = 3 * len(lexicon.names), lexicon.supers
    return [
        width * (1 + left + supers[one]) + right + supers[other]
        for one in first.classes
        for other in second.classes
        if supers[one] != supers[other]
    ]


def _mood(match: Match, clause: Clause) -> int:
    """Return 0 for a plain class word, 1 for a denied one, 2 for one that is only imagined."""
    if match.negated:
        return 1
    return 2 if clause.hypothetical else 0


def with_class_names(clause: Clause, lexicon: Lexicon) -> list[str]:
    """Return the clause's words, every class word replaced by the name of its class."""
    names, supers = lexicon.names, lexicon.supers
    symbols: list[str] = []
    at, waiting, matches = clause.start, 0, clause.matches
    for start, token in clause.tokens:
        end = start + len(token)
        at = max(at, start)
        while waiting < len(matches) and matches[waiting].start < end:
            match = matches[waiting]
            waiting += 1
            if match.start < at:
                continue
            if match.start > at:
                symbols.append(token[at - start : match.start - start])
            symbols.append(names[supers[match.classes[0]]])
            at = match.end
        if at < end:
            symbols.append(token[at - start :])
    return symbols
