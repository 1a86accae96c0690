from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.events.errors import EventRefused
from feedback.events.facts import EventFact, read_event
from feedback.events.reasons import Reason, Refusal

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def envelope(kind: str | None = "order.delivered", /, **told: object) -> dict[str, object]:
    told = {"order_ref": "A-17", "occurred_at": "2026-11-21T09:30:00+08:00"} | told
    return {"type": kind, "timestamp": "2026-11-21T10:00:00Z", "data": told}


def read(told: object) -> EventFact:
    return read_event("msg_1", told, NOW)


def refusal(told: object) -> Refusal:
    with pytest.raises(EventRefused) as caught:
        read(told)
    return caught.value.refusal


def test_a_delivered_order_becomes_a_fact_in_utc() -> None:
    fact = read(envelope(category="茶叶", amount="175.26", currency="cny", carrier="顺丰"))
    assert fact.subject == "order"
    assert fact.subject_ref == "A-17"
    assert fact.occurred_at == datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    assert fact.facts == {
        "category": "茶叶",
        "amount_minor": 17526,
        "currency": "CNY",
        "carrier": "顺丰",
    }


def test_a_closed_contact_carries_who_answered_and_what_was_promised() -> None:
    told = {
        "type": "contact.closed",
        "timestamp": "2026-11-21T10:00:00Z",
        "data": {
            "contact_ref": 4711,
            "order_ref": "A-17",
            "channel": "微信",
            "automated": False,
            "agent_ref": "k7",
            "transfers": 1,
            "first_reply_at": "2026-11-21T09:31:00+08:00",
            "promise": "补发",
            "promise_until": "2026-11-25T00:00:00+08:00",
            "survey_basis": "consent",
            "survey_basis_at": "2026-01-02T00:00:00Z",
        },
    }
    fact = read(told)
    assert (fact.subject, fact.subject_ref) == ("contact", "4711")
    assert fact.occurred_at == datetime(2026, 11, 21, 10, tzinfo=UTC)  # the envelope's own time
    assert fact.facts["channel"] == "wechat"
    assert fact.facts["automated"] is False
    assert fact.facts["promise_until"] == "2026-11-24T16:00:00+00:00"
    assert fact.facts["survey_basis_at"] == "2026-01-02T00:00:00+00:00"


def test_an_address_goes_to_the_vault_and_never_into_the_facts() -> None:
    fact = read(envelope(customer_email=" Wang.Li@例子.公司 "))
    assert fact.email == "wang.li@xn--fsqu00a.xn--55qx5d"
    assert "@" not in str(fact.facts)
    assert "xn--" not in repr(fact)


def test_unknown_fields_are_left_out_and_counted() -> None:
    fact = read(envelope(phone="13800138000", visited_pages=["/a"], note=None))
    assert fact.facts == {}
    assert fact.ignored == ("note", "phone", "visited_pages")


