"""A comment taken apart once: words, clauses and class words, shared by features and cue rules.

Nothing here is learned and nothing is judged.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

from nlp.lexicon import Lexicon, Match, is_denied
from nlp.segment import Segment

_BREAK: Final = re.compile(
    "[,。!?;~\\n]+|\\.{2,}|(?<![0-9])\\.(?![0-9])|—+|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])",
)
_REDACTION_FILE: Final = Path(__file__).parent / "data" / "redact.toml"
_HYPOTHETICAL: Final = re.compile(
    "如果|要是|万一|希望|以防|避免|防止|担心|怕|以为|建议|能否|会不会|是不是|假如|但愿|只要|即使|哪怕|除非|最好",
)

_ASKS_AFTER_ALL: Final = re.compile("怎么(?!办)|为什么|为啥|凭什么")


def _marks() -> re.Pattern[str]:
    """Return what redaction puts in place of a detail: "[电话]" says nothing of a telephone."""
    table = tomllib.loads(_REDACTION_FILE.read_text(encoding="utf-8"))["marks"]
    shown = {mark.lower() for languages in table.values() for mark in languages.values()}
    return re.compile("|".join(map(re.escape, sorted(shown))))


_MARK: Final = _marks()


class Clause(NamedTuple):
    """A stretch of text between two breaks, with its words and class words."""

    start: int
    end: int
    text: str
    tokens: tuple[tuple[int, str], ...]
    matches: tuple[Match, ...]
    hypothetical: bool

    @property
    def tells(self) -> bool:
        """Whether the clause says what is, or asks why it is."""
        return not self.hypothetical or bool(_ASKS_AFTER_ALL.search(self.text))


@dataclass(frozen=True, slots=True)
class Analysis:
    """One normalised comment, taken apart."""

    text: str
    clauses: tuple[Clause, ...]

    def tells(self, at: int) -> bool:
        """Tell whether what is said from `at` on is neither denied nor only imagined."""
        if is_denied(self.text, at):
            return False
        here = next((clause for clause in self.clauses if clause.start <= at < clause.end), None)
        return here is None or here.tells


@dataclass(frozen=True, slots=True)
class Analyser:
    """Takes comments apart with one segmenter and one lexicon."""

    segment: Segment
    lexicon: Lexicon

    def analyse(self, text: str) -> Analysis:
        """
        Take a normalised comment apart.

        Parameters
        ----------
        text : str
            As `nlp.normalise.normalise` leaves it.

        Returns
        -------
        Analysis
            At least one clause unless the text has no letter in it.
        """
        (analysis,) = self.analyse_all([text])
        return analysis

    def analyse_all(self, texts: Iterable[str]) -> list[Analysis]:
        """Take comments apart, one step for all after the other: each keeps its tables at hand."""
        plain = [_MARK.sub(_blank, text) for text in texts]
        tokens = [*map(self.segment, plain)]
        matches = [*map(self.lexicon.matches, plain, tokens)]
        clauses = map(tuple, map(_clauses, plain, tokens, matches))
        return [*map(Analysis, plain, clauses)]


def _blank(mark: re.Match[str]) -> str:
    return "※" * len(mark[0])


def _clauses(text: str, tokens: list[str], matches: list[Match]) -> Iterator[Clause]:
    token_starts = [0, *accumulate(map(len, tokens))]
    match_starts = [match.start for match in matches]
    token = match = 0
    for start, end in _spans(text):
        first_token = bisect_left(token_starts, start, token)
        token = bisect_left(token_starts, end, first_token)
        first_match, match = match, bisect_left(match_starts, end, match)
        piece = text[start:end]
        yield Clause(
            start,
            end,
            piece,
            tuple(zip(token_starts[first_token:token], tokens[first_token:token], strict=True)),
            tuple(matches[first_match:match]),
            bool(_HYPOTHETICAL.search(piece)),
        )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(text):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)
