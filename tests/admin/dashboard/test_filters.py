"""The address of a page and what it shows: all state in the URL, nothing in it is an error."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard.filters import Against, Filters, Ignored, Preset, read
from admin.dashboard.steps import steps
from models.queries.quality import Days, Slice

TODAY = date(2026, 11, 21)
FIRST = date(2025, 1, 3)


def asked(**parameters: str) -> Filters:
    return read({name: [value] for name, value in parameters.items()}, TODAY, FIRST)


def test_a_bare_address_shows_28_days_against_the_28_before() -> None:
    filters = asked()
    assert filters.days == Days(date(2026, 10, 25), date(2026, 11, 22))
    assert filters.compared == Days(date(2026, 9, 27), date(2026, 10, 25))
    assert filters.last_day == TODAY
    assert filters.where.is_whole


def test_a_week_last_year_falls_on_the_same_weekdays() -> None:
    filters = asked(period="7d", compare="last-year")
    assert filters.compared is not None
    assert filters.compared.since == filters.days.since - timedelta(weeks=52)
    assert filters.compared.since.weekday() == filters.days.since.weekday()


def test_all_days_begin_with_the_first_answer_and_compare_with_nothing() -> None:
    filters = asked(period="all")
    assert filters.days.since == FIRST
    assert filters.compared is None


def test_days_chosen_by_hand_win_over_a_preset() -> None:
    filters = asked(period="7d", since="2026-10-01", until="2026-10-05")
    assert filters.preset is None
    assert filters.days == Days(date(2026, 10, 1), date(2026, 10, 5))
    assert filters.compared == Days(date(2026, 9, 27), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"period": "fortnight"}, "period"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"compare": "never"}, "compare"),
        ({"source": "rumour"}, "source"),
        ({"carrier": "x" * 81}, "carrier"),
        ({"region": "a\0b"}, "region"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_page_still_opens(
    parameters: dict[str, str], named: str
) -> None:
    filters = asked(**parameters)
    assert named in [fault.name for fault in filters.ignored]
    assert filters.days == asked().days
    assert all("\0" not in fault.value for fault in filters.ignored)


def test_a_parameter_given_twice_is_not_guessed_at() -> None:
    filters = read({"carrier": ["顺丰", "中通"]}, TODAY)
    assert filters.where.carrier == ""
    assert filters.ignored == (Ignored("carrier", "顺丰, 中通"),)


def test_what_the_page_itself_knows_is_no_stranger() -> None:
    assert read({"tag": ["rude_staff"], "lang": ["en"]}, TODAY, beside=("tag",)).ignored == ()


def test_a_link_changes_one_thing_and_keeps_the_rest() -> None:
    filters = asked(period="91d", carrier="顺丰")
    assert (
        filters.address("/s", tag="rude_staff")
        == "/s?period=91d&carrier=%E9%A1%BA%E4%B8%B0&tag=rude_staff"
    )
    assert filters.address("/s", period="", carrier="") == "/s"


def test_choosing_a_preset_leaves_the_days_chosen_by_hand() -> None:
    filters = asked(since="2026-10-01", until="2026-10-05")
    assert filters.address("/s", period="7d") == "/s?period=7d"


FILTERS = st.builds(
    Filters,
    days=st.just(Days(date(2026, 10, 25), date(2026, 11, 22))),
    against=st.sampled_from(Against),
    where=st.builds(
        Slice,
        source=st.sampled_from(["", "survey", "import"]),
        carrier=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12),
    ),
)


@given(FILTERS)
def test_an_address_opens_the_very_page_it_was_copied_from(filters: Filters) -> None:
    query = urlsplit(filters.address("/shops/tea")).query
    assert read(parse_qs(query), TODAY, FIRST) == filters


@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=90), max_size=3)))
def test_no_address_breaks_the_page(parameters: dict[str, list[str]]) -> None:
    filters = read(parameters, TODAY, FIRST)
    assert filters.days.since < filters.days.until
    assert filters.preset in {*Preset, None}


def test_days_before_the_first_answer_are_compared_with_nothing() -> None:
    early = {"since": [str(FIRST)], "until": [str(FIRST + timedelta(days=28))]}
    filters = read(early, TODAY, FIRST)
    assert filters.nothing_before
    assert filters.compared is None
    assert steps(filters, None, "/shops/tea", {}).comparison == ""
    a_day_more = read(early, TODAY, FIRST - timedelta(days=1))
    assert not a_day_more.nothing_before
    assert a_day_more.compared is not None
