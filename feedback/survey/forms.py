"""The four forms and every cell of their rotation: which items, in which order, how likely.

How a shopper is given one of these cells is rotation.py's business.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

from feedback.survey.items import (
    ITEMS,
    OUTCOMES,
    OVERALL,
    RATED_STAGES,
    core_item,
    detail_items,
)
from feedback.survey.prompts import Prompt
from models.choices import Stage


class Form(StrEnum):
    """The questionnaires we send."""

    PURCHASE = "P"
    SHORTEST = "S"
    CONTACT = "C"
    FULL = "F"


# No form may ask more closed questions than this.
MOST_ITEMS = MappingProxyType({Form.PURCHASE: 7, Form.SHORTEST: 5, Form.CONTACT: 11, Form.FULL: 24})

PAIRS = tuple(combinations(RATED_STAGES, 2))
DETAIL_PAIRS = tuple(combinations(range(4), 2))
# One of the two is dropped at random to keep the contact form under ninety seconds.
TIME_OR_STAFF = ("CT7", "CT9")
WARMTH_OR_KNOWLEDGE = ("CTW", "CTK")

# How many levels each rotating factor has; a cell names one level of each, in this order.
FACTORS: Mapping[Form, tuple[tuple[str, int], ...]] = MappingProxyType(
    {
        Form.PURCHASE: (("pair", 6), ("detailed", 2), ("details", 6), ("outcome", 3)),
        Form.SHORTEST: (("stage", 4), ("details", 6)),
        Form.CONTACT: (("drop", 2), ("manner", 2), ("stage", 4)),
        Form.FULL: (),
    }
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one shopper is asked, and how likely exactly this was: the design weight's root."""

    form: Form
    items: tuple[str, ...]
    prompt: Prompt
    probability: float


def compose(form: Form, cell: tuple[int, ...]) -> Assignment:
    """
    Lay out the form of one cell; `cell` holds one level for each factor of `FACTORS[form]`.

    Examples
    --------
    >>> compose(Form.SHORTEST, (2, 0)).items
    ('OV1', 'SH0', 'SH1', 'SH2')
    """
    cells = 1
    for (factor, levels), level in zip(FACTORS[form], cell, strict=True):
        if not 0 <= level < levels:
            message = f"form {form} has {levels} levels of {factor!r}; there is no level {level}"
            raise ValueError(message)
        cells *= levels
    prompt = Prompt.PUT_RIGHT if form is Form.CONTACT else Prompt.IMPROVE
    return Assignment(form, _LAYOUTS[form](*cell), prompt, 1 / cells)


def _purchase(pair: int, detailed: int, details: int, outcome: int) -> tuple[str, ...]:
    asked = [OVERALL]
    for place, stage in enumerate(PAIRS[pair]):
        asked.append(core_item(stage).code)
        if place == detailed:
            asked += _details(stage, details)
    return (*asked, OUTCOMES[outcome])


def _shortest(stage: int, details: int) -> tuple[str, ...]:
    rated = RATED_STAGES[stage]
    return (OVERALL, core_item(rated).code, *_details(rated, details))


def _contact(drop: int, manner: int, stage: int) -> tuple[str, ...]:
    dropped = {TIME_OR_STAFF[drop]}
    module = ["CT1", "CT2", "CT4", "CT5", "CT6", "CT7", "CT8", "CT9", "CTA"]
    kept = (code for code in module if code not in dropped)
    return (OVERALL, *kept, WARMTH_OR_KNOWLEDGE[manner], core_item(RATED_STAGES[stage]).code)


def _full() -> tuple[str, ...]:
    staged = (code for code, item in ITEMS.items() if item.stage in RATED_STAGES)
    return (OVERALL, *staged, *OUTCOMES)


def _details(stage: Stage, pair: int) -> list[str]:
    explaining = detail_items(stage)
    return [explaining[place].code for place in DETAIL_PAIRS[pair]]


_LAYOUTS: Mapping[Form, Callable[..., tuple[str, ...]]] = MappingProxyType(
    {
        Form.PURCHASE: _purchase,
        Form.SHORTEST: _shortest,
        Form.CONTACT: _contact,
        Form.FULL: _full,
    }
)
