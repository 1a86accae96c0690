"""The rules as the page shows them: rows under their headings, changes in words.

Pure. The templates add only their frame.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from admin.dashboard.words import Translate
from admin.settings import words
from admin.settings.book import Choices, Fault, Rule, Rulebook
from admin.settings.deciding import Difference, differences
from admin.settings.form import UNITS, Typed, group_numbers, typed_of, written_of
from models.choices import RuleKind
from models.queries.quality import Choices as Known
from models.queries.rules import Change


@dataclass(frozen=True, slots=True)
class Row:
    """One rule on the page; `typed` fills its fields, `now` is what holds today."""

    rule: Rule
    typed: Typed
    now: str
    default: str
    low: str
    high: str
    is_default: bool
    is_other: bool = False
    fault: str = ""

    @property
    def has_default(self) -> bool:
        """Say whether there is a usual value; what only a shop can know has none."""
        return self.rule.kind not in {RuleKind.CHOICE, RuleKind.TEXT}

    @property
    def text(self) -> str:
        """What stands in the rule's field."""
        return self.typed.get(self.rule.name, "")

    @property
    def unit(self) -> str:
        """Which unit of time is chosen."""
        return self.typed.get(f"{self.rule.name}.unit", UNITS[0])

    @property
    def groups(self) -> tuple[tuple[int, str, str], ...]:
        """The rows of groups: number, name, share."""
        name = self.rule.name
        return tuple(
            (n, self.typed.get(f"{name}.{n}.group", ""), self.typed.get(f"{name}.{n}.share", ""))
            for n in group_numbers(name, self.typed)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that a change touched, in words."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change of the rules, in words."""

    number: int
    at: datetime
    who: str
    note: str
    takes_back: int | None
    steps: tuple[Step, ...]


def headings(
    book: Rulebook, choices: Choices, typed: Typed, faults: Iterable[Fault], say: Translate
) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Return the rules under their headings, filled with what was typed, else with what holds."""
    found = {fault.rule: fault for fault in faults}
    rows = [_row(rule, book, choices, typed, found, say) for rule in book.rules]
    grouped = groupby(rows, key=lambda row: row.rule.group)
    return tuple((heading, tuple(under)) for heading, under in grouped)


def steps(found: Iterable[Difference], say: Translate) -> tuple[Step, ...]:
    """Return what a change touches, in words."""
    return tuple(
        Step(
            say(one.rule.word),
            words.said(one.rule, one.before, say),
            words.said(one.rule, one.after, say),
        )
        for one in found
    )


def told(book: Rulebook, changes: Iterable[Change], say: Translate) -> tuple[Told, ...]:
    """Return the changes of the rules in words, in the order given."""
    return tuple(
        Told(
            change.number, change.at, change.who, change.note, change.takes_back,
            steps(differences(book, change.before, change.after), say),
        )
        for change in changes
    )  # fmt: skip


def offered(known: Known, say: Translate) -> tuple[tuple[str, str], ...]:
    """Return the groups a shop may want to give a share of their own, with their names."""
    names = (
        "late=yes", "late=no", "by=person", "by=program",
        *(f"channel={value.lower()}" for value in known.channels),
        *(f"category={value.lower()}" for value in known.categories),
    )  # fmt: skip
    return tuple((name, words.group(name, say)) for name in names)


def _row(
    rule: Rule,
    book: Rulebook,
    choices: Choices,
    typed: Typed,
    faults: Mapping[str, Fault],
    say: Translate,
) -> Row:
    default = book.default(rule.name)
    holds = choices.get(rule.name, default)
    own = {
        field: text
        for field, text in typed.items()
        if field == rule.name or field.startswith(f"{rule.name}.")
    }
    fault = faults.get(rule.name)
    return Row(
        rule=rule,
        typed=_with_spare(rule, own) if own else typed_of(rule, holds),
        now=words.said(rule, holds, say),
        default=words.said(rule, default, say),
        low=words.bound(rule, rule.lowest, say),
        high=words.bound(rule, rule.highest, say),
        is_default=holds == default,
        is_other=bool(own) and written_of(rule, own) != holds,
        fault=words.fault(rule, fault, say) if fault else "",
    )


def _with_spare(rule: Rule, own: Typed) -> Typed:
    """Return the typed groups with empty rows after them; other rules as they are."""
    if rule.kind is not RuleKind.GROUPS:
        return own
    last = max(group_numbers(rule.name, own), default=-1)
    empty = {f"{rule.name}.{n}.group": "" for n in range(last + 1, last + 3)}
    return {**own, **empty}
