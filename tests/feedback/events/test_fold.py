from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.events.asking import Asking, asking
from feedback.events.fold import durations, fold_contact, fold_order
from feedback.invitations.reasons import Reason
from models.choices import EventKind
from models.queries.events import KeptEvent
from models.queries.orders import OrderState, State

START = datetime(2026, 11, 1, tzinfo=UTC)
ORDER_KINDS = [kind for kind in EventKind if not kind.startswith("contact.")]


def told(kind: str, days: float, event_id: str | None = None, /, **facts: object) -> KeptEvent:
    at = START + timedelta(days=days)
    return KeptEvent(event_id or f"{kind}@{days}", kind, "A-17", at, "api", facts)


def order(*events: KeptEvent) -> OrderState:
    return fold_order("A-17", events)


def ready(state: State, now: datetime, *, just_arrived: bool = True) -> Asking:
    found = asking(state, now, just_arrived=just_arrived)
    assert found is not None
    return found


WHOLE_LIFE = (
    told("order.placed", 0, category="茶叶", promised_at=(START + timedelta(days=4)).isoformat()),
    told("order.paid", 0.1, amount_minor=17526, currency="CNY"),
    told("order.shipped", 1, carrier="顺丰", tracking="SF1"),
    told("order.delivered", 3, survey_basis="consent"),
    told("return.requested", 5),
    told("refund.completed", 9, promised_at=(START + timedelta(days=20)).isoformat()),
)


def test_an_order_is_what_all_its_events_say() -> None:
    state = order(*WHOLE_LIFE)
    assert state.placed_at == START
    assert state.delivered_at == START + timedelta(days=3)
    assert (state.category, state.carrier, state.amount_minor) == ("茶叶", "顺丰", 17526)
    assert (state.survey_basis, state.survey_basis_at) == ("consent", state.delivered_at)
    assert state.impossible == ""


def test_the_promise_is_the_one_the_shopper_bought_on() -> None:
    assert order(*WHOLE_LIFE).promised_at == START + timedelta(days=4)


