"""From features to numbers: grown while the corpus is read, then pruned and laid block by block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.features import BLOCKS, Find, Key, Units
from nlp.lookup import ABSENT, Keys, Lookup
from nlp.packing import FIRST_SYMBOL, UNKNOWN, grams, packed, symbols_of, unpacked

RAREST: Final = {"words": 2, "characters": 3, "classes": 4, "phrases": 3}
"""Comments that must hold a feature before it is learned."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    The features a model knows.

    Attributes
    ----------
    symbols : mapping of str to int
        Words and class names that features are made of.
    keys : Lookup
        Features as `nlp.packing` packs them; their places are their numbers, block after block.
    ends : ndarray of int64, shape (n_blocks,)
        The first feature number beyond each block.
    scales : ndarray of float32, shape (n_features,)
        Inverse document frequency, as scikit-learn smooths it: ``ln((1 + n) / (1 + df)) + 1``.
    alone : ndarray of int32, shape (n_symbols + `FIRST_SYMBOL`,)
        For each symbol, the number of the feature that is this word alone, or `ABSENT`.
    """

    symbols: Mapping[str, int]
    keys: Lookup
    ends: NDArray[np.int64]
    scales: NDArray[np.float32]
    alone: NDArray[np.int32]

    @classmethod
    def of(cls, blocks: Mapping[str, Sequence[Key]], scales: NDArray[np.float32]) -> "Vocabulary":
        """Return the vocabulary of the features of each block, numbered as they stand."""
        symbols = symbols_of(chain(blocks["words"], blocks["phrases"]))
        keys = np.concatenate([packed(block, blocks[block], symbols) for block in BLOCKS])
        ends = np.cumsum([len(blocks[block]) for block in BLOCKS])
        return cls.of_packed(symbols, keys, ends, scales)

    @classmethod
    def of_packed(
        cls,
        symbols: Mapping[str, int],
        keys: Keys,
        ends: NDArray[np.int64],
        scales: NDArray[np.float32],
    ) -> "Vocabulary":
        """Return the vocabulary of features that are packed already."""
        lookup = Lookup.of(keys)
        (words,) = grams("words", np.arange(len(symbols) + FIRST_SYMBOL, dtype=np.uint64), 1)
        return cls(symbols, lookup, ends, scales, lookup.find(words))

    @property
    def blocks(self) -> dict[str, dict[Key, int]]:
        """For each block, from a feature to its number: made anew each time it is asked for."""
        keys = np.split(self.keys.in_order(), self.ends[:-1])
        features = [
            *chain.from_iterable(
                unpacked(block, some, self.symbols)
                for block, some in zip(BLOCKS, keys, strict=True)
            )
        ]
        edges = pairwise([0, *self.ends.tolist()])
        return {
            block: dict(zip(features[first:end], range(first, end), strict=True))
            for block, (first, end) in zip(BLOCKS, edges, strict=True)
        }

    @property
    def find(self) -> dict[str, Find]:
        """For each block, the look-up from a feature to its number; made anew, like `blocks`."""
        return {block: numbers.get for block, numbers in self.blocks.items()}

    def word(self, word: str) -> int | None:
        """Return the number of a single word, or None for one that the model lacks."""
        number = int(self.alone[self.symbols.get(word, UNKNOWN)])
        return None if number == ABSENT else number


class _Numbering(dict[Key, int]):
    """Gives every new feature the next free number of all blocks."""

    def __init__(self, taken: list[None]) -> None:
        super().__init__()
        self._taken = taken

    def __missing__(self, key: Key) -> int:
        self[key] = number = len(self._taken)
        self._taken.append(None)
        return number


@dataclass(slots=True)
class GrowingVocabulary:
    """Every feature met so far."""

    _taken: list[None] = field(default_factory=list)
    blocks: dict[str, _Numbering] = field(init=False)

    def __post_init__(self) -> None:
        self.blocks = {block: _Numbering(self._taken) for block in BLOCKS}

    @property
    def find(self) -> dict[str, Find]:
        """For each block, a look-up that makes room for what it has not met."""
        return {block: self.blocks[block].__getitem__ for block in BLOCKS}

    def pruned(
        self,
        units: Units,
        counted: NDArray[np.bool_],
        rarest: Mapping[str, int] = RAREST,
    ) -> tuple[Vocabulary, Units]:
        """
        Drop what too few comments hold, and number the rest block by block.

        Parameters
        ----------
        units : Units
            Every comment, numbered by this vocabulary.
        counted : ndarray of bool, shape (n_comments,)
            Those that say how frequent a feature is.
        rarest : mapping of str to int
            For each block, the fewest comments that must hold a feature.
        """
        frequencies = self._frequencies(units, units.firsts[counted])
        blocks, renumbered = self._kept(frequencies, rarest)
        n_comments = int(counted.sum())
        kept = np.flatnonzero(renumbered >= 0)
        order = kept[np.argsort(renumbered[kept])]
        scales = np.log((1 + n_comments) / (1 + frequencies[order])) + 1
        vocabulary = Vocabulary.of(blocks, scales.astype(np.float32))
        return vocabulary, _renumber(units, renumbered)

    def _frequencies(self, units: Units, firsts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many whole comments, those at `firsts`, each feature stands."""
        starts, ends = units.offsets[firsts], units.offsets[firsts + 1]
        wholes = [units.features[a:b] for a, b in zip(starts, ends, strict=True)]
        return np.bincount(np.concatenate(wholes), minlength=len(self._taken))

    def _kept(
        self,
        frequencies: NDArray[np.int64],
        rarest: Mapping[str, int],
    ) -> tuple[dict[str, list[Key]], NDArray[np.int64]]:
        counts = frequencies.tolist()
        renumbered = np.full(len(counts), -1)
        blocks: dict[str, list[Key]] = {}
        total = 0
        for block in BLOCKS:
            fewest = rarest[block]
            keys = [(key, at) for key, at in self.blocks[block].items() if counts[at] >= fewest]
            blocks[block] = [key for key, _ in keys]
            renumbered[[at for _, at in keys]] = np.arange(total, total + len(keys))
            total += len(keys)
        return blocks, renumbered


def _renumber(units: Units, renumbered: NDArray[np.int64]) -> Units:
    features = renumbered[units.features]
    known = features >= 0
    before = np.concatenate(([0], np.cumsum(known)))
    return Units(features[known].astype(np.int32), before[units.offsets], units.firsts)
