"""Where in a comment a tag stands, and which words speak for it.

Evidence is told in whole clauses, as a person would mark it: the clause that would earn the tag
best if it stood alone, by what was learned and by the rules that fire in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from nlp.analysis import Analysis
from nlp.cues import Cue, Seen, cues
from nlp.model import Floats, Model
from nlp.rulings import ENOUGH, RULE_BONUS, Fired

MOST_REASONS: Final = 3

CROSSING: Final = 0.4
"""Taken off for every further clause: what one says alone is not shown with its neighbour."""

SURENESS: Final = 2.0
"""How much more than for the tag itself a rule counts here: it knows where it fired."""

UNTOLD: Final = 0.5
"""Taken off, in what is told in two, where nothing is said of an outcome."""

TOLD_IN_TWO: Final = frozenset(
    {
        "broken_promise",
        "invoice_problem",
        "misleading_listing",
        "no_tracking",
        "promotion_trouble",
        "slow_refund",
        "slow_response",
        "slow_returns",
        "slow_shipping",
        "unresolved",
    }
)
"""Complaints that set what was said, or asked for, beside what came of it a clause or two later."""

LONGEST: Final = 40
"""Characters shown whole; people who use no punctuation write clauses of hundreds."""

ROOM: Final = 16
"""Characters shown on either side of the words that count, in anything longer."""

_WAIT_FOR_OUTCOME: Final = 2
_MOST_PHRASES: Final = 50
_FAILS: Final = re.compile(
    "[没不未无才却竟慢晚迟拖等骗假错坏]|居然|取消|过期|到现在|至今|多(?:天|个?月|周|年)|呢$"
)
_TURNS: Final = re.compile(f"{_FAILS.pattern}|[只但]|可是|结果|临时|谁知")
_GOES_ON: Final = re.compile("但|可是|可(?=[没不到])|结果|却|现在|到现在|至今|谁知|后来|然后|最后")
_SENTENCE_ENDS: Final = re.compile("[。!?\\n]")
_FRAME: Final = " :,;、"
_QUOTES: Final = "\"'“”‘’"

Span = tuple[int, int]


class Run(NamedTuple):
    """Neighbouring clauses, by their places in the comment, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Trace:
    """
    What speaks for one tag in one comment.

    Attributes
    ----------
    analysis : Analysis
        The comment, with at least one clause.
    seen : Seen
        Its classes.
    tag : int
        Its place among the model's codes.
    scores : ndarray of float32, shape (n_units,)
        The tag's score of the comment's units, in the order of `nlp.features.units_of`.
    kind : Fired
        What of the tag's rules fired.
    place : (int, int), optional
        Where they did.
    """

    analysis: Analysis
    seen: Seen
    tag: int
    scores: Floats
    kind: Fired = Fired.NOTHING
    place: Span | None = None


def evidence_of(trace: Trace, model: Model) -> Span:
    """Return the half-open range of the normalised text that carries a tag."""
    in_two = model.codes[trace.tag] in TOLD_IN_TWO
    run, core = _loudest(trace, in_two=in_two)
    if run.first < run.last:
        run = _narrowed(trace, run, in_two=in_two)
    elif core is None and in_two:
        run = _with_outcome(trace.analysis, run)
    span = _extent(trace.analysis, run)
    if span[1] - span[0] > LONGEST:
        if core is None or core[1] - core[0] > LONGEST:
            core = _heaviest(trace, span, model)
        span = _shortened(trace.analysis, run, core)
    return _unframed(trace.analysis.text, *span)


def reasons_of(analysis: Analysis, span: Span, model: Model, tag: int) -> tuple[str, ...]:
    """Return the words of a range that weigh most for a tag, heaviest first.

    Single characters weigh, but tell a manager nothing: they are left out.
    """
    weighed = {
        token: weight
        for _, token, weight in _weighed(analysis, span, model, tag)
        if len(token) > 1 and weight > 0
    }
    return tuple(sorted(weighed, key=weighed.__getitem__, reverse=True)[:MOST_REASONS])


def _weighed(
    analysis: Analysis, span: Span, model: Model, tag: int
) -> Iterator[tuple[int, str, float]]:
    """Yield the known words of a range: where they start and what they weigh for a tag."""
    vocabulary = model.vocabulary
    for clause in analysis.clauses:
        if clause.end <= span[0] or clause.start >= span[1]:
            continue
        for start, token in clause.tokens:
            number = vocabulary.word(token) if span[0] <= start < span[1] else None
            if number is not None:
                weight = model.weights[number, tag] * vocabulary.scales[number]
                yield start, token, float(weight)


def _loudest(trace: Trace, *, in_two: bool) -> tuple[Run, Span | None]:
    """Return the clause, pair, or longer run of a rule that speaks loudest, with what fired."""
    worth = _learned(trace, in_two=in_two)
    best = max(worth, key=worth.__getitem__)
    if trace.place is None:
        return best, None
    start, end = _extent(trace.analysis, best)
    if best.first == best.last and start <= trace.place[0] and trace.place[1] <= end:
        return best, trace.place
    fired = _fired_runs(trace)
    for run, (kind, _) in fired.items():
        inside = (worth[Run(at, at + 1)] for at in range(run.first, run.last))
        learned = (
            worth[run] if run in worth else max(inside) - CROSSING * (run.last - run.first - 1)
        )
        worth[run] = learned + SURENESS * float(RULE_BONUS[kind])
    best = max(worth, key=worth.__getitem__)
    return best, fired[best][1] if best in fired else None


