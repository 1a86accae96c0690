"""What contacts tell: denial, promises, people and bots, and agents who may be shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard.channels import findings, measures, pictures
from admin.dashboard.channels.findings import Found
from admin.dashboard.channels.measures import BY_KEY, MEASURES
from admin.measures.change import Finding
from admin.measures.estimate import Estimate, Suppression, Visibility
from models.queries.channels import ContactTold
from tests.admin.dashboard.channels.told import BAD, BOT, GOOD


def say(message: str) -> str:
    return message


def level(found: Found, key: str) -> Estimate:
    return found.every.levels[[one.key for one in MEASURES].index(key)].estimate


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("satisfied", 3.0), ("resolved", 0.5), ("denied", 0.5), ("repeated", 0.5), ("effort", 4.0),
        ("promise", 0.5), ("long", 0.5),
    ],
)  # fmt: skip
def test_each_number_is_what_shoppers_told(key: str, value: float) -> None:
    assert level(findings.judge([BAD, GOOD] * 10, None), key).value == value


def test_who_was_promised_nothing_says_nothing_of_promises() -> None:
    told = [replace(GOOD, promise="none"), replace(GOOD, promise=""), GOOD] * 10
    assert level(findings.judge(told, None), "promise").n == 10


def test_who_did_not_say_is_in_no_number() -> None:
    found = findings.judge([ContactTold()] * 30, None)
    assert {one.estimate.n for one in found.every.levels} == {0}
    assert {one.estimate.suppressed for one in found.every.levels} == {Suppression.NO_ANSWERS}


def test_the_channel_the_shopper_names_goes_before_the_event() -> None:
    assert measures.used(replace(GOOD, used="", channel="wechat")) == "wechat"
    assert measures.used(replace(GOOD, used="phone", channel="wechat")) == "phone"


@pytest.mark.parametrize(
    ("said", "recorded", "bot"),
    [("person", True, False), ("bot_enough", False, True), ("bot_then_person", True, False),
     ("", True, True), ("", False, False), ("", None, None)],
)  # fmt: skip
def test_a_bot_is_what_the_shopper_met(said: str, recorded: bool | None, bot: bool | None) -> None:  # noqa: FBT001 — a table of cases
    assert measures.by_bot(replace(BOT, served_by=said, automated=recorded)) is bot


def test_no_preference_is_no_denial() -> None:
    told = [replace(BAD, wanted="no_preference")] * 20
    found = findings.judge(told, None)
    assert level(found, "denied").value == 0.0
    assert found.mobility == ()


def test_where_those_who_wanted_a_channel_ended_up() -> None:
    found = findings.judge([BAD] * 12 + [GOOD] * 28 + [BOT] * 4, None)
    assert [(cell.wanted, cell.used, cell.count) for cell in found.mobility] == [
        ("phone", "phone", 28),
        ("phone", "chat", 12),
    ]
    assert found.few_wanted == 1
    picture = pictures.mobility(found, say)
    assert picture is not None
    assert picture.wide.table.rows == (("Phone", "12 · 30%", "28 · 70%"),)
    assert picture.narrow.table.rows == (("Phone", "30%", "70%"),)


def test_a_channel_is_held_against_all_others() -> None:
    found = findings.judge([BAD] * 60 + [GOOD] * 60, None)
    verdicts = {
        column.name: column.levels[1].verdict.finding
        for column in found.by_channel
        if column.levels[1].verdict
    }
    assert verdicts == {"chat": Finding.REAL, "phone": Finding.REAL}
    assert all(column.levels[4].verdict is None for column in found.by_channel)


def test_people_and_bots_stand_side_by_side_when_both_served() -> None:
    told = [BAD, replace(GOOD, satisfied=4)] * 30 + [BOT] * 40
    lines = pictures.apart(findings.judge(told, None), say)
    resolved = lines[1]
    assert [mark.shown.value for mark in resolved.marks] == ["50%", "100%"]
    assert resolved.marks[1].verdict.text == "▲ 50.0 better than others"
    assert pictures.apart(findings.judge([GOOD] * 30, None), say) == ()


def test_a_bot_without_a_way_to_a_person_is_counted_of_bots_only() -> None:
    told = [BOT] * 5 + [replace(BOT, served_by="bot_enough")] * 15 + [GOOD] * 80
    assert findings.judge(told, None).no_person.value == 0.25


def test_only_agents_with_thirty_contacts_are_shown_by_name() -> None:
    told = [replace(GOOD, agent="B", resolved=("yes", "no")[n % 3 == 0]) for n in range(30)]
    told += [replace(GOOD, agent="A", resolved=("yes", "no")[n % 2]) for n in range(40)]
    told += [replace(GOOD, agent="C")] * 29
    agents = findings.judge(told, None).agents
    assert [one.cell.agent for one in agents.shown] == ["A", "B"]
    assert agents.few == 1
    # Pulled towards the channel's mean, never past it.
    assert 0.5 < (agents.shown[0].share.value or 0.0) < 0.8


def test_agents_without_a_name_or_a_reply_are_nobody() -> None:
    told = [replace(GOOD, agent="")] * 40 + [replace(GOOD, agent="A", resolved="")] * 40
    assert findings.judge(told, None).agents == findings.Agents((), 0)


def test_all_alike_is_told_and_breaks_nothing() -> None:
    found = findings.judge([GOOD] * 40, [GOOD] * 40)
    assert level(found, "satisfied").suppressed is Suppression.NO_VARIATION
    assert pictures.agents(found, say) is not None


@pytest.mark.parametrize("n", [0, 1, 9])
def test_few_contacts_show_no_number(n: int) -> None:
    found = findings.judge([GOOD] * n, None)
    assert all(one.estimate.visibility is Visibility.HIDDEN for one in found.every.levels)
    assert pictures.mobility(found, say) is None
    assert pictures.denial(found, say) is None


def test_every_share_has_its_case() -> None:
    for key, measure in BY_KEY.items():
        if measure.is_share:
            assert measures.hits(measure, [GOOD])[1] == 1, key


TOLD = st.builds(
    replace,
    st.sampled_from([GOOD, BAD, BOT, ContactTold()]),
    wanted=st.sampled_from(["", "chat", "phone", "no_preference"]),
    used=st.sampled_from(["", "chat", "phone"]),
    satisfied=st.none() | st.integers(1, 5),
    agent=st.sampled_from(["", "A", "B"]),
    n=st.integers(1, 40),
)


@given(now=st.lists(TOLD, max_size=8), before=st.none() | st.lists(TOLD, max_size=8))
def test_contacts_that_are_alike_may_be_told_at_once(
    now: list[ContactTold], before: list[ContactTold] | None
) -> None:
    at_once = findings.judge(now, before)
    assert at_once == findings.judge(_one_by_one(now), before and _one_by_one(before))


def _one_by_one(told: list[ContactTold]) -> list[ContactTold]:
    return [replace(one, n=1) for one in told for _ in range(one.n)]
