"""Whom to ask: every rule of asking, alone and beside the others, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.invitations.policy import (
    Ask,
    Facts,
    Policy,
    Refuse,
    Wait,
    decide,
    end_of_quiet,
    first_due,
    is_quiet,
    may_be_minor,
    next_day,
    start_of_day,
)
from feedback.invitations.reasons import FOR_NOW, SENTENCES, Reason
from huiyin.i18n import translator
from models.choices import SurveyKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai
DELIVERED = NOW - timedelta(days=3)
POLICY = Policy()
ORDER = Facts(
    kind=SurveyKind.POST_PURCHASE,
    zone=SHANGHAI,
    ready_at=DELIVERED,
    heard_at=DELIVERED,
    stratum="channel=app;late=no;category=tea",
    basis="consent",
    person_draw=0.5,
    subject_draw=0.5,
)
CONTACT = replace(ORDER, kind=SurveyKind.POST_CONTACT, ready_at=NOW - timedelta(hours=3))
DAYS = timedelta(days=1)


def test_an_order_delivered_three_days_ago_is_asked_about() -> None:
    assert decide(ORDER, POLICY, NOW) == Ask()


def test_a_contact_closed_three_hours_ago_is_asked_about() -> None:
    assert decide(CONTACT, POLICY, NOW) == Ask()


def test_the_letter_waits_until_the_parcel_has_been_opened() -> None:
    fresh = replace(ORDER, ready_at=NOW - DAYS)
    assert decide(fresh, POLICY, NOW) == Wait(NOW + DAYS, Reason.TOO_SOON)
    assert first_due(SurveyKind.POST_PURCHASE, DELIVERED, POLICY) == DELIVERED + 2 * DAYS


def test_the_letter_leaves_at_the_very_moment_the_wait_ends() -> None:
    due = replace(ORDER, ready_at=NOW - POLICY.wait_after_delivery)
    assert decide(due, POLICY, NOW) == Ask()
    assert isinstance(decide(due, POLICY, NOW - timedelta(microseconds=1)), Wait)


def test_after_a_contact_the_letter_waits_two_hours() -> None:
    closed = replace(CONTACT, ready_at=NOW - timedelta(minutes=30))
    assert decide(closed, POLICY, NOW) == Wait(NOW + timedelta(minutes=90), Reason.TOO_SOON)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"ended": Reason.CANCELLED}, Reason.CANCELLED),
        ({"ended": Reason.RETURNED}, Reason.RETURNED),
        ({"ended": Reason.REFUNDED}, Reason.REFUNDED),
        ({"heard_at": DELIVERED + 31 * DAYS}, Reason.HISTORICAL),
        ({"reachable": False}, Reason.NO_EMAIL),
        ({"age_band": "14-17"}, Reason.MINOR),
        ({"basis": ""}, Reason.NO_BASIS),
        ({"basis": "we felt like it"}, Reason.NO_BASIS),
        ({"suppressed": True}, Reason.SUPPRESSED),
    ],
)
def test_what_forbids_asking_forbids_it_for_good(fact: dict[str, object], reason: Reason) -> None:
    assert decide(replace(ORDER, **fact), POLICY, NOW) == Refuse(reason)  # type: ignore[arg-type] # each fact has its own type


def test_a_refund_does_not_keep_us_from_asking_how_service_was() -> None:
    assert decide(replace(CONTACT, ended=Reason.REFUNDED), POLICY, NOW) == Ask()


def test_news_of_thirty_days_is_still_news() -> None:
    old = replace(ORDER, ready_at=NOW - 30 * DAYS, heard_at=NOW)
    assert decide(old, POLICY, NOW) == Ask()


@pytest.mark.parametrize("basis", ["consent", "existing_customer", "contract"])
def test_every_known_legal_ground_will_do(basis: str) -> None:
    assert decide(replace(ORDER, basis=basis), POLICY, NOW) == Ask()


@pytest.mark.parametrize(
    ("band", "minor"),
    [
        ("", False),
        ("18-24", False),
        ("65+", False),
        ("0-13", True),
        ("14-17", True),
        ("16-24", True),
        ("under_18", True),
        ("<14", True),
        ("minor", True),
        ("adult", False),
    ],
)
def test_whoever_may_be_under_age_is_left_alone(band: str, *, minor: bool) -> None:
    assert may_be_minor(band) is minor


def test_a_shop_may_do_without_a_kind_of_survey() -> None:
    no_purchases, no_contacts = replace(POLICY, post_purchase=False), Policy(post_contact=False)
    assert decide(ORDER, no_purchases, NOW) == Refuse(Reason.SURVEY_OFF)
    assert decide(CONTACT, no_purchases, NOW) == Ask()
    assert decide(CONTACT, no_contacts, NOW) == Refuse(Reason.SURVEY_OFF)
    assert decide(ORDER, no_contacts, NOW) == Ask()


def test_a_shopper_asked_last_week_is_left_in_peace() -> None:
    asked = NOW - 7 * DAYS
    decision = decide(replace(ORDER, asked_at=(asked,)), POLICY, NOW)
    assert decision == Wait(asked + 30 * DAYS, Reason.RESTING)


def test_a_shopper_asked_thirty_days_ago_may_be_asked_again() -> None:
    assert decide(replace(ORDER, asked_at=(NOW - 30 * DAYS,)), POLICY, NOW) == Ask()


def test_a_rest_that_outlasts_the_memory_is_the_reason_not_to_ask() -> None:
    answered = replace(ORDER, answered_at=NOW - 10 * DAYS)
    assert decide(answered, POLICY, NOW) == Refuse(Reason.RESTING_TOO_LONG)


def test_a_shopper_who_answered_is_left_in_peace_for_ninety_days() -> None:
    nearly = replace(ORDER, answered_at=NOW - 80 * DAYS)
    assert decide(nearly, POLICY, NOW) == Wait(NOW + 10 * DAYS, Reason.RESTING)
    assert decide(replace(ORDER, answered_at=NOW - 90 * DAYS), POLICY, NOW) == Ask()


def test_a_contact_survey_may_come_into_a_rest_once() -> None:
    one = (NOW - 7 * DAYS,)
    assert decide(replace(CONTACT, asked_at=one), POLICY, NOW) == Ask()
    two = (NOW - 7 * DAYS, NOW - 2 * DAYS)
    assert decide(replace(CONTACT, asked_at=two), POLICY, NOW) == Wait(
        NOW + 23 * DAYS, Reason.RESTING
    )


def test_a_contact_survey_never_comes_into_the_rest_after_an_answer() -> None:
    answered = replace(CONTACT, answered_at=NOW - 60 * DAYS)
    assert decide(answered, POLICY, NOW) == Wait(NOW + 30 * DAYS, Reason.RESTING)


def test_nobody_is_asked_more_than_four_times_a_year() -> None:
    times = tuple(NOW - days * DAYS for days in (355, 200, 120, 60))
    assert decide(replace(ORDER, asked_at=times), POLICY, NOW) == Wait(
        NOW + 10 * DAYS, Reason.RESTING
    )


def test_a_draw_below_the_rate_is_asked_and_one_at_it_is_not() -> None:
    half = replace(POLICY, sampling_rate=0.5)
    assert decide(replace(ORDER, subject_draw=0.4999), half, NOW) == Ask()
    assert decide(replace(ORDER, subject_draw=0.5), half, NOW) == Refuse(Reason.NOT_SAMPLED)


def test_a_rare_group_may_be_asked_more_often() -> None:
    policy = replace(POLICY, sampling_rate=0.1, sampling_rates={"late=yes": 1.0})
    late = replace(ORDER, stratum="channel=app;late=yes;category=tea")
    assert decide(late, policy, NOW) == Ask()
    assert decide(ORDER, policy, NOW) == Refuse(Reason.NOT_SAMPLED)
    assert policy.probability(late.stratum) == 1.0
    assert policy.probability(ORDER.stratum) == pytest.approx(0.1)


def test_the_held_out_share_belongs_to_the_person_and_to_the_probability() -> None:
    policy = replace(POLICY, hold_out=0.2, sampling_rate=0.5)
    assert decide(replace(ORDER, person_draw=0.19), policy, NOW) == Refuse(Reason.HOLD_OUT)
    assert policy.probability(ORDER.stratum) == pytest.approx(0.4)


def test_a_letter_due_at_night_leaves_in_the_morning() -> None:
    night = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
    morning = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert decide(ORDER, POLICY, night) == Wait(morning, Reason.QUIET_HOURS)
    early = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # 07:00 of the same night
    assert decide(ORDER, POLICY, early) == Wait(morning, Reason.QUIET_HOURS)
    assert decide(ORDER, POLICY, morning) == Ask()


def test_quiet_hours_may_lie_within_one_day_or_be_none() -> None:
    lunch = replace(POLICY, quiet_from=time(12), quiet_until=time(14, 30))
    assert decide(ORDER, lunch, NOW) == Wait(NOW + timedelta(minutes=30), Reason.QUIET_HOURS)
    none = replace(POLICY, quiet_from=time(9), quiet_until=time(9))
    assert not is_quiet(NOW, SHANGHAI, none)


def test_quiet_hours_end_on_the_wall_clock_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before_spring = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)  # the night that loses an hour
    assert end_of_quiet(before_spring, berlin, POLICY) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)
    before_autumn = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # the night that gains one
    assert end_of_quiet(before_autumn, berlin, POLICY) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


def test_an_end_that_the_clock_skips_comes_at_the_end_of_the_skipped_hour() -> None:
    berlin, odd = ZoneInfo("Europe/Berlin"), replace(POLICY, quiet_until=time(2, 30))
    night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert end_of_quiet(night, berlin, odd) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_end_that_comes_twice_is_the_next_one() -> None:
    berlin, odd = ZoneInfo("Europe/Berlin"), replace(POLICY, quiet_until=time(2, 30))
    second_pass = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert end_of_quiet(second_pass, berlin, odd) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]


moments_of_years = st.datetimes(
    datetime(2016, 1, 1),  # noqa: DTZ001 - made aware where it is used
    datetime(2028, 12, 31),  # noqa: DTZ001 - made aware where it is used
)


@given(
    moments_of_years,
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
)
def test_quiet_hours_always_end_within_a_day_and_a_bit(
    moment: datetime, zone: str, start: time, end: time
) -> None:
    policy = replace(POLICY, quiet_from=start, quiet_until=end)
    now = moment.replace(tzinfo=UTC)
    if is_quiet(now, ZoneInfo(zone), policy):
        assert now < end_of_quiet(now, ZoneInfo(zone), policy) <= now + timedelta(hours=26)


def test_a_letter_beyond_those_of_the_day_leaves_the_next_morning() -> None:
    two = replace(POLICY, letters_a_day=2)
    assert decide(replace(ORDER, written_today=1), two, NOW) == Ask()
    morning = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
    assert decide(replace(ORDER, written_today=2), two, NOW) == Wait(morning, Reason.DAY_FULL)
    assert decide(replace(ORDER, written_today=10**6), POLICY, NOW) == Ask()


def test_a_day_that_is_always_full_asks_nobody_about_what_they_have_forgotten() -> None:
    full = replace(ORDER, written_today=1)
    assert decide(full, replace(POLICY, letters_a_day=1), NOW + 60 * DAYS) == Refuse(
        Reason.TOO_LATE
    )


@given(moments_of_years, st.sampled_from([*ZONES, "America/Sao_Paulo"]), st.times(), st.times())
def test_the_next_day_is_the_next_and_not_quiet(
    moment: datetime, zone: str, start: time, end: time
) -> None:
    policy = replace(POLICY, quiet_from=start, quiet_until=end)
    here, now = ZoneInfo(zone), moment.replace(tzinfo=UTC)
    begun, then = start_of_day(now, here), next_day(now, here, policy)
    assert begun <= now < then <= now + timedelta(hours=51)
    assert begun.astimezone(here).date() == now.astimezone(here).date()
    assert then.astimezone(here).date() > now.astimezone(here).date()


def test_an_order_that_service_is_busy_with_waits_for_the_end_of_it() -> None:
    busy = replace(ORDER, contact_open_since=NOW - DAYS)
    assert decide(busy, POLICY, NOW) == Wait(NOW + DAYS, Reason.CONTACT_OPEN)
    forgotten = replace(ORDER, contact_open_since=NOW - 7 * DAYS)
    assert decide(forgotten, POLICY, NOW) == Ask()
    assert decide(replace(CONTACT, contact_open_since=NOW - DAYS), POLICY, NOW) == Ask()


def test_after_a_long_stop_nobody_is_asked_about_what_they_have_forgotten() -> None:
    assert decide(ORDER, POLICY, NOW + 60 * DAYS) == Refuse(Reason.TOO_LATE)


def test_a_candidate_whose_delivery_was_taken_back_waits_and_at_last_is_too_late() -> None:
    lost = replace(ORDER, ready_at=None)
    assert decide(lost, POLICY, NOW) == Wait(NOW + DAYS, Reason.TOO_SOON)
    assert decide(lost, POLICY, NOW + 60 * DAYS) == Refuse(Reason.TOO_LATE)


moments = st.datetimes(
    datetime(2026, 7, 1),  # noqa: DTZ001 - made aware by timezones
    datetime(2027, 3, 1),  # noqa: DTZ001 - made aware by timezones
    timezones=st.just(UTC),
)
some_facts = st.builds(
    Facts,
    kind=st.sampled_from(SurveyKind),
    zone=st.sampled_from([ZoneInfo(zone) for zone in ZONES]),
    ready_at=st.none() | moments,
    heard_at=moments,
    stratum=st.just("late=no"),
    ended=st.none() | st.sampled_from([Reason.CANCELLED, Reason.RETURNED, Reason.REFUNDED]),
    contact_open_since=st.none() | moments,
    reachable=st.booleans(),
    age_band=st.sampled_from(["", "18-24", "14-17"]),
    basis=st.sampled_from(["", "consent", "contract"]),
    suppressed=st.booleans(),
    person_draw=st.floats(0, 1, exclude_max=True),
    subject_draw=st.floats(0, 1, exclude_max=True),
    asked_at=st.lists(moments, max_size=5).map(tuple),
    answered_at=st.none() | moments,
)


@given(some_facts, moments)
def test_nobody_is_ever_asked_against_a_rule(facts: Facts, now: datetime) -> None:
    decision = decide(facts, POLICY, now)
    if isinstance(decision, Refuse):
        assert decision.reason not in FOR_NOW
    elif isinstance(decision, Wait):
        assert decision.reason in FOR_NOW
        assert decision.until > now
    else:
        assert facts.reachable
        assert facts.basis
        assert not facts.suppressed
        assert facts.ready_at is not None
        assert now >= facts.ready_at + POLICY.wait(facts.kind)
        assert not is_quiet(now, facts.zone, POLICY)
        recent = [at for at in facts.asked_at if at > now - POLICY.rest]
        assert len(recent) <= (1 if facts.kind is SurveyKind.POST_CONTACT else 0)
        assert facts.answered_at is None or facts.answered_at <= now - POLICY.rest_after_answer


@given(some_facts, moments)
def test_whoever_waits_is_asked_or_refused_in_the_end(facts: Facts, now: datetime) -> None:
    for _ in range(200):
        decision = decide(facts, POLICY, now)
        if not isinstance(decision, Wait):
            return
        now = decision.until
    pytest.fail(f"still waiting: {decision}")


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
    assert max(len(reason) for reason in Reason) <= 40
    chinese = translator("zh-Hans")
    assert all(chinese(sentence) != sentence for sentence in SENTENCES.values())
