"""Shell: the open cases as other pages and letters tell of them, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from admin.cases import told
from admin.dashboard.words import Translate
from admin.tag_names import tag_names
from models.queries import cases
from models.queries.cases import MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Line:
    """One case: its number, why it was opened, and by when it wants to be taken care of."""

    id: int
    sentence: str
    due_at: datetime
    is_overdue: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Block:
    """How many cases are open and overdue, and the most urgent of them."""

    open: int
    overdue: int
    lines: tuple[Line, ...]

    @property
    def count(self) -> str:
        """How many are open, counted no further than makes a difference."""
        return f"{self.open:,}{'+' if self.open >= MOST_COUNTED else ''}"


async def block(shop_id: int, locale: str, say: Translate, now: datetime) -> Block:
    """Return what a first screen says of a shop's open cases."""
    found = await cases.standing(shop_id, now)
    if not found.open:
        return Block(0, 0, ())
    name = partial((await tag_names(shop_id)).name, locale=locale)
    lines = tuple(
        Line(
            one.id,
            told.in_a_line(one.reasons, name, say),
            one.due_at,
            one.is_overdue(now),
            one.owner,
        )
        for one in found.urgent
    )
    return Block(found.open, found.overdue, lines)
