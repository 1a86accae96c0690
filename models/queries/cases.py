"""Cases as they stand: lists, one with its history, and how many wait. Acts are in `case_acts`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models import database
from models.choices import CaseDeed, CaseOutcome, CaseState, MessageState
from models.database import Row

PAGE: Final = 25
# Counting on would tell nobody anything, and would cost the first screen more and more.
MOST_COUNTED: Final = 1_000
MOST_URGENT: Final = 3

_LINE = """
SELECT k.id, k.answer_id, k.state, k.reasons, k.owner_id, k.outcome, k.cause, k.version,
    k.opened_at, k.due_at, k.replied_at, k.closed_at, a.overall, a.order_ref, a.submitted_at,
    coalesce(nullif(p.name, ''), p.email, '') AS owner,
    coalesce((SELECT c.redacted FROM comment c
        WHERE c.answer = k.answer_id AND c.current AND c.reading <> 'withheld'
        ORDER BY c.id LIMIT 1), '') AS words
FROM service_case k
JOIN answer a ON a.id = k.answer_id AND a.shop_id = k.shop_id
LEFT JOIN staff p ON p.id = k.owner_id
WHERE k.shop_id = {}
"""
_IN_STATE = {
    "open": " AND k.state = 'open'",
    "overdue": " AND k.state = 'open' AND k.due_at < {}",
    "closed": " AND k.state = 'closed'",
}
_URGENT_FIRST = " ORDER BY k.due_at, k.id LIMIT {}"
_LAST_CLOSED_FIRST = " ORDER BY k.closed_at DESC, k.id DESC LIMIT {}"
_BEYOND = """ AND (k.due_at, k.id) >
    (SELECT b.due_at, b.id FROM service_case b WHERE b.shop_id = k.shop_id AND b.id = {})"""
_BEFORE = """ AND (k.closed_at, k.id) <
    (SELECT b.closed_at, b.id FROM service_case b WHERE b.shop_id = k.shop_id AND b.id = {})"""
_EVERY = " AND {} IN ('', k.state) AND ({} = 0 OR k.id < {}) ORDER BY k.id DESC LIMIT {}"
_ONE = " AND k.id = {}"
_OF_ANSWER = "SELECT id FROM service_case WHERE shop_id = {} AND answer_id = {}"
# In the order of the index of open cases: it is used only then, while no statistics are there.
_COUNT = """
SELECT count(*) AS n FROM (
    SELECT 1 FROM service_case WHERE shop_id = {} AND state = 'open' ORDER BY due_at LIMIT {})
    AS waiting
"""
_COUNT_OVERDUE = """
SELECT count(*) AS n FROM (
    SELECT 1 FROM service_case WHERE shop_id = {} AND state = 'open' AND due_at < {} LIMIT {})
    AS waiting
"""
_EVENTS = """
SELECT e.id, e.deed, e.outcome, e.text, e.at,
    coalesce(nullif(p.name, ''), p.email, '') AS who,
    coalesce(nullif(w.name, ''), w.email, '') AS about,
    coalesce(m.state, '') AS letter
FROM case_event e
LEFT JOIN staff p ON p.id = e.staff_id
LEFT JOIN staff w ON w.id = e.about_id
LEFT JOIN outbox_message m ON e.deed = 'replied' AND m.shop_id = e.shop_id
    AND m.key = 'case-reply:' || e.id
