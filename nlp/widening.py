"""The corpus and a shop's corrections laid side by side, in one vocabulary.

Words that the corpus lacks are taken in only when enough people used them: a stored model must not
tell what one shopper wrote.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import Analyser, Analysis
from nlp.features import BLOCKS, Key, Units, stack_units, units_of
from nlp.training import Learnable
from nlp.vocabulary import GrowingVocabulary, Vocabulary

FEWEST_PEOPLE: Final = 5
"""People who must have used a word before a shop's model may hold it."""


def widened(
    vocabulary: Vocabulary,
    analyses: Sequence[Analysis],
    people: Sequence[int],
    analyser: Analyser,
) -> Vocabulary:
    """
    Return the vocabulary with what at least `FEWEST_PEOPLE` of a shop's people wrote.

    Parameters
    ----------
    vocabulary : Vocabulary
        Of the corpus.
    analyses : sequence of Analysis
        The shop's comments, taken apart.
    people : sequence of int
        Who wrote each of them.
    analyser : Analyser
    """
    growing = GrowingVocabulary()
    writers: defaultdict[int, set[int]] = defaultdict(set)
    for analysis, person in zip(analyses, people, strict=True):
        for number in units_of(analysis, analyser.lexicon, growing.find)[0]:
            writers[number].add(person)
    known = vocabulary.blocks
    added = {
        block: {
            key: len(writers[number])
            for key, number in growing.blocks[block].items()
            if len(writers[number]) >= FEWEST_PEOPLE and key not in known[block]
        }
        for block in BLOCKS
    }
    return _with(vocabulary, added, len(analyses))


def beside(
    corpus: Learnable,
    corrections: Learnable,
) -> Learnable:
    """Return both, the corpus first; they must share codes and vocabulary."""
    first, second = corpus.units, corrections.units
    units = Units(
        np.concatenate([first.features, second.features]),
        np.concatenate([first.offsets, second.offsets[1:] + first.offsets[-1]]),
        np.concatenate([first.firsts, second.firsts + len(first.offsets) - 1]),
    )
    return replace(
        corpus,
        units=units,
        labels=np.concatenate([corpus.labels, corrections.labels]),
        polarities=np.concatenate([corpus.polarities, corrections.polarities]),
        counts=np.concatenate([corpus.counts, corrections.counts]),
        importance=np.concatenate([corpus.importance, corrections.importance]),
    )


def renumbered(units: Units, narrow: Vocabulary, wide: Vocabulary) -> Units:
    """Return units of one vocabulary, numbered as in a wider one."""
    shifts = np.concatenate([[0], (wide.ends - narrow.ends)[:-1]])
    moved = units.features + shifts[np.searchsorted(narrow.ends, units.features, side="right")]
    return Units(moved.astype(np.int32), units.offsets, units.firsts)


def numbered(analyses: Iterable[Analysis], vocabulary: Vocabulary, analyser: Analyser) -> Units:
    """Return comments with their clauses and pairs as the vocabulary's numbers."""
    find = vocabulary.find
    return stack_units(units_of(analysis, analyser.lexicon, find) for analysis in analyses)


def taken(units: Units, places: NDArray[np.int64]) -> Units:
    """Return the comments at `places` alone."""
    edges = np.append(units.firsts, len(units.offsets) - 1)
    rows = [np.arange(edges[place], edges[place + 1]) for place in places]
    counts = np.array([len(row) for row in rows])
    chosen = np.concatenate(rows)
    sizes = np.diff(units.offsets)[chosen]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
    features = units.features[within + np.repeat(units.offsets[chosen], sizes)]
    return Units(features, offsets, np.cumsum(counts) - counts)


def _with(
    vocabulary: Vocabulary, added: Mapping[str, Mapping[Key, int]], n_comments: int
) -> Vocabulary:
    known = vocabulary.blocks
    blocks: dict[str, list[Key]] = {}
    scales: list[NDArray[np.float32]] = []
    for block, (first, end) in zip(BLOCKS, pairwise([0, *vocabulary.ends.tolist()]), strict=True):
        blocks[block] = [*known[block], *added[block]]
        frequencies = np.array([*added[block].values()], np.float64)
        own = np.log((1 + n_comments) / (1 + frequencies)) + 1
        scales += [vocabulary.scales[first:end], own.astype(np.float32)]
    return Vocabulary.of(blocks, np.concatenate(scales))
