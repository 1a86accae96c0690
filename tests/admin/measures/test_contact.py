"""Contact measures: denied channels, broken promises, asking again, fair agents."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.arrays import Floats
from admin.measures.contact import (
    NO_PREFERENCE,
    channel_denial,
    mobility_table,
    promise_gap,
    repeat_contact,
)
from admin.measures.estimate import Suppression
from admin.measures.shrinkage import Cell, shrink

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
LATER = FIRST + timedelta(days=60)


def test_a_wanted_channel_that_was_not_used_is_denied() -> None:
    pairs = [("phone", "chat")] * 4 + [("chat", "chat")] * 10 + [(NO_PREFERENCE, "chat")] * 6
    denied = channel_denial([*pairs, (None, "chat"), (None, "phone")])
    assert (denied.value, denied.n) == (0.2, 20)


def test_nobody_who_said_what_they_wanted_gives_a_reason() -> None:
    assert channel_denial([(None, "chat")] * 30).suppressed is Suppression.NO_ANSWERS
    assert mobility_table([(None, "chat"), (NO_PREFERENCE, "chat")]) == []


def test_the_mobility_table_tells_where_people_ended_up() -> None:
    pairs = [("phone", "chat")] * 6 + [("phone", "phone")] * 2 + [("chat", "chat")] * 12
    rows = mobility_table([*pairs, (None, "chat"), (NO_PREFERENCE, "phone")])
    found = [(row.wanted, row.used, row.count, row.share.value) for row in rows]
    assert found == [
        ("chat", "chat", 12, 1.0),
        ("phone", "chat", 6, 0.75),
        ("phone", "phone", 2, 0.25),
    ]


def test_lateness_costs_and_earliness_does_not() -> None:
    rng = np.random.default_rng(1)
    days = rng.integers(-10, 11, 2000).astype(np.float64)
    scores = np.asarray(4.3 - 0.3 * np.maximum(days, 0) + rng.normal(0, 0.4, 2000))
    gap = promise_gap(days, scores)
    assert gap.per_day_late.value == pytest.approx(-0.3, abs=0.02)
    assert gap.per_day_early.value == pytest.approx(0, abs=0.02)
    assert gap.on_time.value == pytest.approx(4.3, abs=0.05)
    assert (gap.difference.high or 0) < -1


def test_the_promised_day_itself_is_on_time() -> None:
    gap = promise_gap(np.array([0.0, 0, -1, 1, 2]), np.array([5.0, 4, 5, 2, 1]))
    assert (gap.on_time.n, gap.late.n) == (3, 2)


@pytest.mark.parametrize(
    ("days", "scores", "reason"),
    [
        (np.zeros(0), np.zeros(0), Suppression.NO_ANSWERS),
        (np.full(5, np.nan), np.ones(5), Suppression.NO_ANSWERS),
        (np.ones(40), np.full(40, 3.0), Suppression.SINGULAR),
        (np.array([1.0]), np.array([4.0]), Suppression.SINGULAR),
    ],
)
def test_a_promise_without_two_sides_gives_reasons(
    days: Floats, scores: Floats, reason: Suppression
) -> None:
    gap = promise_gap(days, scores)
    assert gap.per_day_late.suppressed is reason
    assert gap.difference.p_value is None
    assert gap.on_time.value is None


def test_a_second_contact_within_a_week_is_a_repeat() -> None:
    contacts = [("order 1", FIRST), ("order 1", FIRST + timedelta(days=7)), ("order 2", FIRST)]
    assert repeat_contact(contacts, now=LATER).value == pytest.approx(1 / 3)


def test_after_a_week_it_is_a_new_matter() -> None:
    contacts = [("order 1", FIRST), ("order 1", FIRST + timedelta(days=8))]
    assert repeat_contact(contacts, now=LATER).value == 0


def test_contacts_of_the_last_week_cannot_be_judged_yet() -> None:
    contacts = [("order 1", FIRST), ("order 2", LATER - timedelta(days=6))]
    assert repeat_contact(contacts, now=LATER).n == 1
    assert repeat_contact([], now=LATER).suppressed is Suppression.NO_ANSWERS


def test_few_contacts_are_pulled_further_towards_the_channel() -> None:
    cells = [
        Cell("a", "chat", 95, 100),
        Cell("b", "chat", 60, 100),
        Cell("c", "chat", 3, 3),
        Cell("d", "phone", 50, 100),
    ]
    a, b, c, d = shrink(cells)
    assert c.pull > a.pull
    assert 0.6 < (b.share.value or 0) < (c.share.value or 0) < 0.95
    assert d.share.value == pytest.approx(0.5)


def test_agents_without_real_differences_are_not_told_apart() -> None:
    cells = [Cell(str(number), "chat", 8, 10) for number in range(5)]
    for found in shrink(cells):
        assert found.share.value == pytest.approx(0.8)
        assert found.pull > 0.8


def test_degenerate_channels_give_a_reason() -> None:
    assert shrink([]) == []
    [empty] = shrink([Cell("a", "chat", 0, 0)])
    assert empty.share.suppressed is Suppression.NO_ANSWERS
    perfect = shrink([Cell("a", "chat", 9, 9), Cell("b", "chat", 4, 4)])
    assert all(found.share.suppressed is Suppression.NO_VARIATION for found in perfect)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_a_shrunk_share_lies_between_its_own_and_its_channels(rows: list[tuple[int, int]]) -> None:
    cells = [Cell(str(i), "chat", x, x + y) for i, (x, y) in enumerate(rows)]
    n = sum(cell.n for cell in cells)
    middle = sum(cell.hits for cell in cells) / n if n else 0.0
    for found in shrink(cells):
        if found.share.suppressed is None:
            own = found.cell.hits / found.cell.n if found.cell.n else middle
            value = found.share.value or 0.0
            assert min(own, middle) - 1e-9 <= value <= max(own, middle) + 1e-9
            assert (found.share.low or 0) <= value <= (found.share.high or 1)