WHERE e.shop_id = {} AND e.case_id = {} ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list shows; `owner` None is anybody's, 0 nobody's."""

    state: str = "open"
    owner: int | None = None
    stage: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands; `reasons` as kept, `words` the redacted copy of the first comment."""

    id: int
    answer_id: int
    state: CaseState
    reasons: str
    owner_id: int | None
    owner: str
    outcome: CaseOutcome | None
    cause: str
    version: int
    opened_at: datetime
    due_at: datetime
    replied_at: datetime | None
    closed_at: datetime | None
    overall: int | None
    order_ref: str
    submitted_at: datetime | None
    words: str

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to take care of it."""
        return self.state is CaseState.OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Say whether it should have been taken care of by now."""
        return self.is_open and self.due_at < now


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done; `who` is "" where the clock did it, `letter` its reply's state."""

    id: int
    deed: CaseDeed
    outcome: CaseOutcome | None
    text: str
    at: datetime
    who: str
    about: str
    letter: MessageState | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many cases wait, counted no further than `MOST_COUNTED`, and the most urgent of them."""

    open: int
    overdue: int
    urgent: tuple[Case, ...]


async def listed(
    shop_id: int, wanted: Wanted, now: datetime, after: int = 0, limit: int = PAGE
) -> list[Case]:
    """Return open cases, the most urgent first, or closed ones, the last first; past `after`."""
    parts, values = [_LINE, _IN_STATE[wanted.state]], list[object]([shop_id])
    if wanted.state == "overdue":
        values.append(now)
    if wanted.owner is not None:
        parts.append(" AND coalesce(k.owner_id, 0) = {}")
        values.append(wanted.owner)
    for column, value in (("k.stages", wanted.stage), ("k.reasons", wanted.tag)):
        if value:
            # The whole word, or the word after "tag:"; both stand between spaces.
            parts.append(" AND ' ' || " + column + " || ' ' LIKE {} ESCAPE '!'")
            values.append(_word(value if column == "k.stages" else f"tag:{value}"))
    is_closed = wanted.state == "closed"
    if after:
        parts.append(_BEFORE if is_closed else _BEYOND)
        values.append(after)
    parts.append(_LAST_CLOSED_FIRST if is_closed else _URGENT_FIRST)
    return _cases(await database.fetch("".join(parts), *values, limit))


async def every(shop_id: int, state: str = "", before: int = 0, limit: int = 50) -> list[Case]:
    """Return cases in any state, or in one, the last opened first; `before` an id, 0 for all."""
    values = (shop_id, state, before, before, limit)
    return _cases(await database.fetch(_LINE + _EVERY, *values))


async def one(shop_id: int, case_id: int) -> Case | None:
    """Return one case; None if the shop has none of that number."""
    found = _cases(await database.fetch(_LINE + _ONE, shop_id, case_id))
    return found[0] if found else None


async def of_answer(shop_id: int, answer_id: int) -> int | None:
    """Return the number of the case that an answer opened, None if it has none."""
    rows = await database.fetch(_OF_ANSWER, shop_id, answer_id)
    return int(rows[0]["id"]) if rows else None


async def events(shop_id: int, case_id: int) -> list[Event]:
    """Return what was done about a case, from its opening on."""
    return [
        Event(**row | {
            "deed": CaseDeed(row["deed"]),
            "outcome": CaseOutcome(row["outcome"]) if row["outcome"] else None,
            "letter": MessageState(row["letter"]) if row["letter"] else None,
        })
        for row in await database.fetch(_EVENTS, shop_id, case_id)
    ]  # fmt: skip


async def standing(shop_id: int, now: datetime) -> Standing:
    """Return how many cases wait and are overdue, and the most urgent ones."""
    waiting = await how_many_open(shop_id)
    if not waiting:
        return Standing(0, 0, ())
    overdue = await how_many_overdue(shop_id, now)
    urgent = await listed(shop_id, Wanted(), now, limit=MOST_URGENT)
    return Standing(waiting, overdue, tuple(urgent))


async def how_many_open(shop_id: int) -> int:
    """Return how many cases wait, counted no further than `MOST_COUNTED`."""
    (row,) = await database.fetch(_COUNT, shop_id, MOST_COUNTED)
    return int(row["n"])


async def how_many_overdue(shop_id: int, now: datetime) -> int:
    """Return how many open cases are past their time, counted no further than `MOST_COUNTED`."""
    (row,) = await database.fetch(_COUNT_OVERDUE, shop_id, now, MOST_COUNTED)
    return int(row["n"])


def _word(value: str) -> str:
    plain = value.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"% {plain} %"


def _cases(rows: list[Row]) -> list[Case]:
    return [
        Case(**row | {
            "state": CaseState(row["state"]),
            "outcome": CaseOutcome(row["outcome"]) if row["outcome"] else None,
        })
        for row in rows
    ]  # fmt: skip
