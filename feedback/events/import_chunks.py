"""What becomes of one chunk of rows, inside one transaction; also what would become of it.

Reading rows is row_facts.py, keeping events intake.py, keeping answers models/queries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from feedback.events.columns import FileKind
from feedback.events.csv_rows import RefusedRow
from feedback.events.facts import EventFact
from feedback.events.fold import impossible_times
from feedback.events.intake import Told, keeping
from feedback.events.reasons import Reason, Refusal, shown
from feedback.events.row_facts import RowAnswer, RowEvents, subject_of_file
from models.database import Steps
from models.queries import events, orders
from models.queries.events import KeptEvent
from models.queries.imported_answers import ImportedAnswer, Kept, sorting, store_imported

EmailHash = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one good row: exactly one of kept, unchanged, refused; and what to say."""

    kept: bool = False
    unchanged: bool = False
    said: tuple[Refusal, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the row was not taken after all."""
        return not self.kept and not self.unchanged


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of one file: good ones of one kind, and refused ones."""

    kind: FileKind
    events: tuple[RowEvents, ...]
    answers: tuple[RowAnswer, ...]
    refused: tuple[RefusedRow, ...]

    @classmethod
    def of(cls, kind: FileKind, found: Iterable[RowEvents | RowAnswer | RefusedRow]) -> Self:
        """Sort rows into a chunk."""
        rows = list(found)
        return cls(
            kind,
            tuple(row for row in rows if isinstance(row, RowEvents)),
            tuple(row for row in rows if isinstance(row, RowAnswer)),
            tuple(row for row in rows if isinstance(row, RefusedRow)),
        )

    def __len__(self) -> int:
        """Count all rows, refused ones too."""
        return len(self.rows) + len(self.refused)

    @property
    def rows(self) -> Sequence[RowEvents | RowAnswer]:
        """The good rows, in the order of their outcomes."""
        return self.events or self.answers


def keeping_chunk(
    shop_id: int, zone: ZoneInfo, chunk: Chunk, email_hash: EmailHash, now: datetime
) -> Steps[list[Outcome]]:
    """Keep what is new in a chunk and tell what became of each row."""
    if chunk.kind is FileKind.ANSWERS:
        known_orders = yield from _order_refs(shop_id, chunk.answers)
        good = _of_known_orders(chunk.answers, known_orders)
        kept = yield from store_imported(shop_id, zone, good)
        return _answer_outcomes(chunk.answers, known_orders, kept)
    hashes = yield from _known_events(shop_id, chunk.events)
    new = [
        _told(fact, row.body_hash, email_hash)
        for row in chunk.events
        for fact in row.facts
        if fact.event_id not in hashes
    ]
    if new:
        yield from keeping(shop_id, subject_of_file(chunk.kind), new, now)
    return [_event_outcome(row, hashes) for row in chunk.events]


def sorting_chunk(shop_id: int, chunk: Chunk) -> Steps[list[Outcome]]:
    """Tell what `keeping_chunk` would do, and write nothing."""
    if chunk.kind is FileKind.ANSWERS:
        known_orders = yield from _order_refs(shop_id, chunk.answers)
        kept = yield from sorting(shop_id, _of_known_orders(chunk.answers, known_orders))
        return _answer_outcomes(chunk.answers, known_orders, kept)
    hashes = yield from _known_events(shop_id, chunk.events)
    return [_event_outcome(row, hashes) for row in chunk.events]


def _known_events(shop_id: int, rows: Iterable[RowEvents]) -> Steps[dict[str, str]]:
    ids = [fact.event_id for row in rows for fact in row.facts]
    return (yield from events.body_hashes(shop_id, ids))


def _order_refs(shop_id: int, rows: Iterable[RowAnswer]) -> Steps[set[str]]:
    refs = sorted({row.answer.order_ref for row in rows})
    return set((yield from orders.order_ids(shop_id, refs)))


def _told(fact: EventFact, body_hash: str, email_hash: EmailHash) -> Told:
    hashed = email_hash(fact.email) if fact.email else None
    return Told(fact, "import", body_hash if fact.facts else "", hashed)


def _event_outcome(row: RowEvents, hashes: dict[str, str]) -> Outcome:
    said = [Refusal(Reason.CLOCKS_SKIPPED, name) for name in row.moved]
    is_new = any(fact.event_id not in hashes for fact in row.facts)
    before = hashes.get(row.facts[-1].event_id)
    if is_new:
        impossible = _impossible(row)
        if impossible:
            said.append(Refusal(Reason.TIMES_REVERSED, "", {"names": impossible}))
    elif before and before != row.body_hash:
        said.append(Refusal(Reason.FACTS_STAY, "", {"value": shown(row.ref)}))
    return Outcome(kept=is_new, unchanged=not is_new, said=tuple(said))


def _impossible(row: RowEvents) -> str:
    """Name what cannot be in the row's own times."""
    told = [
        KeptEvent(fact.event_id, fact.kind, row.ref, fact.occurred_at, "import", fact.facts)
        for fact in row.facts
    ]
    return impossible_times(row.facts[0].subject, told).replace(",", ", ")


def _of_known_orders(rows: Iterable[RowAnswer], known: set[str]) -> list[ImportedAnswer]:
    return [row.answer for row in rows if row.answer.order_ref in known]


def _answer_outcomes(
    rows: Iterable[RowAnswer], known_orders: set[str], kept: Sequence[Kept]
) -> list[Outcome]:
    became = iter(kept)
    return [
        _answer_outcome(row, next(became))
        if row.answer.order_ref in known_orders
        else _refused(Reason.UNKNOWN_ORDER, row.answer.order_ref, "order_ref")
        for row in rows
    ]


def _answer_outcome(row: RowAnswer, became: Kept) -> Outcome:
    if became is Kept.DIFFERENT:
        return _refused(Reason.KNOWN_DIFFERENTLY, row.answer.feedback_ref, "feedback_ref")
    said = tuple(Refusal(Reason.CLOCKS_SKIPPED, name) for name in row.moved)
    return Outcome(kept=became is Kept.NEW, unchanged=became is Kept.UNCHANGED, said=said)


def _refused(reason: Reason, value: str, name: str) -> Outcome:
    return Outcome(said=(Refusal(reason, name, {"value": shown(value)}),))
