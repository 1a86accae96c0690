"""Words and phrases of segmented comments: counting them, and telling each thing only once.

What a count means is `nlp.emerging`'s business.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Term = tuple[str, ...]

# Words that hold sentences together; no phrase begins or ends with one.
_GLUE = frozenset(
    "的了是我你他她它也都就还很太在有和跟与这那个不没吗呢吧啊把被给让对着过到又再才但"
) | {
    "这个", "那个", "一个", "没有", "但是", "而且", "所以", "因为", "如果", "然后", "就是", "还是",
    "我们", "你们", "他们", "the", "a", "an", "and", "of", "to", "is", "it", "in", "i",
}  # fmt: skip
_SAME = 0.8


def count_by_comment(
    documents: Sequence[Sequence[str]], longest: int, wanted: frozenset[Term] | None = None
) -> Counter[Term]:
    """Return how many comments hold each term, or each of the wanted ones."""
    counts: Counter[Term] = Counter()
    for document in documents:
        held = set(phrases(document, longest))
        counts.update(held if wanted is None else held & wanted)
    return counts


def phrases(document: Sequence[str], longest: int) -> Iterator[Term]:
    """Yield every word and phrase of neighbours that could mean something alone."""
    for start, first in enumerate(document):
        if not first.strip() or first in _GLUE:
            continue
        for end in range(start, min(len(document), start + longest)):
            if not any(map(str.isalnum, document[end])):
                break  # a phrase does not cross punctuation
            term = tuple(document[start : end + 1])
            if document[end] not in _GLUE and sum(map(len, term)) > 1 and not _is_number(term):
                yield term


def _is_number(term: Term) -> bool:
    return all(word.replace(".", "").isnumeric() for word in term)


def one_of_each(counts: Counter[Term]) -> list[Term]:
    """Return the longest of the terms that lie in one another and in the same comments.

    It goes by the period's counts alone, so the test that follows keeps its error.
    """
    group = {term: term for term in counts}
    for term, count in counts.items():
        for part in _parts(term):
            if part in counts and count >= _SAME * counts[part]:
                group[_root(group, part)] = _root(group, term)
    longest: dict[Term, Term] = {}
    for term in counts:
        root = _root(group, term)
        longest[root] = max(longest.get(root, term), term, key=lambda t: (_length(t), counts[t], t))
    return list(longest.values())


def _parts(term: Term) -> Iterator[Term]:
    for start in range(len(term)):
        for end in range(start + 1, len(term) + 1):
            if end - start < len(term):
                yield term[start:end]


def _root(group: dict[Term, Term], term: Term) -> Term:
    while group[term] != term:
        term = group[term]
    return term


def told_once(terms: Sequence[Term], now: Sequence[Sequence[str]], longest: int) -> list[Term]:
    """Keep one term of those that stand in the same comments: the longest that holds for most."""
    holders: Mapping[Term, set[int]] = {term: set() for term in terms}
    for at, document in enumerate(now):
        for term in set(phrases(document, longest)) & holders.keys():
            holders[term].add(at)
    told: list[Term] = []
    for term in terms:
        rival = next((t for t in told if _says_the_same(holders[term], holders[t])), None)
        if rival is None:
            told.append(term)
        elif _length(term) > _length(rival) and len(holders[term]) >= _SAME * len(holders[rival]):
            told[told.index(rival)] = term
    return list(dict.fromkeys(told))


def _says_the_same(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= _SAME * min(len(one), len(other))


def _length(term: Term) -> int:
    return sum(map(len, term))
