"""The words of `data/redact.toml`: marks, cues, places.

Values only; the grammar around them is in the detectors.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FILE: Final = Path(__file__).parent / "data" / "redact.toml"


class Kind(StrEnum):
    """What a mark stands for."""

    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    ADDRESS = "address"
    ORDER = "order"
    WECHAT = "wechat"
    QQ = "qq"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Found:
    """One personal detail: a half-open range of whatever text was searched."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """The file as it was written."""

    marks: Mapping[str, Mapping[str, str]]
    cues: Mapping[str, Sequence[str]]
    email: Mapping[str, Sequence[str]]
    address: Mapping[str, Sequence[str]]


@cache
def words() -> Words:
    """Return the words that redaction goes by, read once."""
    return Words(**tomllib.loads(_FILE.read_text(encoding="utf-8")))


def any_of(alternatives: Sequence[str]) -> str:
    """Return a group that matches any of the words, the longest first."""
    return "(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + ")"
