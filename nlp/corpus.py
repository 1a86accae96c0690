"""Labelled comments: the project's own corpus, and any file in the same form.

A line is `{"text", "tags", "polarity"}`, with `id` and `stratum` where a file is for measuring.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

from nlp.errors import CorpusInvalid
from nlp.polarity import POLARITIES
from nlp.taxonomy import TAGS

CORPUS_FOLDER: Final = Path(__file__).parent / "data" / "corpus"
FEELINGS: Final = "feelings"
"""So begin the names of files whose lines teach how a comment feels and no tag."""
_JOINED: Final = (("positive", 500, 5), ("negative", 400, 3))
"""How many lines are joined of each feeling, and of how many at most."""
_SHORT: Final = 60
_BREAKS: Final = "\uff0c\u3002"
_SEED: Final = 20261122


@dataclass(frozen=True, slots=True)
class Labelled:
    """
    A comment and what a person says of it.

    `weight` counts it as so many comments where tags are learned; 0 teaches its feeling alone.
    """

    text: str
    tags: frozenset[str]
    polarity: str
    id: str = ""
    stratum: str = "random"
    source: str = ""
    weight: float = 1.0


def read_labelled(lines: Iterable[str], source: str) -> Iterator[Labelled]:
    """
    Read labelled comments, one JSON object a line; empty lines are skipped.

    Raises
    ------
    CorpusInvalid
        Naming `source`, the line and what is wrong with it.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _labelled(line, source, number)


def corpus() -> list[Labelled]:
    """Return the project's own corpus, file by file in the order of their names."""
    return [row for row in _written() if row.weight > 0]


def all_lines() -> list[Labelled]:
    """Return the corpus and the lines that teach feelings alone: those written and `joined`."""
    written = _written()
    return [*written, *joined(written)]


def _written() -> list[Labelled]:
    return [
        replace(row, weight=0.0) if path.stem.startswith(FEELINGS) else row
        for path in sorted(CORPUS_FOLDER.glob("*.jsonl"))
        for row in read_labelled(path.read_text(encoding="utf-8").splitlines(), path.stem)
    ]


def joined(rows: Sequence[Labelled]) -> Iterator[Labelled]:
    """Yield long praise and long blame, several short lines in one, which teach no tag.

    Whoever praises at length mentions much; alone, length and many subjects are signs of a turn.
    """
    rng = Random(_SEED)  # noqa: S311 - chooses lines, guards nothing
    for polarity, times, most in _JOINED:
        lines = [one.text for one in rows if one.polarity == polarity and len(one.text) < _SHORT]
        for _ in range(times if len(lines) > most else 0):
            parts = rng.sample(lines, rng.randint(2, most))
            text = rng.choice(_BREAKS).join(part.rstrip(_BREAKS) for part in parts)
            yield Labelled(text, frozenset(), polarity, source="joined", weight=0.0)


def corpus_digest() -> str:
    """Return the SHA-256 of the corpus files, names included."""
    total = sha256()
    for path in sorted(CORPUS_FOLDER.glob("*.jsonl")):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _labelled(line: str, source: str, number: int) -> Labelled:
    try:
        row = json.loads(line)
        text, tags, polarity = row["text"], frozenset(row["tags"]), row["polarity"]
    except (json.JSONDecodeError, KeyError, TypeError) as fault:
        message = f"{source} line {number} is no object with text, tags and polarity: {fault!r}"
        raise CorpusInvalid(message) from fault
    if unknown := tags - TAGS.keys():
        message = f"{source} line {number} has tags that do not exist: {sorted(unknown)}"
        raise CorpusInvalid(message)
    if polarity not in POLARITIES or not isinstance(text, str):
        message = f"{source} line {number} needs a text and one polarity of {', '.join(POLARITIES)}"
        raise CorpusInvalid(message)
    name, stratum = str(row.get("id", number)), str(row.get("stratum", "random"))
    return Labelled(text, tags, polarity, name, stratum, source)
