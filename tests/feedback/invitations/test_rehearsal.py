"""Rules played through the past: as the river itself would have run, and nothing is written."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.invitations import jobs, rulebook
from feedback.invitations.policy import Policy
from feedback.invitations.reasons import Reason
from feedback.invitations.rehearsal import ASKED, Life, Rulings, Turn, play
from feedback.invitations.rulebook import Rulebook
from models import database as door
from models.choices import SurveyKind
from models.queries import customers, shops
from tests.conftest import NOW
from tests.feedback.invitations.cast import (
    LINKS,
    delivered,
    desk,
    every_row,
    found_shop,
    in_touch,
)

pytestmark = pytest.mark.anyio
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
THEN = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
RULES = Rulings(Policy(), "consent")
ORDER = Turn(
    SurveyKind.POST_PURCHASE, THEN, THEN, "late=no", person=1, person_draw=0.5, subject_draw=0.5
)


def played(
    *turns: Turn, rules: Rulings = RULES, lives: dict[int, Life] | None = None
) -> Counter[str]:
    return play(turns, lives or {}, rules, SHANGHAI, THEN + 28 * DAY)


def changed(**rules: object) -> Rulings:
    return Rulings(replace(Policy(), **rules), "consent")  # type: ignore[arg-type]  # a policy's own fields


def test_an_order_is_asked_about_when_its_wait_is_over() -> None:
    assert played(ORDER) == {ASKED: 1}
    assert played(ORDER, rules=changed(wait_after_delivery=29 * DAY)) == {Reason.TOO_SOON: 1}


def test_a_letter_that_was_never_sent_gives_nobody_a_rest() -> None:
    later = replace(ORDER, ready_at=THEN + 5 * DAY, heard_at=THEN + 5 * DAY, subject_draw=0.1)
    assert played(ORDER, later) == {ASKED: 1, Reason.RESTING: 1}
    assert played(ORDER, later, rules=changed(sampling_rate=0.2)) == {
        ASKED: 1,
        Reason.NOT_SAMPLED: 1,
    }


def test_a_shorter_rest_asks_again() -> None:
    later = replace(ORDER, ready_at=THEN + 15 * DAY, heard_at=THEN + 15 * DAY)
    assert played(ORDER, later, rules=changed(rest=10 * DAY)) == {ASKED: 2}


def test_a_reminder_lengthens_the_rest_unless_the_person_had_answered() -> None:
    later = replace(ORDER, ready_at=THEN + 12 * DAY, heard_at=THEN + 12 * DAY)
    rules = changed(rest=10 * DAY, rest_after_answer=DAY, wait_after_delivery=timedelta(0))
    until = THEN + 13 * DAY
    for life, ended in (
        (Life(), {ASKED: 1, Reason.RESTING: 1}),
        (Life((), (THEN + DAY,)), {ASKED: 2}),
    ):
        assert play((ORDER, later), {1: life}, rules, SHANGHAI, until) == ended


def test_an_order_that_came_back_before_its_letter_is_not_asked_about() -> None:
    early = replace(ORDER, ends=((THEN + DAY, Reason.RETURNED),))
    late = replace(ORDER, ends=((THEN + 3 * DAY, Reason.RETURNED),))
    assert played(early) == {Reason.RETURNED: 1}
    assert played(late) == {ASKED: 1}


def test_an_order_waits_while_service_was_busy_with_it() -> None:
    busy = replace(ORDER, service_from=THEN, service_until=THEN + 4 * DAY)
    assert played(busy) == {ASKED: 1}
    assert played(busy, rules=changed(ask_within=3 * DAY)) == {Reason.TOO_LATE: 1}


def test_strangers_do_not_share_a_rest() -> None:
    assert played(*(replace(ORDER, person=0) for _ in range(3))) == {ASKED: 3}


@given(
    st.lists(st.integers(0, 20 * 24), max_size=30), st.integers(1, 5), st.sets(st.integers(1, 30))
)
def test_no_day_gets_more_letters_than_it_may_and_what_is_over_leaves_later(
    told: list[int], most: int, answers: set[int]
) -> None:
    turns = [
        replace(ORDER, person=n, ready_at=THEN + hours * HOUR, heard_at=THEN + hours * HOUR)
        for n, hours in enumerate(told, 1)
    ]
    lives = {n: Life((), (THEN + 27 * DAY,)) for n in answers}
    ended = play(
        turns,
        lives,
        changed(letters_a_day=most, rest_after_answer=0 * DAY),
        SHANGHAI,
        THEN + 28 * DAY,
    )
    assert sum(ended.values()) == len(told)
    assert ended[ASKED] <= most * 28
    assert set(ended) <= {ASKED, Reason.DAY_FULL}
    if len(told) <= most:
        assert ended == {ASKED: len(told)} or not told


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 27 * 24), st.floats(0, 0.99), st.booleans()),
        max_size=30,
    ),
    st.integers(1, 60),
    st.floats(0.01, 1),
)
def test_every_order_ends_once_and_resting_people_get_fewer_letters(
    told: list[tuple[int, int, float, bool]], rest: int, rate: float
) -> None:
    turns = [
        replace(
            ORDER,
            kind=SurveyKind.POST_CONTACT if contact else SurveyKind.POST_PURCHASE,
            person=person, ready_at=THEN + hours * HOUR, heard_at=THEN + hours * HOUR,
            subject_draw=draw,
        )
        for person, hours, draw, contact in told
    ]  # fmt: skip
    rules = changed(rest=rest * DAY, sampling_rate=rate, most_per_year=3)
    ended = played(*turns, rules=rules)
    assert sum(ended.values()) == len(turns)
    assert ended[ASKED] <= 3 * len({person for person, *_ in told})
    assert ended[Reason.NOT_SAMPLED] == sum(draw >= rate for _, _, draw, _ in told)
    assert played(*reversed(turns), rules=rules)[ASKED] == ended[ASKED]


@pytest.mark.parametrize("letters_a_day", [0, 1])
async def test_the_rules_in_force_played_again_end_as_the_river_did(
    database: str, letters_a_day: int
) -> None:
    """Twelve days of orders and contacts run through the real jobs, then through the rehearsal."""
    policy = {"sampling_rate": 0.7, "hold_out": 0.2, "rest": "4d", "remind_after": "30d",
              "close_after": "40d", "most_per_year": 3, "letters_a_day": letters_a_day}  # fmt: skip
    shop, other = await found_shop(policy=policy), await found_shop("other", "别家")
    chance = random.Random(27)
    begin = NOW - 13 * DAY
    happened = sorted((begin + chance.randrange(12 * 24) * HOUR, n) for n in range(60))
    now = begin
    while now < NOW:
        for at, n in happened:
            if now - HOUR < at <= now:
                person = f"shopper{n % 11}@customers.example"
                await (in_touch if n % 4 == 0 else delivered)(shop, f"X-{n}", person, at)
                await delivered(other, f"Y-{n}", person, at)
        if now == begin + 6 * DAY:
            await customers.suppress(
                shop.id, LINKS.email_hash("shopper3@customers.example"), "unsubscribed", now
            )
        await jobs.send_due_invitations(now, desk(prefix=f"{now:%d%H}"))
        now += HOUR
    rows = await door.fetch(
        "SELECT state, reason, count(*) AS n FROM candidate WHERE shop_id = {} "
        "GROUP BY state, reason", shop.id,
    )  # fmt: skip
    really = Counter(
        {ASKED if row["state"] == "asked" else row["reason"]: row["n"] for row in rows}
    )
    book = Rulebook(LINKS)
    rehearsed = await book.rehearse(shop, shop.choices, shop.choices | {"rest": "365d"}, NOW)
    assert rehearsed.before == really
    assert (Reason.DAY_FULL in really) == bool(letters_a_day)
    assert rehearsed.asked_after <= rehearsed.asked_before
    assert (rehearsed.played, rehearsed.known, rehearsed.every) == (60, 60, 1)
    assert sum(rehearsed.after.values()) == 60


async def test_a_rehearsal_writes_nothing(database: str) -> None:
    shop = await found_shop()
    await found_shop("other", "别家")
    await delivered(shop)
    before = await every_row()
    await Rulebook(LINKS).rehearse(shop, shop.choices, {"hold_out": 0.5}, NOW)
    assert await every_row() == before


async def test_without_a_legal_ground_nobody_would_have_been_asked(database: str) -> None:
    shop = await found_shop()
    await delivered(shop)
    rehearsed = await Rulebook(LINKS).rehearse(
        shop, shop.choices, shop.choices | {"default_basis": ""}, NOW
    )
    assert rehearsed.asked_before == 1
    assert rehearsed.reasons == ((Reason.NO_BASIS, 0, 1),)


async def test_a_large_shop_is_tried_on_a_part_of_its_people(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = await found_shop(policy={"letters_a_day": 6})
    await found_shop("other", "别家")
    for number in range(60):
        person = f"shopper{number % 30}@customers.example"
        await delivered(shop, f"O-{number}", person, NOW - 5 * DAY)
    monkeypatch.setattr(rulebook, "MOST", 20)
    rehearsed = await Rulebook(LINKS).rehearse(
        shop, shop.choices, {"default_basis": "consent"}, NOW
    )
    assert (rehearsed.every, rehearsed.known, rehearsed.played) == (3, 60, 20)
    assert rehearsed.asked_after == 10  # ten people of thirty, each asked once
    assert rehearsed.asked_before == 2 * 4  # of six letters a day two, for four days


async def test_a_new_shop_has_nothing_to_rehearse(database: str) -> None:
    shop = await found_shop()
    assert (await Rulebook(LINKS).rehearse(shop, shop.choices, {}, NOW)).played == 0
    other = await found_shop("other", "别家")
    await delivered(other)
    assert (await Rulebook(LINKS).rehearse(shop, shop.choices, {}, NOW)).played == 0


async def test_rules_that_cannot_be_used_ask_nobody_before(database: str) -> None:
    shop = await found_shop(policy={"rest": "soon"})
    await delivered(shop)
    rehearsed = await Rulebook(LINKS).rehearse(
        shop, shop.choices, {"default_basis": "consent"}, NOW
    )
    assert (rehearsed.before, rehearsed.asked_after) == ({}, 1)
    assert await shops.by_id(shop.id) == shop
