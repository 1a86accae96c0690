"""What is typed becomes what an owner would write, and back, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.settings import form, words
from feedback.invitations.links import LinkSigner
from feedback.invitations.rulebook import Rulebook
from feedback.invitations.rules import BY_NAME, RULES, Rule
from models.choices import RuleKind

BOOK = Rulebook(LinkSigner((b"a key of thirty-two bytes or more",), "https://survey.example"))
SHARES = st.integers(1, 1000).map(lambda n: n / 1000)
# Values that every rule of a kind takes, if its own bounds allow them.
VALUES = {
    RuleKind.YES_NO: st.booleans(),
    RuleKind.LENGTH: st.tuples(st.integers(0, 9999), st.sampled_from(form.UNITS)).map(
        lambda one: f"{one[0]}{one[1]}"
    ),
    RuleKind.CLOCK: st.times().map(lambda at: at.isoformat("minutes")),
    RuleKind.SHARE: SHARES,
    RuleKind.COUNT: st.integers(0, 9999),
    RuleKind.GROUPS: st.dictionaries(
        st.sampled_from(["late=yes", "channel=app", "by=person;contact=chat"]), SHARES
    ),
    RuleKind.CHOICE: st.sampled_from(["", "consent", "en"]),
    RuleKind.TEXT: st.text(alphabet="茶舍 abc%<>\"'&", max_size=120).map(str.strip),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(chance=st.data())
def test_what_holds_is_typed_and_read_back_the_same(rule: Rule, chance: st.DataObject) -> None:
    value = chance.draw(VALUES[rule.kind])
    assert form.written_of(rule, form.typed_of(rule, value)) == value


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(junk=st.one_of(st.none(), st.text(), st.floats(), st.lists(st.integers()), st.booleans()))
def test_whatever_is_stored_can_be_shown(rule: Rule, junk: object) -> None:
    assert all(isinstance(text, str) for text in form.typed_of(rule, junk).values())
    assert isinstance(words.said(rule, junk, str), str)


@given(
    st.dictionaries(
        st.sampled_from(
            [*BY_NAME, "rest.unit", "sampling_rates.0.group", "sampling_rates.0.share", "seen"]
        ),
        st.text(max_size=30) | st.integers().map(str) | st.floats().map(str),
    )
)
def test_whatever_is_typed_gives_rules_or_sentences(typed: dict[str, str]) -> None:
    choices = form.choices_of(RULES, typed, {})
    faults = BOOK.faults(choices)
    for fault in faults:
        assert words.fault(BY_NAME[fault.rule], fault, str)
    if not faults:
        kept = BOOK.tidied(choices)
        assert BOOK.faults(kept) == ()
        assert BOOK.tidied(kept) == kept


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("wait_after_delivery", ("0d", "30d"), ("31d", "721h")),
        ("wait_after_contact", ("0min", "7d"), ("8d",)),
        ("rest", ("1d", "24h", "365d"), ("23h", "366d", "0d")),
        ("rest_after_answer", ("0d", "730d"), ("731d",)),
        ("most_per_year", (1, 366), (0, 367)),
        ("contact_surveys_in_rest", (0, 12), (13,)),
        ("letters_a_day", (0, 100_000), (-1, 100_001)),
        ("sampling_rate", (0.001, 1), (0, 0.0009, 1.01)),
        ("hold_out", (0, 0.5), (0.51, -0.1)),
        ("quiet_from", ("00:00", "23:59"), ("24:00", "9:00", "21:00+08:00")),
        ("default_basis", ("", "consent"), ("guess",)),
    ],
)
def test_a_rule_takes_what_lies_in_its_range_and_nothing_else(
    name: str, inside: tuple[object, ...], outside: tuple[object, ...]
) -> None:
    rest = {"quiet_until": "12:00"} if name == "quiet_from" else {}
    for value in inside:
        assert BOOK.faults({name: value, **rest}) == ()
    for value in outside:
        assert [fault.rule for fault in BOOK.faults({name: value, **rest})] == [name]


def test_what_is_the_default_is_not_kept() -> None:
    assert BOOK.tidied({"rest": "720h", "quiet_from": "21:00", "hold_out": 0}) == {}


def test_too_many_groups_are_refused() -> None:
    groups = {f"category={n}": 0.5 for n in range(21)}
    assert [fault.rule for fault in BOOK.faults({"sampling_rates": groups})] == ["sampling_rates"]


def test_fields_of_nobody_are_left_behind() -> None:
    typed = {
        "rest": "1" * 900,
        "rest.unit": "d",
        "csrf": "x",
        "seen": "1",
        "sampling_rates.0.x": "",
    }
    assert form.own_fields(RULES, typed).keys() == {"rest", "rest.unit", "sampling_rates.0.x"}
    assert len(form.own_fields(RULES, typed)["rest"]) == form.LONGEST