def _learned(trace: Trace, *, in_two: bool) -> dict[Run, float]:
    """Return what each clause and each pair is worth by what was learned."""
    clauses = trace.analysis.clauses
    scores: list[float] = trace.scores.tolist()
    n = len(clauses)
    alone = scores[1 : n + 1] or scores
    pairs = scores[n + 1 :] or scores[: n - 1]  # two clauses are one pair, which is the whole
    if in_two:
        untold = [UNTOLD * (_FAILS.search(clause.text) is None) for clause in clauses]
        alone = [score - less for score, less in zip(alone, untold, strict=True)]
        pairs = [score - less for score, less in zip(pairs, untold[1:], strict=True)]
    worth = {Run(at, at): score for at, score in enumerate(alone)}
    return worth | {Run(at, at + 1): score - CROSSING for at, score in enumerate(pairs)}


def _fired_runs(trace: Trace) -> dict[Run, tuple[int, Span]]:
    """Return the clauses in which the tag's rules fire, with what fired and where."""
    cue, analysis = cues()[trace.tag], trace.analysis
    starts = [clause.start for clause in analysis.clauses]
    told: list[tuple[Fired, Span]] = []
    if trace.kind & Fired.PHRASE:
        told += [(Fired.PHRASE, place) for place in islice(_phrases(cue, analysis), _MOST_PHRASES)]
    if trace.kind & Fired.WORDS:
        told += [(Fired.WORDS, place) for place in _clauses_that_fire(cue, trace.seen)]
    if not told and trace.place is not None:
        told = [(trace.kind, trace.place)]
    runs: dict[Run, tuple[int, Span]] = {}
    for kind, place in told:
        run = Run(_at(starts, place[0]), _at(starts, place[1] - 1))
        bits, first_place = runs.get(run, (0, place))
        runs[run] = bits | kind, first_place
    return runs


def _at(starts: list[int], position: int) -> int:
    return max(0, bisect_right(starts, position) - 1)


def _phrases(cue: Cue, analysis: Analysis) -> Iterator[Span]:
    """Yield every phrase of a tag; of one that runs over several clauses, the clause that does."""
    for pattern in cue.patterns:
        for found in pattern.finditer(analysis.text):
            if analysis.tells(found.start()):
                yield _within_a_clause(pattern, analysis, found.span())


def _within_a_clause(pattern: re.Pattern[str], analysis: Analysis, span: Span) -> Span:
    """Return the phrase as the last clause alone says it, or as it was found if none does."""
    crossed = [c for c in analysis.clauses if c.start < span[1] and c.end > span[0]]
    for clause in reversed(crossed if len(crossed) > 1 else ()):
        alone = pattern.search(analysis.text, clause.start, clause.end + 1)
        if alone and analysis.tells(alone.start()):
            return alone.span()
    return span


def _clauses_that_fire(cue: Cue, seen: Seen) -> Iterator[Span]:
    for present, first, last in seen.stretches:
        if first is last and any(condition.holds(present) for condition in cue.conditions):
            yield first.start, first.end


def _narrowed(trace: Trace, run: Run, *, in_two: bool) -> Run:
    """Return the clause of a run that would earn the tag alone, or the run if none would.

    Of a complaint told in two, only the last may, and only if it says what failed.
    """
    if in_two and not _FAILS.search(trace.analysis.clauses[run.last].text):
        return run
    alone = trace.scores[1 : len(trace.analysis.clauses) + 1]
    first = run.last if in_two else run.first
    loudest = first + int(alone[first : run.last + 1].argmax())
    return Run(loudest, loudest) if alone[loudest] > ENOUGH else run


def _with_outcome(analysis: Analysis, run: Run) -> Run:
    """Return the run with the clauses up to the first that tells a failure, if one is near."""
    if _FAILS.search(analysis.text, *_extent(analysis, run)):
        return run
    end = analysis.clauses[run.last].end
    coming = analysis.clauses[run.last + 1 :][:_WAIT_FOR_OUTCOME]
    for at, clause in enumerate(coming, run.last + 1):
        new_sentence = _SENTENCE_ENDS.search(analysis.text, end, clause.start)
        if new_sentence and not _GOES_ON.match(clause.text):
            return run
        if _TURNS.search(clause.text):
            return Run(run.first, at)
        end = clause.end
    return run


def _extent(analysis: Analysis, run: Run) -> Span:
    return analysis.clauses[run.first].start, analysis.clauses[run.last].end


def _heaviest(trace: Trace, span: Span, model: Model) -> Span:
    """Return where the word stands that weighs most, or the beginning if no word is known."""
    words = _weighed(trace.analysis, span, model, trace.tag)
    start, word, _ = max(words, key=lambda word: word[2], default=(span[0], "", 0.0))
    return start, start + len(word)


def _shortened(analysis: Analysis, run: Run, core: Span) -> Span:
    """Return a run without the words of its long clauses that stand far from its core."""
    first, last = analysis.clauses[run.first], analysis.clauses[run.last]
    start, end = first.start, last.end
    if first.end - start > LONGEST:
        near = min(core[0], first.end) - ROOM
        start = min((at for at, _ in first.tokens if at >= near), default=start)
    if end - last.start > LONGEST:
        near = max(core[1], last.start) + ROOM
        end = max((at for at, _ in last.tokens if at <= near), default=end) if near < end else end
    return start, end


def _unframed(text: str, start: int, end: int) -> Span:
    """Return a range without the spaces and marks at its ends, but with its question marks."""
    while text[end : end + 1] == "?":
        end += 1
    bare = text[start:end].strip(_FRAME + _QUOTES)
    frame = _FRAME if any(quote in bare for quote in _QUOTES) else _FRAME + _QUOTES
    kept = text[start:end].rstrip(frame)
    end = start + len(kept) if bare else end
    return (end - len(kept.lstrip(frame)) if bare else start), end
