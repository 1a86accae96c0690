"""A shop's own rules: read whole, or refused with a sentence for every fault."""

import json
from dataclasses import fields
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.invitations.errors import PolicyInvalid
from feedback.invitations.policy import Policy
from feedback.invitations.policy_rules import as_written, default, policy_of
from feedback.invitations.rules import RULES
from feedback.invitations.strata import contact_stratum, order_stratum, rate_of
from tests.conftest import NOW
from tests.house.tree import ROOT


def test_a_shop_that_says_nothing_has_the_rules_of_the_house() -> None:
    assert policy_of({}) == Policy()
    assert Policy().rest == timedelta(days=30)
    assert Policy().rest_after_answer == timedelta(days=90)
    assert Policy().wait_after_delivery == timedelta(days=2)
    assert Policy().wait_after_contact == timedelta(hours=2)
    assert Policy().remind_after == timedelta(days=4)
    assert Policy().close_after == timedelta(days=14)


def test_a_shop_may_change_a_rule_and_keeps_the_others() -> None:
    policy = policy_of(
        {
            "rest": "45d",
            "wait_after_contact": "90 min",
            "quiet_from": "22:30",
            "sampling_rates": {"late=yes": 1, "channel=app;late=no": 0.25},
            "post_contact": False,
            "hold_out": 0.05,
            "most_per_year": 2,
        }
    )
    assert policy.rest == timedelta(days=45)
    assert policy.wait_after_contact == timedelta(minutes=90)
    assert policy.quiet_from == time(22, 30)
    assert policy.quiet_until == time(9)
    assert policy.sampling_rates == {"late=yes": 1.0, "channel=app;late=no": 0.25}
    assert not policy.post_contact


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"rests": "30d"}, "There is no rule named 'rests'. Did you mean rest?"),
        ({"rest": "soon"}, "rest must be a length of time such as '30d', '2h' or '90min'"),
        ({"rest": 30}, "or '90min', from 1d to 365d, not 30."),
        ({"rest": "-3d"}, "rest must be a length of time"),
        ({"quiet_from": "late"}, "quiet_from must be a time of day such as '21:00', not 'late'."),
        ({"sampling_rate": 0}, "sampling_rate must be a share from 0.001 to 1, not 0."),
        ({"sampling_rate": 1.1}, "sampling_rate must be a share from"),
        ({"sampling_rate": True}, "sampling_rate must be a share from"),
        ({"hold_out": 0.9}, "hold_out must be a share from 0 to 0.5, not 0.9."),
        ({"hold_out": "x"}, "hold_out must be a share from 0 to 0.5"),
        ({"most_per_year": 0}, "most_per_year must be a whole number from 1 to 366, not 0."),
        ({"post_purchase": "yes"}, "post_purchase must be true or false, not 'yes'."),
        ({"sampling_rates": 0.5}, "sampling_rates must be groups such as 'late=yes'"),
        ({"sampling_rates": {"late": 0.5}}, "sampling_rates must be groups"),
        ({"sampling_rates": {"colour=red": 0.5}}, "sampling_rates must be groups"),
        ({"sampling_rates": {"late=maybe": 0.5}}, "sampling_rates must be groups"),
        ({"sampling_rates": {"late=yes": 2}}, "each with a share from 0.001 to 1, not"),
        ({"remind_after": "3h"}, "from 1d to 30d, not '3h'."),
        ({"close_after": "2d"}, "close_after: The survey must close later than its reminder"),
        ({"quiet_from": "09:30"}, "quiet_until: Leave at least an hour of the day"),
        ({"locale": "fr"}, "locale must be one of 'zh-Hans', 'en', not 'fr'."),
        ({"sender_name": "a\nb"}, "sender_name must be one line of at most 120 characters"),
        ({"rest": "9999d"}, "from 1d to 365d, not '9999d'."),
        ({"ask_within": "1d"}, "ask_within: This must be longer than the waits"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(rules: dict[str, object], sentence: str) -> None:
    with pytest.raises(PolicyInvalid) as refusal:
        policy_of(rules)
    assert sentence in str(refusal.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(PolicyInvalid) as refusal:
        policy_of({"rest": "soon", "hold_out": 2, "colour": "red"})
    assert len(refusal.value.faults) == 3


def test_what_is_shown_to_an_owner_can_be_given_back() -> None:
    policy = policy_of({"rest": "36h", "sampling_rates": {"late=yes": 1.0}, "hold_out": 0.1})
    assert policy_of(as_written(policy)) == policy
    assert as_written(Policy())["rest"] == "30d"


@given(st.dictionaries(st.text(max_size=20), st.none() | st.text() | st.floats() | st.booleans()))
def test_whatever_is_stored_gives_rules_or_sentences(rules: dict[str, object]) -> None:
    if set(rules) - set(as_written(Policy())):
        with pytest.raises(PolicyInvalid):
            policy_of(rules)
    else:
        assert policy_of(rules) == Policy()


def test_an_order_belongs_to_a_group_by_channel_lateness_and_category() -> None:
    hour = timedelta(hours=1)
    assert order_stratum("App", "红茶", NOW + hour, NOW) == "channel=app;late=yes;category=红茶"
    assert order_stratum("", "", NOW, NOW) == "channel=unknown;late=no;category=unknown"
    assert order_stratum("web", "a;b=c", NOW, None) == "channel=web;late=unknown;category=a b c"
    assert len(order_stratum("x" * 40, "好" * 80, NOW, NOW)) <= 120


def test_a_contact_belongs_to_a_group_by_channel_and_by_who_answered() -> None:
    assert contact_stratum("chat", automated=True) == "contact=chat;by=program"
    assert contact_stratum("phone", automated=False) == "contact=phone;by=person"
    assert contact_stratum("", automated=None) == "contact=unknown;by=unknown"


def test_the_rate_that_says_most_about_a_group_counts() -> None:
    rates = {"late=yes": 0.5, "channel=app": 0.8, "channel=app;late=yes": 0.9}
    assert rate_of("channel=app;late=yes;category=tea", rates, 0.1) == 0.9
    assert rate_of("channel=web;late=yes;category=tea", rates, 0.1) == 0.5
    assert rate_of("channel=web;late=no;category=tea", rates, 0.1) == 0.1


def test_every_rule_stands_in_the_handbook_with_its_default() -> None:
    page = (ROOT / "docs/how-to/choose-whom-to-ask.md").read_text()
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    for rule in RULES:
        (line,) = [line for line in lines if f"`{rule.name}`" in line.split("|")[1]]
        if rule.name in as_written(Policy()):
            said = default(rule)
            assert f"`{said if isinstance(said, str) else json.dumps(said)}`" in line, rule.name


def test_every_field_of_a_policy_is_a_rule_that_owners_may_change() -> None:
    assert set(as_written(Policy())) == {field.name for field in fields(Policy)}