def test_every_order_of_arrival_ends_in_the_same_state() -> None:
    states = {repr(order(*arrival)) for arrival in permutations(WHOLE_LIFE)}
    assert len(states) == 1


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(["茶叶", "瓷器"]),
        "carrier": st.sampled_from(["顺丰", "中通"]),
        "customer_id": st.integers(1, 3),
        "survey_basis": st.sampled_from(["consent", "contract"]),
        "survey_basis_at": st.sampled_from([START.isoformat(), "2026-10-01T00:00:00+00:00"]),
    },
)
HISTORY = st.lists(
    st.builds(
        lambda kind, hours, number, facts: KeptEvent(
            f"{kind}-{number}", kind, "A-17", START + timedelta(hours=hours), "api", facts
        ),
        st.sampled_from(ORDER_KINDS),
        st.integers(0, 48),
        st.integers(0, 9),
        FACTS,
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda event: event.event_id,
)


@settings(deadline=None)
@given(HISTORY, st.data())
def test_any_history_with_doubles_in_any_order_ends_in_the_same_state(
    history: list[KeptEvent], data: st.DataObject
) -> None:
    arrival = data.draw(st.permutations(history + data.draw(st.lists(st.sampled_from(history)))))
    assert order(*arrival) == order(*history)


def test_events_at_one_moment_are_told_apart_by_their_ids() -> None:
    earlier, later = (
        told("order.paid", 1, "a", region="GD"),
        told("order.paid", 1, "b", region="BJ"),
    )
    assert order(earlier, later).region == order(later, earlier).region == "BJ"


def test_a_parcel_in_two_parts_is_shipped_with_the_first_and_there_with_the_last() -> None:
    state = order(
        told("order.shipped", 1), told("order.shipped", 2),
        told("order.delivered", 3), told("order.delivered", 4),
    )  # fmt: skip
    assert (state.shipped_at, state.delivered_at) == (
        START + timedelta(days=1),
        START + timedelta(days=4),
    )


def test_a_ground_that_was_stated_later_replaces_the_earlier_one() -> None:
    state = order(
        told("order.delivered", 3, survey_basis="contract"),
        told(
            "order.placed", 0, survey_basis="consent", survey_basis_at="2026-11-10T00:00:00+00:00"
        ),
    )
    assert state.survey_basis == "consent"


@pytest.mark.parametrize(
    ("events", "named"),
    [
        ([("order.shipped", 3), ("order.delivered", 2)], "delivered_before_shipped"),
        ([("order.placed", 2), ("order.paid", 1)], "paid_before_placed"),
        ([("order.placed", 0), ("order.paid", 3), ("order.shipped", 1)], "shipped_before_paid"),
        (
            [("order.placed", 9), ("order.shipped", 3), ("order.delivered", 2)],
            "shipped_before_placed,delivered_before_placed,delivered_before_shipped",
        ),
        ([("order.delivered", 3), ("order.cancelled", 1)], ""),
        ([("order.placed", 1), ("order.paid", 1), ("order.shipped", 1)], ""),
    ],
)
def test_times_that_cannot_be_are_kept_and_named(
    events: list[tuple[str, float]], named: str
) -> None:
    state = order(*(told(kind, days) for kind, days in events))
    assert state.impossible == named


def test_durations_leave_out_what_an_impossible_time_takes_part_in() -> None:
    good = (told("order.placed", 0), told("order.paid", 1))
    assert durations(order(*good, told("order.shipped", 2), told("order.delivered", 5))) == {
        "pay": timedelta(days=1),
        "ship": timedelta(days=1),
        "receive": timedelta(days=3),
        "whole": timedelta(days=5),
    }
    reversed_times = order(*good, told("order.shipped", 5), told("order.delivered", 2))
    assert durations(reversed_times) == {"pay": timedelta(days=1)}


def test_cash_on_delivery_spoils_only_the_time_of_payment() -> None:
    state = order(
        told("order.placed", 0), told("order.shipped", 1),
        told("order.delivered", 3), told("order.paid", 3),
    )  # fmt: skip
    assert durations(state) == {"receive": timedelta(days=2), "whole": timedelta(days=3)}


def test_a_kept_promise_is_a_negative_lateness() -> None:
    assert durations(order(*WHOLE_LIFE))["late"] == timedelta(days=-1)


def test_a_contact_is_folded_with_the_facts_of_when_it_happened() -> None:
    reply = (START + timedelta(hours=2)).isoformat()
    events = (
        told("contact.opened", 0, channel="chat", automated=True),
        told("contact.closed", 0.5, agent_ref="k7", automated=False, first_reply_at=reply),
        told("contact.closed", 1, agent_ref="k9", promise="补发"),
    )
    for arrival in permutations(events):
        state = fold_contact("A-17", arrival)
        assert (state.channel, state.automated, state.agent_ref) == ("chat", False, "k9")
        assert durations(state) == {
            "first_reply": timedelta(hours=2),
            "whole": timedelta(days=1),
        }


def test_a_reply_before_the_question_is_named() -> None:
    early = (START - timedelta(hours=2)).isoformat()
    state = fold_contact("A-17", [told("contact.opened", 0, first_reply_at=early)])
    assert state.impossible == "first_reply_before_opened"
    assert durations(state) == {}


def test_an_order_is_ready_to_be_asked_about_when_it_has_arrived() -> None:
    now = START + timedelta(days=4)
    shipped = told("order.shipped", 1)
    assert asking(order(shipped), now, just_arrived=True) is None
    found = ready(order(shipped, told("order.delivered", 3)), now)
    assert (found.survey_kind, found.reason) == ("post_purchase", "")
    assert found.ready_at == START + timedelta(days=3)


def test_a_shop_that_never_hears_of_deliveries_asks_after_the_confirmation() -> None:
    state = order(told("order.shipped", 1), told("order.completed", 8))
    assert ready(state, START + timedelta(days=9)).ready_at == START + timedelta(days=8)


def test_an_order_that_arrives_a_month_late_is_never_asked() -> None:
    state = order(told("order.delivered", 3))
    late = START + timedelta(days=33, seconds=1)
    assert ready(state, late).reason == Reason.HISTORICAL
    assert ready(state, START + timedelta(days=33)).reason == ""
    assert ready(state, late, just_arrived=False).reason == ""
