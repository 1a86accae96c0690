"""Features as 64-bit numbers: characters as they are, words and class names as symbols.

Every feature has its own number, so nothing collides; what the numbers are looked up in is
`nlp.lookup`'s business.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from nlp.features import BETWEEN, Key
from nlp.lookup import Keys

UNKNOWN: Final = 1
"""What stands for a word that no feature holds, and between clauses."""

FIRST_SYMBOL: Final = UNKNOWN + 1

# A code point has 21 bits, three make 63; the highest bit tells them from all others.
_OF_CHARACTER: Final = 21
_OF_SYMBOL: Final = 20
_BLOCK: Final = {"words": 0b1000 << 60, "phrases": 0b1001 << 60, "classes": 0b1010 << 60}

Symbols = Mapping[str, int]


def symbols_of(keys: Iterable[Key]) -> dict[str, int]:
    """Return a number for every word and class name that features are made of."""
    return numbered_symbols(part for key in keys for part in str(key).split(BETWEEN))


def numbered_symbols(words: Iterable[str]) -> dict[str, int]:
    """Return a number for each of the words, in the order in which they first come."""
    different = dict.fromkeys(words)
    return dict(zip(different, range(FIRST_SYMBOL, FIRST_SYMBOL + len(different)), strict=True))


def packed(block: str, keys: Iterable[Key], symbols: Symbols) -> Keys:
    """Return features of one block as numbers, in their order."""
    if block == "characters":
        numbers = [_run_together([*map(ord, str(key))], _OF_CHARACTER) for key in keys]
    elif block == "classes":
        numbers = [_BLOCK[block] | int(key) for key in keys]
    else:
        parts = (str(key).split(BETWEEN) for key in keys)
        numbers = [
            _BLOCK[block] | _run_together([symbols[part] for part in one], _OF_SYMBOL)
            for one in parts
        ]
    return np.array(numbers, np.uint64)


def unpacked(block: str, keys: Keys, symbols: Symbols) -> list[Key]:
    """Return what `packed` packed."""
    if block == "characters":
        return ["".join(map(chr, _apart(key, _OF_CHARACTER))) for key in keys.tolist()]
    numbers = [key ^ _BLOCK[block] for key in keys.tolist()]
    if block == "classes":
        return [*numbers]
    names = {number: part for part, number in symbols.items()}
    return [BETWEEN.join(map(names.__getitem__, _apart(one, _OF_SYMBOL))) for one in numbers]


def packed_classes(keys: Sequence[int]) -> Keys:
    """Return features of class words as they are looked up."""
    return np.array(keys, np.uint64) | np.uint64(_BLOCK["classes"])


def characters(texts: Sequence[str]) -> Keys:
    """Return the characters of some texts, each text followed by a line feed, which none holds."""
    together = "\n".join([*texts, ""])
    return np.frombuffer(together.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def grams(block: str, items: Keys, longest: int) -> list[Keys]:
    """Return each item, each with the next, and so on: packed, and shorter at the end each time.

    Parameters
    ----------
    block : str
    items : ndarray of uint64
        Characters, or the numbers of words and class names.
    longest : int
    """
    width = np.uint64(_OF_CHARACTER if block == "characters" else _OF_SYMBOL)
    runs = [items]
    for following in range(1, longest):
        runs.append(runs[-1][:-1] << width | items[following:])
    tag = np.uint64(_BLOCK.get(block, 0))
    return [run | tag for run in runs]


def _run_together(items: list[int], width: int) -> int:
    number = 0
    for item in items:
        number = number << width | item
    return number


def _apart(number: int, width: int) -> list[int]:
    items: list[int] = []
    while number:
        items.append(number & ((1 << width) - 1))
        number >>= width
    return items[::-1]