@pytest.mark.parametrize(
    ("told", "field", "reason"),
    [
        ([], "", Reason.NOT_AN_OBJECT),
        ({"type": "order.delivered"}, "data", Reason.NOT_AN_OBJECT),
        (envelope("order.lost"), "type", Reason.NOT_ONE_OF),
        (envelope(None), "type", Reason.NOT_ONE_OF),
        (envelope(order_ref=None), "data.order_ref", Reason.MISSING),
        (envelope(order_ref="  "), "data.order_ref", Reason.MISSING),
        (envelope(order_ref=["A"]), "data.order_ref", Reason.NOT_TEXT),
        (envelope(order_ref="A" * 121), "data.order_ref", Reason.TOO_LONG),
        (envelope(order_ref="A\0"), "data.order_ref", Reason.UNPRINTABLE),
        (envelope(order_ref="A\r\nB"), "data.order_ref", Reason.UNPRINTABLE),
        (envelope(occurred_at="yesterday"), "data.occurred_at", Reason.NOT_A_TIME),
        (envelope(occurred_at="2026-11-21 09:30"), "data.occurred_at", Reason.NO_ZONE),
        (envelope(occurred_at=1700000000), "data.occurred_at", Reason.NOT_TEXT),
        (envelope(occurred_at="1970-01-01T00:00:00Z"), "data.occurred_at", Reason.TOO_EARLY),
        (envelope(occurred_at="2026-11-21T13:00:01Z"), "data.occurred_at", Reason.IN_THE_FUTURE),
        (envelope(occurred_at="9999-12-31T23:59:59-14:00"), "data.occurred_at", Reason.NOT_A_TIME),
        (envelope(promised_at="2150-01-01T00:00:00Z"), "data.promised_at", Reason.TOO_LATE),
        (envelope(amount="free"), "data.amount", Reason.NOT_AN_AMOUNT),
        (envelope(amount=-3), "data.amount", Reason.NOT_AN_AMOUNT),
        (envelope(amount=True), "data.amount", Reason.NOT_AN_AMOUNT),
        (envelope(amount="1.005", currency="CNY"), "data.amount", Reason.TOO_FINE),
        (envelope(amount="1.5", currency="JPY"), "data.amount", Reason.TOO_FINE),
        (envelope(amount="9" * 40), "data.amount", Reason.NOT_AN_AMOUNT),
        (envelope(currency="RMB元"), "data.currency", Reason.NOT_A_CURRENCY),
        (envelope(locale="Chinese!"), "data.locale", Reason.NOT_A_LANGUAGE),
        (envelope(age_band="old"), "data.age_band", Reason.NOT_AN_AGE_BAND),
        (envelope(survey_basis="because"), "data.survey_basis", Reason.NOT_ONE_OF),
        (envelope(visits=-1), "data.visits", Reason.NOT_A_WHOLE_NUMBER),
        (envelope(visits=1.5), "data.visits", Reason.NOT_A_WHOLE_NUMBER),
        (envelope(customer_email="a@b"), "data.customer_email", Reason.NOT_AN_ADDRESS),
        (envelope(customer_email="a@b.cn\nBcc: c@d.cn"), "data.customer_email", Reason.UNPRINTABLE),
        (envelope(customer_email="a b@c.cn"), "data.customer_email", Reason.NOT_AN_ADDRESS),
        (envelope(customer_email=f"{'a' * 65}@b.cn"), "data.customer_email", Reason.NOT_AN_ADDRESS),
        (envelope(customer_email=5), "data.customer_email", Reason.NOT_AN_ADDRESS),
    ],
)
def test_a_field_that_cannot_be_taken_is_named_with_the_reason(
    told: object, field: str, reason: Reason
) -> None:
    refused = refusal(told)
    assert (refused.about, refused.reason) == (field, reason)
    assert refused.sentence().startswith(field)


def test_a_clock_that_is_an_hour_ahead_is_forgiven() -> None:
    fact = read(envelope(occurred_at="2026-11-21T13:00:00Z"))
    assert fact.occurred_at == NOW + timedelta(hours=1)


def test_empty_fields_say_nothing() -> None:
    assert read(envelope(category="", region=None, amount="")).facts == {}


@pytest.mark.parametrize("written", ["1,234.50", "¥1234.5", "￥１２３４．５０", 1234.5, "1234.50"])
def test_amounts_are_read_as_shops_write_them(written: str | float) -> None:
    assert read(envelope(amount=written, currency="CNY")).facts["amount_minor"] == 123450


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["order_ref", "occurred_at", "customer_email", "amount", "currency", "locale", "visits"]
)


@settings(deadline=None)
@given(st.dictionaries(FIELDS, JSON))
def test_whatever_stands_in_a_field_is_taken_or_refused_by_name(told: dict[str, object]) -> None:
    try:
        fact = read(envelope(**told))
    except EventRefused as fault:
        named = fault.refusal.about
    else:
        named = f"data.{fact.subject_ref}"
    assert named.startswith("data.")
