"""Evidence in its text, times in their order, places in a list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard import listing, timeline
from admin.dashboard.corrections import Word, way_back
from admin.dashboard.evidence import because, pieces
from admin.dashboard.shown import shown_corrected
from admin.measures.estimate import Estimate
from models.queries.stories import ContactSeen, OrderSeen
from models.seen import START, Place, TagSeen

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
ORDER = OrderSeen(
    order_ref="A1", sales_channel="web", category="茶叶", region="浙江", carrier="顺丰",
    source_status="", placed_at=NOON, paid_at=NOON, shipped_at=NOON + timedelta(days=1),
    promised_at=NOON + timedelta(days=3), delivered_at=NOON + timedelta(days=6), completed_at=None,
    cancelled_at=None, return_requested_at=None, return_received_at=None, refunded_at=None,
    impossible="",
)  # fmt: skip
CONTACT = ContactSeen(
    id=1, contact_ref="C1", channel="chat", automated=False, reason="", transfers=1,
    promise="明天发货", promise_until=NOON + timedelta(days=1), opened_at=NOON,
    first_reply_at=NOON + timedelta(minutes=50), closed_at=None, impossible="",
)  # fmt: skip


def say(message: str) -> str:
    return message


def tag(
    start: int | None,
    end: int | None,
    code: str = "slow_shipping",
    verdict: str = "",
    reasons: str = "",
) -> TagSeen:
    return TagSeen(code, 0.9, verdict, start, end, reasons)


def test_the_words_that_show_a_complaint_are_marked() -> None:
    cut = pieces("发货太慢，客服好", [tag(0, 4)])
    assert [(piece.text, piece.codes) for piece in cut] == [
        ("发货太慢", ("slow_shipping",)),
        ("，客服好", ()),
    ]


@pytest.mark.parametrize(
    ("text", "span", "reasons", "told"),
    [
        ("等了三天才到，还行", (0, 6), "天才", "等了[三天才]到"),
        ("等了十一天才收到", (0, 8), "天才", "等了[十一天才]收到"),
        ("外卖等了一小时四十", (0, 9), "外卖;小时;四十", "[外卖]等了[一小时四十]"),
        ("等了 15天", (0, 6), "天", "等了 [15天]"),
        ("紙箱濕濕爛爛，餅乾碎成粉", (0, 6), "纸箱", "[紙箱]濕濕爛爛"),
        ("APP發燙到可以暖手", (0, 5), "发烫;app", "[APP發燙]"),
        ("发(fā)货(huò)慢", (0, 12), "发货", "[发(fā)货](huò)慢"),
        ("客服好，发货慢", (4, 7), "客服;没有的词", "发货慢"),
        ("发货慢", (0, 3), "", "发货慢"),
        ("发货慢", (0, 3), ";", "发货慢"),
        ("慢(.*)", (0, 5), ".*", "慢([.*])"),
    ],
)
def test_a_reason_is_shown_in_its_clause_and_not_as_a_fragment(
    text: str, span: tuple[int, int], reasons: str, told: str
) -> None:
    clause = because(text, tag(*span, reasons=reasons))
    assert "".join(f"[{one.text}]" if one.is_term else one.text for one in clause) == told


@pytest.mark.parametrize("span", [(None, None), (3, 2), (0, 99), (-1, 2)])
def test_a_tag_without_a_clause_shows_none(span: tuple[int | None, int | None]) -> None:
    assert because("发货慢", tag(*span, reasons="发货")) == ()


@given(text=st.text(), reasons=st.text(), edges=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_whatever_weighed_no_letter_of_a_comment_is_lost(
    text: str, reasons: str, edges: tuple[int, int]
) -> None:
    found = tag(*edges, reasons=reasons)
    assert "".join(piece.text for piece in pieces(text, [found])) == text
    start, end = edges
    fits = 0 <= start < end <= len(text)
    assert "".join(one.text for one in because(text, found)) == (text[start:end] if fits else "")


def test_overlapping_evidence_shares_its_words() -> None:
    cut = pieces("等太久还不回", [tag(0, 4), tag(2, 6, "slow_response")])
    assert [piece.codes for piece in cut] == [
        ("slow_shipping",),
        ("slow_shipping", "slow_response"),
        ("slow_response",),
    ]


@pytest.mark.parametrize("span", [(None, None), (3, 3), (5, 2), (-1, 4), (0, 99)])
def test_a_span_that_does_not_fit_costs_its_mark_and_no_words(
    span: tuple[int | None, int | None],
) -> None:
    assert [piece.text for piece in pieces("发货太慢", [tag(*span)])] == ["发货太慢"]


def test_a_tag_that_was_taken_off_marks_nothing() -> None:
    assert pieces("发货太慢", [tag(0, 4, verdict="absent")])[0].codes == ()


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=5),
)
def test_no_word_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(text, [tag(*span) for span in spans])) == text


def test_a_late_parcel_says_how_late() -> None:
    steps = timeline.of_order(ORDER, say)
    assert [step.name for step in steps] == [
        "Placed",
        "Paid",
        "Shipped",
        "Promised by",
        "Delivered",
    ]
    assert steps[-1].remark == "3 days later than promised"
    assert steps[-1].is_bad


def test_a_step_nobody_told_us_of_is_shown_as_unknown() -> None:
    steps = timeline.of_order(replace(ORDER, shipped_at=None), say)
    assert ("Shipped", None) in [(step.name, step.at) for step in steps]


def test_a_contact_tells_how_long_the_first_reply_took() -> None:
    steps = timeline.of_contact(CONTACT, say)
    assert [step.remark for step in steps] == ["", "after 50 minutes", "", ""]
    assert [step.shops_words for step in steps] == ["", "", "明天发货", ""]


def test_times_that_cannot_be_are_said_in_words() -> None:
    (told,) = timeline.impossible("delivered_before_shipped", say)
    assert told.startswith("“Delivered” is recorded before “Shipped”")
    assert "odd_name" in timeline.impossible("odd_name", say)[0]
    assert timeline.impossible("", say) == ()


def test_a_place_survives_its_address() -> None:
    place = Place(datetime(2026, 11, 3, tzinfo=UTC).date(), 57)
    assert listing.place_of("2026-11-03.57") == place


@pytest.mark.parametrize("written", ["", "x", "2026-11-03", "2026-13-01.5", "2026-11-03.five"])
def test_a_broken_place_begins_at_the_start(written: str) -> None:
    assert listing.place_of(written) == START


@given(st.text(max_size=40))
def test_the_way_back_never_leaves_the_shop(asked: str) -> None:
    back = way_back("tea", asked, Word(7, "rude_staff", "absent"))
    assert back.startswith("/shops/tea/")
    assert "//" not in back.partition("?")[0][1:]


def test_tags_as_rare_as_false_alarms_are_not_said_to_be_none() -> None:
    none = Estimate(0.0, 0.0, 0.03, 300, 300.0, "rogan_gladen", None)
    some = replace(none, value=0.02, low=0.01)
    found = shown_corrected(none, "{:.1%}".format, str)
    assert (found.value, found.interval, found.note) == (
        "at most 3.0%",
        "",
        "all may be false alarms",
    )
    assert shown_corrected(some, "{:.1%}".format, str).value == "2.0%"
