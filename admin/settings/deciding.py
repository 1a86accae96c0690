"""Put new rules into force, or those of before; each change is numbered and in the audit.

What differs is pure; `decide` and `take_back` write. Which values a rule may have, the book says.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin.settings.book import Choices, Rule, Rulebook
from models.queries import rules
from models.queries.rules import Change, Decision, Line
from models.queries.shops import Shop

CHANGED: Final = "rules.changed"
TAKEN_BACK: Final = "rules.taken_back"
LONGEST_NOTE: Final = 200
LONGEST_DETAIL: Final = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule that a change touches, with its values as an owner writes them."""

    rule: Rule
    before: object
    after: object


def differences(book: Rulebook, before: Choices, after: Choices) -> list[Difference]:
    """Return the rules that differ; a spelling is no difference, nor is a default that is said."""
    old, new = _tidied(book, before), _tidied(book, after)
    both = (
        Difference(rule, *(side.get(rule.name, book.default(rule.name)) for side in (old, new)))
        for rule in book.rules
    )
    return [one for one in both if one.before != one.after]


async def decide(shop: Shop, book: Rulebook, wish: Decision, now: datetime) -> int | None:
    """Put usable rules into force; None if others have changed them since they were seen."""
    after = book.tidied(wish.after)
    action = CHANGED if wish.takes_back is None else TAKEN_BACK
    lines = [
        Line(action, one.rule.name, f"{plain(one.before)} → {plain(one.after)}"[:LONGEST_DETAIL])
        for one in differences(book, wish.before, after)
    ]
    note = "".join(sign for sign in wish.note if sign.isprintable())[:LONGEST_NOTE]
    made = Decision(wish.seen, wish.before, after, wish.staff_id, note, wish.takes_back)
    return await rules.decide(shop.id, made, lines, now)


def taking_back(shop: Shop, change: Change, seen: int, staff_id: int | None) -> Decision:
    """Return the wish to have the rules back as they were before a change."""
    return Decision(seen, shop.choices, change.before, staff_id, takes_back=change.number)


def plain(value: object) -> str:
    """Return a value as an operator would write it.

    >>> plain("30d"), plain(True), plain({"late=yes": 0.5})
    ('30d', 'true', '{"late=yes": 0.5}')
    """
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


def _tidied(book: Rulebook, choices: Choices) -> Choices:
    """Return choices in one spelling; those that cannot be used as they are."""
    return choices if book.faults(choices) else book.tidied(choices)
