"""From comments, taken apart, to the numbers of their features: many comments in one go.

It finds what `nlp.features.units_of` finds one feature at a time; a test holds the two together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analysis
from nlp.features import class_keys, seam_keys, with_class_names
from nlp.lexicon import Lexicon
from nlp.lookup import ABSENT, Keys
from nlp.packing import UNKNOWN, characters, grams, packed_classes
from nlp.vocabulary import Vocabulary

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Numbered:
    """
    The features of some comments, and which stretches of text hold them.

    Attributes
    ----------
    features : ndarray of int32, shape (n_found,)
        Feature numbers; a feature that stands twice in a clause is here twice.
    atoms : ndarray of int64, shape (n_found,)
        The clause, or the seam between two, that each of them was found in.
    holders : ndarray of int64, shape (4, n_atoms)
        The units that hold an atom: the whole comment; the clause itself; the pairs on its left
        and on its right. Where there are fewer, the whole again.
    firsts : ndarray of int64, shape (n_comments + 1,)
        The unit that is the whole comment; its clauses and pairs follow. Last: how many there are.
    """

    features: NDArray[np.int32]
    atoms: Places
    holders: Places
    firsts: Places


def numbered(analyses: Sequence[Analysis], vocabulary: Vocabulary, lexicon: Lexicon) -> Numbered:
    """
    Return the features that a vocabulary knows of the units that `nlp.features.units_of` returns.

    Parameters
    ----------
    analyses : sequence of Analysis
    vocabulary : Vocabulary
    lexicon : Lexicon
        The word classes the comments were taken apart with.
    """
    found = [*_found(analyses, vocabulary.symbols, lexicon)]
    keys = np.concatenate([run for runs, _ in found for run in runs])
    atoms = np.concatenate([atoms[: len(run)] for runs, atoms in found for run in runs])
    features = vocabulary.keys.find(keys)
    known = np.flatnonzero(features != ABSENT)
    return Numbered(features.take(known), atoms.take(known), *_holders(analyses))


def _found(
    analyses: Sequence[Analysis], symbols: Mapping[str, int], lexicon: Lexicon
) -> Iterator[tuple[list[Keys], Places]]:
    """Yield features of clauses and seams, known or not, and the atoms that they begin in."""
    clauses = [clause for analysis in analyses for clause in analysis.clauses]
    texts = [clause.text for clause in clauses]
    yield grams("characters", characters(texts), 3), _atoms(texts, 1)
    words = [[word for _, word in clause.tokens] for clause in clauses]
    yield grams("words", _numbers(words, symbols), 2), _atoms(words, 1)
    phrases = [with_class_names(clause, lexicon) for clause in clauses]
    yield grams("phrases", _numbers(phrases, symbols), 3), _atoms(phrases, 1)
    named = [class_keys(clause, lexicon) for clause in clauses]
    pairs = [pair for analysis in analyses for pair in pairwise(analysis.clauses)]
    named += [seam_keys(*pair, lexicon) for pair in pairs]
    yield [packed_classes([*chain.from_iterable(named)])], _atoms(named, 0)


def _numbers(sequences: Sequence[Sequence[str]], symbols: Mapping[str, int]) -> Keys:
    """Return the sequences' symbols end to end, each sequence followed by an unknown one."""
    words = [word for one in sequences for word in (*one, "")]
    return np.fromiter(map(symbols.get, words, repeat(UNKNOWN)), np.uint64, len(words))


def _atoms(sequences: Sequence[Sequence[object]], apart: int) -> Places:
    """Return, for every item of sequences laid out with so much between, its sequence's place."""
    sizes = np.fromiter(map(len, sequences), np.int64, len(sequences))
    return np.repeat(np.arange(len(sequences)), sizes + apart)


def _holders(analyses: Sequence[Analysis]) -> tuple[Places, Places]:
    """Return the units of all clauses and, behind them, of all seams; and the firsts."""
    wholes: list[int] = []
    alone: list[int] = []
    lefts: list[int] = []
    rights: list[int] = []
    seamed_wholes: list[int] = []
    seamed_pairs: list[int] = []
    firsts = [0]
    for analysis in analyses:
        n, whole = len(analysis.clauses), firsts[-1]
        clauses, pairs = _units(n, whole)
        firsts.append(max([whole, *clauses[-1:], *pairs[-1:]]) + 1)
        wholes += [whole] * n
        alone += clauses
        lefts += [whole, *pairs][:n]
        rights += [*pairs, whole][:n]
        seamed_wholes += [whole] * len(pairs)
        seamed_pairs += pairs
    holders = [
        wholes + seamed_wholes,
        alone + seamed_wholes,
        lefts + seamed_pairs,
        rights + seamed_pairs,
    ]
    return np.array(holders, np.int64), np.array(firsts, np.int64)


def _units(n: int, whole: int) -> tuple[Sequence[int], Sequence[int]]:
    """Return the units that `n` clauses and their pairs are, when the whole comment is `whole`."""
    if n < 2:  # noqa: PLR2004 - the whole is a single clause, or has none
        return [whole] * n, []
    clauses = range(whole + 1, whole + 1 + n)
    if n == 2:  # noqa: PLR2004 - two clauses are one pair, which is the whole
        return clauses, [whole]
    return clauses, range(clauses.stop, clauses.stop + n - 1)
