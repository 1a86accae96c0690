"""Where in a comment a tag stands, and which words speak for it."""

from typing import Final

from nlp.analysis import Analysis
from nlp.model import Floats, Model

MOST_REASONS: Final = 3

Span = tuple[int, int]


def stretch_of(analysis: Analysis, scores: Floats) -> Span:
    """
    Return the clause, or pair of clauses, that speaks loudest for a tag.

    Parameters
    ----------
    analysis : Analysis
        The comment, with at least one clause.
    scores : ndarray of float32, shape (n_units,)
        The tag's score of the comment's units, in the order of `nlp.features.units_of`.
    """
    clauses = analysis.clauses
    if len(scores) == 1:
        return clauses[0].start, clauses[-1].end
    best = int(scores[1:].argmax())
    first = best if best < len(clauses) else best - len(clauses)
    last = first if best < len(clauses) else first + 1
    return clauses[first].start, clauses[last].end


def reasons_of(analysis: Analysis, span: Span, model: Model, tag: int) -> tuple[str, ...]:
    """Return the words of a range that weigh most for a tag, heaviest first.

    Single characters weigh, but tell a manager nothing: they are left out.
    """
    words = model.vocabulary.blocks["words"]
    weighed = {
        token: float(model.weights[number, tag] * model.vocabulary.scales[number])
        for clause in analysis.clauses
        for start, token in clause.tokens
        if len(token) > 1
        and span[0] <= start < span[1]
        and (number := words.get(token)) is not None
    }
    heaviest = sorted(weighed, key=weighed.__getitem__, reverse=True)
    return tuple(word for word in heaviest[:MOST_REASONS] if weighed[word] > 0)
