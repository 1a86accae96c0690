"""The append-only event set: what was told, kept once per id, and read back by subject.

What an order looks like after its events is the fold's business (feedback/events/fold.py).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.blocks import in_blocks, listed
from models.database import Row, Statement, Steps

_in_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

_APPEND = """
INSERT INTO event (shop_id, event_id, kind, subject, subject_ref, occurred_at, received_at,
    source, body_hash, facts)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, event_id) DO NOTHING
"""
_BODY_HASHES = "SELECT event_id, body_hash FROM event WHERE shop_id = {{}} AND event_id IN ({})"
_OF_SUBJECTS = """
SELECT event_id, kind, subject_ref, occurred_at, source, facts FROM event
WHERE shop_id = {{}} AND subject = {{}} AND subject_ref IN ({})
"""
_COUNT = """
SELECT subject_ref, count(*) AS n FROM event
WHERE shop_id = {{}} AND subject = {{}} AND subject_ref IN ({}) GROUP BY subject_ref
"""


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """One event as it is kept; `facts` never hold an e-mail address."""

    event_id: str
    kind: str
    subject_ref: str
    occurred_at: datetime
    source: str
    facts: Mapping[str, Any]  # Any: JSON
    body_hash: str = ""


def append(shop_id: int, subject: str, told: Sequence[KeptEvent], now: datetime) -> Steps[None]:
    """Add events to the set, in the order of their ids; an id that is there stays as it is."""
    yield Statement.many(
        _APPEND,
        [
            (
                shop_id, event.event_id, event.kind, subject, event.subject_ref,
                event.occurred_at, now, event.source, event.body_hash,
                _in_json(event.facts),
            )
            for event in sorted(told, key=lambda event: event.event_id)
        ],
    )  # fmt: skip


def body_hashes(shop_id: int, event_ids: Sequence[str]) -> Steps[dict[str, str]]:
    """Return the body hash of every id that is kept already."""
    found: dict[str, str] = {}
    for block in in_blocks(event_ids):
        rows = yield Statement(_BODY_HASHES.format(listed(block)), shop_id, *block)
        found.update((row["event_id"], row["body_hash"]) for row in rows)
    return found


def counts(shop_id: int, subject: str, refs: Sequence[str]) -> Steps[dict[str, int]]:
    """Return how many events are kept of each subject."""
    found: dict[str, int] = {}
    for block in in_blocks(refs):
        rows = yield Statement(_COUNT.format(listed(block)), shop_id, subject, *block)
        found.update((row["subject_ref"], row["n"]) for row in rows)
    return found


def of_subjects(
    shop_id: int, subject: str, refs: Sequence[str]
) -> Steps[dict[str, list[KeptEvent]]]:
    """Return the whole event set of each order or contact, in no particular order."""
    found: dict[str, list[KeptEvent]] = {ref: [] for ref in refs}
    for block in in_blocks(refs):
        rows = yield Statement(_OF_SUBJECTS.format(listed(block)), shop_id, subject, *block)
        for row in rows:
            found[row["subject_ref"]].append(_kept(row))
    return found


def _kept(row: Row) -> KeptEvent:
    facts = row["facts"]
    return KeptEvent(
        event_id=row["event_id"],
        kind=row["kind"],
        subject_ref=row["subject_ref"],
        occurred_at=row["occurred_at"],
        source=row["source"],
        facts=json.loads(facts) if isinstance(facts, str) else facts,
    )
