"""What this room needs to know of the rules of asking; the shopper's side has them, `huiyin/` says.

Shapes only. Values are as an owner writes them: "30d", 0.25, "21:00", True, {"late=yes": 1.0}.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from models.choices import RuleKind
from models.queries.shops import Shop

Choices = Mapping[str, Any]  # Any: a value of whatever kind its rule is


class Rule(Protocol):
    """One rule; its words are gettext messages, its values lie between two bounds or in a list."""

    @property
    def name(self) -> str:
        """What it is called where it is stored, and on the command line."""

    @property
    def group(self) -> str:
        """The heading it stands under."""

    @property
    def kind(self) -> RuleKind:
        """How it is written."""

    @property
    def word(self) -> str:
        """What it is called on the page."""

    @property
    def why(self) -> str:
        """One sentence of why it is there."""

    @property
    def lowest(self) -> timedelta | float | None:
        """The least it may be."""

    @property
    def highest(self) -> timedelta | float | None:
        """The most it may be."""

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Each value it may have, with its word."""


class Fault(Protocol):
    """Why a rule cannot be used as written."""

    @property
    def rule(self) -> str:
        """Which one."""

    @property
    def clash(self) -> str:
        """The sentence, if it is only beside the others that it cannot be used."""


class Rehearsal(Protocol):
    """How the orders and contacts of the last days end under the old and the new rules."""

    @property
    def days(self) -> int:
        """How many days were looked at."""

    @property
    def played(self) -> int:
        """How many orders and contacts were decided again."""

    @property
    def known(self) -> int:
        """How many there were in these days."""

    @property
    def every(self) -> int:
        """Where all would take too long, which part of the people was played: one in so many."""

    @property
    def before(self) -> Mapping[str, int]:
        """How many ended how under the old rules; empty if these cannot be used."""

    @property
    def asked_before(self) -> int:
        """How many the old rules ask."""

    @property
    def asked_after(self) -> int:
        """How many the new rules ask."""

    @property
    def reasons(self) -> tuple[tuple[str, int, int], ...]:
        """Why the others are not asked: code, before, after."""

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was assumed where the past is not known, as gettext messages."""


@runtime_checkable
class Rulebook(Protocol):
    """Every rule that decides whom is asked, and what changing one would do."""

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules, in the order they are read."""

    def default(self, rule: str) -> object:
        """Return what holds where a shop says nothing."""

    def faults(self, choices: Choices) -> Sequence[Fault]:
        """Return what cannot be used."""

    def tidied(self, choices: Choices) -> Choices:
        """Return usable choices as they are kept: in one spelling, without what is default."""

    async def rehearse(
        self, shop: Shop, before: Choices, after: Choices, now: datetime
    ) -> Rehearsal:
        """Play both sets of rules through the last days."""
