"""How often the base reader is right on each tag: committed counts, shown until a shop has its own.

Measured on real shopper comments that are not part of the project; only the counts are.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from nlp.corpus import Labelled
from nlp.reading import Reading
from nlp.taxonomy import TAGS

RATES_FILE: Final = Path(__file__).parent / "data" / "rates.toml"


@dataclass(frozen=True, slots=True)
class TagRates:
    """
    What people found when they judged the base reader on one tag.

    Attributes
    ----------
    positives, found : int
        Comments that truly complain of it, and how many of them the reader found.
    negatives, left_alone : int
        Comments, drawn at random, that do not, and how many the reader rightly left untagged.
    said : int
        Comments of any kind that the reader gave the tag; of them `found` were right.
    """

    positives: int
    found: int
    negatives: int
    left_alone: int
    said: int

    @property
    def precision(self) -> float:
        """Share of the given tags that were right, 0 where none was given."""
        return self.found / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of the true complaints that were found, 0 where there was none."""
        return self.found / self.positives if self.positives else 0.0


@cache
def committed_rates() -> Mapping[str, TagRates]:
    """Return the committed counts of every tag of the taxonomy."""
    table = tomllib.loads(RATES_FILE.read_text(encoding="utf-8"))["tags"]
    return MappingProxyType({code: TagRates(**table[code]) for code in TAGS})


def rates_of(rows: Sequence[Labelled], readings: Sequence[Reading]) -> dict[str, TagRates]:
    """Count, for every tag of the taxonomy, where labels and readings agree."""
    said = [{tag.code for tag in reading.tags} for reading in readings]
    return {code: _rates(code, rows, said) for code in TAGS}


def to_toml(rates: Mapping[str, TagRates]) -> str:
    """Return the text of `data/rates.toml`."""
    lines = [
        f"{code} = {{ positives = {tag.positives}, found = {tag.found}, "
        f"negatives = {tag.negatives}, left_alone = {tag.left_alone}, said = {tag.said} }}"
        for code, tag in rates.items()
    ]
    head = "# Written by `huiyin evaluate FILE --keep-rates`; see nlp/rates.py."
    return "\n".join([head, "", "[tags]", *lines, ""])


def _rates(code: str, rows: Sequence[Labelled], said: Sequence[set[str]]) -> TagRates:
    pairs = list(zip(rows, said, strict=True))
    true = [code in tags for row, tags in pairs if code in row.tags]
    drawn = [
        code not in tags
        for row, tags in pairs
        if code not in row.tags and row.stratum.startswith("random")
    ]
    given = sum(code in tags for tags in said)
    return TagRates(len(true), sum(true), len(drawn), sum(drawn), given)
