"""What people say when they praise, mind, regret or merely tell: word lists and what is counted.

One file per kind in `data/feelings/`, one word a line. They say nothing of what a complaint is
about; the classes of `nlp.lexicon` do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from math import log1p
from pathlib import Path
from typing import Final

from nlp.analysis import Analysis
from nlp.errors import WordListInvalid
from nlp.lexicon import is_denied

FEELINGS_FOLDER: Final = Path(__file__).parent / "data" / "feelings"
_GOOD: Final = frozenset({
    *("praise_goods", "praise_people", "praise_delivery", "praise_price", "praise_loyalty"),
    "settled",
})  # fmt: skip
_BAD: Final = frozenset({"anger", "dislike", "regret"})
_SHORT: Final = 8
"""Characters below which a comment is hardly more than a word."""

SHAPES: Final = (
    *("good clauses", "bad clauses", "balance of clauses", "share of good", "share of bad"),
    *("neither", "good and bad clauses", "good at last", "bad at last"),
    *("ends asking", "asks", "clauses", "short"),
)
"""What is counted beside the words, in the order of `_shape`."""


@dataclass(frozen=True, slots=True)
class FeelingWords:
    """
    The words of every kind, ready to be found.

    Attributes
    ----------
    names : tuple of str
        The kinds; a kind is known by its place here.
    words : mapping of str to tuple of int
        Normalised word to its kinds.
    lengths : mapping of str to tuple of int
        First two characters to the lengths of the words that begin so, longest first.
    good, bad : frozenset of int
        The kinds that praise, and those that blame.
    """

    names: tuple[str, ...]
    words: Mapping[str, tuple[int, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    good: frozenset[int]
    bad: frozenset[int]

    def find(self, text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield where a word starts and its kinds: the longest at each place, none in another."""
        words, lengths, reached = self.words, self.lengths, 0
        for start in range(len(text) - 1):
            for length in lengths.get(text[start : start + 2], ()):
                kinds = words.get(text[start : start + length])
                if kinds is None:
                    continue
                if start + length > reached:
                    reached = start + length
                    yield start, kinds
                break


@cache
def feeling_words() -> FeelingWords:
    """
    Read every list, once.

    Raises
    ------
    WordListInvalid
        If a list is empty.
    """
    listed = {path.stem: _words_of(path) for path in _files()}
    words: dict[str, tuple[int, ...]] = {}
    lengths: dict[str, set[int]] = {}
    for place, name in enumerate(listed):
        for word in listed[name]:
            words[word] = (*words.get(word, ()), place)
            lengths.setdefault(word[:2], set()).add(len(word))
    names = tuple(listed)
    return FeelingWords(
        names,
        words,
        {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()},
        frozenset(names.index(name) for name in _GOOD),
        frozenset(names.index(name) for name in _BAD),
    )


def feelings_digest() -> str:
    """Return the SHA-256 of all these words: a model serves only with the words it learned."""
    total = sha256()
    for path in _files():
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def feelings_of(analysis: Analysis) -> list[float]:
    """
    Count the words of each kind in one comment, and say how they are spread over its clauses.

    Returns
    -------
    list of float
        For every kind how often it is said, how often denied, whether in the last clause and
        whether in the first (counts as ``log(1 + n)``); then `SHAPES`.
    """
    known = feeling_words()
    kinds = len(known.names)
    said, denied, last, first = ([0.0] * kinds for _ in range(4))
    clauses = analysis.clauses
    moods = [[0, 0] for _ in clauses] or [[0, 0]]
    at, final = 0, len(moods) - 1
    for start, places in known.find(analysis.text):
        while at < final and start >= clauses[at].end:
            at += 1
        no = is_denied(analysis.text, start)
        for place in places:
            if no:
                denied[place] += 1
            else:
                said[place] += 1
                last[place] = max(last[place], float(at == final))
                first[place] = max(first[place], float(at == 0))
            if place in known.good or place in known.bad:
                moods[at][(place in known.bad) != no] = 1
    counts = [log1p(count) for count in (*said, *denied)]
    good = sum(said[place] for place in known.good)
    bad = sum(said[place] for place in known.bad)
    return [*counts, *last, *first, *_shape(analysis, moods, good, bad)]


def _shape(analysis: Analysis, moods: list[list[int]], good: float, bad: float) -> list[float]:
    text, clauses = analysis.text, len(moods)
    praising, blaming = sum(mood[0] for mood in moods), sum(mood[1] for mood in moods)
    return [
        praising / clauses,
        blaming / clauses,
        (praising - blaming) / clauses,
        good / (good + bad + 1),
        bad / (good + bad + 1),
        float(good == bad == 0),
        min(praising, blaming) / clauses,
        float(moods[-1][0]),
        float(moods[-1][1]),
        float(text.rstrip().endswith("?")),
        float("?" in text),
        log1p(clauses),
        float(len(text) < _SHORT),
    ]


def _files() -> list[Path]:
    return sorted(FEELINGS_FOLDER.glob("*.txt"))


def _words_of(path: Path) -> list[str]:
    words = path.read_text(encoding="utf-8").split()
    if not words:
        message = f"the list {path.name} is empty: give it a word a line, or delete the file"
        raise WordListInvalid(message)
    return words
