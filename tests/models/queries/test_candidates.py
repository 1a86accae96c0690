"""Candidates: opened once, moved while they wait, decided for good, each with its reason."""

from datetime import timedelta

import pytest

from models import database as door
from models.choices import SurveyKind
from models.queries import candidates
from models.queries.candidates import ReasonCount, Sampled
from tests.conftest import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TEA, OTHER = 1, 2
HOUR = timedelta(hours=1)
PURCHASE = SurveyKind.POST_PURCHASE
HALF = Sampled("late=no", 0.5)


async def opened(shop_id: int = TEA, ref: str = "O-1") -> int:
    await candidates.open_candidate(shop_id, PURCHASE, ref, 7, None, None, NOW, NOW)
    (row,) = await door.fetch(
        "SELECT id FROM candidate WHERE shop_id = {} AND subject_ref = {}", shop_id, ref
    )
    return int(row["id"])


async def test_opening_twice_opens_once_and_learns_what_was_not_known() -> None:
    candidate_id = await opened()
    await candidates.open_candidate(TEA, PURCHASE, "O-1", None, None, 5, NOW + HOUR, NOW + HOUR)
    (row,) = await door.fetch("SELECT * FROM candidate")
    assert row["id"] == candidate_id
    assert (row["order_id"], row["customer_id"]) == (7, 5)
    assert row["due_at"] == NOW + HOUR
    assert row["created_at"] == NOW


async def test_what_waits_for_a_reason_is_not_hurried_by_news() -> None:
    candidate_id = await opened()
    assert await candidates.defer(TEA, candidate_id, NOW + 9 * HOUR, "resting", HALF)
    await opened()
    assert await candidates.due(TEA, NOW + HOUR, 10) == []
    (due,) = await candidates.due(TEA, NOW + 9 * HOUR, 10)
    assert due.id == candidate_id


async def test_what_was_decided_stays_decided() -> None:
    candidate_id = await opened()
    assert await candidates.refuse(TEA, candidate_id, None, "no_email", HALF, NOW)
    assert not await candidates.refuse(TEA, candidate_id, None, "minor", HALF, NOW)
    assert not await candidates.defer(TEA, candidate_id, NOW, "resting", HALF)
    statement = candidates.taking(TEA, candidate_id, 5, HALF, NOW)
    assert await door.fetch(statement.sql, *statement.args) == []
    await opened()
    closed = await candidates.close_unasked(TEA, PURCHASE, "O-1", 7, None, None, "historical", NOW)
    assert not closed
    assert await candidates.due(TEA, NOW + 99 * HOUR, 10) == []
    (row,) = await door.fetch("SELECT reason, stratum, sampling_probability FROM candidate")
    assert tuple(row.values()) == ("no_email", "late=no", 0.5)


async def test_history_is_closed_without_ever_being_due() -> None:
    subject = (TEA, PURCHASE, "O-9", 7, None, None, "historical", NOW)
    assert await candidates.close_unasked(*subject)
    assert not await candidates.close_unasked(*subject)
    assert await candidates.due(TEA, NOW + 99 * HOUR, 10) == []


async def test_the_oldest_come_first_and_only_those_of_the_shop() -> None:
    for hours, ref in ((3, "late"), (1, "early"), (2, "middle")):
        await candidates.open_candidate(TEA, PURCHASE, ref, 7, None, None, NOW + hours * HOUR, NOW)
    await opened(OTHER, "theirs")
    due = await candidates.due(TEA, NOW + 9 * HOUR, 2)
    assert [one.subject_ref for one in due] == ["early", "middle"]
    assert not await candidates.refuse(OTHER, due[0].id, None, "minor", HALF, NOW)


async def test_reasons_are_counted_within_a_half_open_span() -> None:
    await candidates.refuse(TEA, await opened(TEA, "O-1"), None, "minor", HALF, NOW)
    await candidates.refuse(TEA, await opened(TEA, "O-2"), None, "minor", HALF, NOW)
    await opened(TEA, "O-3")
    await opened(OTHER, "theirs")
    assert await candidates.reasons(TEA, NOW, NOW + HOUR) == [
        ReasonCount(PURCHASE, "not_asked", "minor", 2),
        ReasonCount(PURCHASE, "waiting", "", 1),
    ]
    assert await candidates.reasons(TEA, NOW - HOUR, NOW) == []
