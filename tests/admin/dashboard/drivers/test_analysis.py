"""Drivers: what may be said, what may not, and the plain sentences for both."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from admin.dashboard.drivers import sentences, shapes
from admin.dashboard.drivers.analysis import Analysis, StageFound, analyse
from admin.dashboard.drivers.page import signed
from admin.dashboard.drivers.shelf import Shelf
from admin.dashboard.filters import Filters
from admin.measures.estimate import Estimate, Suppression, Visibility
from admin.measures.priorities import PenaltyReward, Quadrant, Sensitivity
from models.choices import Stage
from models.queries.drivers import Person
from models.queries.quality import Days
from tests.admin.dashboard.drivers.crowd import crowd
from tests.conftest import NOW

FILTERS = Filters(Days(NOW.date(), NOW.date()))
SAME = Person(1.0, 4, 4, 4, None, None)


def say(message: str) -> str:
    return message


@pytest.fixture(scope="module")
def known() -> Analysis:
    return analyse(crowd(4000), seed=1)


def test_the_stage_that_matters_and_does_badly_comes_first(known: Analysis) -> None:
    places = {one.stage: one.place for one in known.stages}
    assert places[Stage.RECEIVE] is Quadrant.FIX_FIRST
    assert places[Stage.PAY] is Quadrant.MORE_THAN_NEEDED
    told = sentences.readings(known, say)
    assert "fix it first" in told[0]
    assert "enough is done here" in told[-1]


def test_shares_add_up_to_the_whole(known: Analysis) -> None:
    assert sum(one.share.value or 0.0 for one in known.stages) == pytest.approx(1.0)
    assert sentences.refusal(known, say) == ""


def test_the_same_people_give_the_same_intervals(known: Analysis) -> None:
    again = analyse(crowd(4000), seed=1)
    assert [one.share for one in again.stages] == [one.share for one in known.stages]


def test_what_explains_most_is_said_only_where_the_interval_allows(known: Analysis) -> None:
    lead = known.drivers.lead
    assert lead is not None
    assert lead.first == Stage.RECEIVE
    assert lead.rival == Stage.SHIP
    assert "Receive explains more than any other stage" in sentences.leading(known, say)
    few = analyse(crowd(900, matters=np.array([0.3, 0.3, 0.33, 0.3])), seed=1)
    assert few.drivers.lead is not None
    assert (few.drivers.lead.ahead.low or 0.0) < 0
    told = sentences.leading(few, say)
    assert "cannot be said yet" in told
    assert "would probably tell" in told or "would hardly tell" in told


def test_an_unclear_stage_says_how_many_surveys_would_place_it() -> None:
    few = analyse(crowd(900, matters=np.array([0.3, 0.3, 0.33, 0.3])), seed=1)
    unclear = [one for one in few.stages if one.place is Quadrant.UNCLEAR]
    assert unclear
    told = " ".join(sentences.readings(few, say))
    assert told.count("would probably tell") + told.count("would hardly tell") == len(unclear)
    assert "these days have 900" in told or "even 18,000 surveys" in told


def test_a_stage_on_the_line_is_told_by_no_number_of_surveys() -> None:
    assert "even 18,000 surveys would hardly tell" in sentences.would_tell(None, 900, say)
    assert "even 18,000 surveys would hardly tell" in sentences.would_tell(50.0, 900, say)
    assert "About 2,300 surveys like these" in sentences.would_tell(2.5, 900, say)
    assert "these days have 900" in sentences.would_tell(2.5, 900, say)
    assert sentences.would_tell(1.0, 900, say) == ""


def test_the_charts_lead_to_the_stages(known: Analysis) -> None:
    shares = shapes.shares(known, FILTERS, "/shops/tea", say)
    assert 'href="/shops/tea/stages/receive"' in shares.wide.svg
    assert shares.wide.table.rows[0][0] == "Receive"
    assert shapes.priorities(known, FILTERS, "/shops/tea", say) is not None


def test_a_small_crowd_is_told_how_many_it_takes() -> None:
    told = sentences.refusal(analyse(crowd(120), 1), say)
    assert told == "Drivers need 300 answered surveys; these days have 120. Choose more days."


def test_a_pair_of_stages_that_hardly_anyone_rated_is_named() -> None:
    never = [replace(person, pay=None) for person in crowd(400)]
    assert "were rated by 0 people; 50 are needed" in sentences.refusal(analyse(never, 1), say)


def test_a_pair_that_too_few_rated_says_how_many_surveys_would_do() -> None:
    told = sentences.refusal(analyse(crowd(330), 1), say)
    assert "50 are needed" in told
    assert "About 400 answered surveys like these would do; these days have 330." in told


def test_shares_too_rough_to_act_on_say_how_many_would_do() -> None:
    found = analyse(crowd(340, seed=23), 1)
    assert found.drivers.suppressed is Suppression.TOO_WIDE
    told = sentences.refusal(found, say)
    assert "With 340 answered surveys" in told
    assert 340 < sentences.enough(found) < 2_000


def test_what_explains_nothing_is_not_divided() -> None:
    found = analyse(crowd(3000, matters=np.zeros(4)), 1)
    assert found.drivers.suppressed is Suppression.WEAK_FIT
    assert "less than a tenth" in sentences.refusal(found, say)


@pytest.mark.parametrize(
    "people",
    [
        [],
        [SAME],
        [SAME] * 400,
        [Person(1.0, 4, 4, 4, 4, 4)] * 400,
        [Person(1.0, None, None, None, None, None)] * 400,
        [Person(1.0, k, k, k, k, k) for k in (1, 2, 3, 4, 5)] * 80,
        [Person(1.0, k, 4, 4, 4, 4) for k in (1, 2, 3, 4, 5)] * 80,
    ],
    ids=["nobody", "one", "alike-pair", "alike", "blank", "copies", "flat-stages"],
)
def test_a_strange_crowd_gets_a_sentence(people: list[Person]) -> None:
    found = analyse(people, 1)
    assert sentences.refusal(found, say)
    assert all(sentences.swing(one, say) for one in found.stages)
    assert shapes.sheets(found, say)[0].rows[0][2] is None


def test_unequal_weights_are_followed() -> None:
    people = crowd(2000)
    tilted = [replace(one, weight=1.0 + 3.0 * (one.overall == 1)) for one in people]
    plain, weighted = analyse(people, 1), analyse(tilted, 1)
    assert (weighted.stages[3].satisfied.value or 0) < (plain.stages[3].satisfied.value or 0)


def test_failures_that_cost_more_than_excellence_earns_are_called_loss_sensitive() -> None:
    rng = np.random.default_rng(5)
    ship = rng.integers(1, 6, 900)
    overall = np.clip(np.round(4.0 - 1.5 * (ship <= 2) + rng.normal(0, 0.6, 900)), 1, 5)
    people = [Person(1.0, int(o), None, None, int(s), None) for o, s in zip(overall, ship)]  # noqa: B905 — same length
    found = analyse(people, 1).stages[2]
    assert found.sensitivity is Sensitivity.LOSS
    assert sentences.swing(found, say).startswith("Ship is loss-sensitive")
    assert found.swing.penalty.visibility is Visibility.SHOWN


def _swinging(penalty: tuple[float, float], reward: tuple[float, float], n: int = 90) -> StageFound:
    """Return a stage whose loss and gain have the intervals given."""
    low, high = (Estimate(sum(ends) / 2, *ends, n, n, "hc2", None) for ends in (penalty, reward))
    swing = PenaltyReward("ship", low, high, Sensitivity.BALANCED, 0.5)
    share = Estimate(0.25, 0.2, 0.3, 900, 900, "lmg", None)
    return StageFound(
        Stage.SHIP, share, share, 1.0, share, Quadrant.UNCLEAR, swing, Sensitivity.BALANCED
    )


@pytest.mark.parametrize(
    ("penalty", "reward", "told"),
    [
        ((-0.9, -0.5), (0.1, 0.3), "costs 0.70 points overall, a very good one earns 0.20;"),
        ((-0.9, -0.5), (-0.1, 0.3), "costs 0.70 points overall; whether a very good one earns"),
        ((-0.3, 0.54), (0.1, 0.3), "earns 0.20 points overall; whether a bad one costs"),
        ((-0.3, 0.54), (-0.1, 0.3), "whether a bad experience costs or a very good one earns"),
    ],
)
def test_an_amount_that_may_be_nothing_is_not_told(
    penalty: tuple[float, float], reward: tuple[float, float], told: str
) -> None:
    sentence = sentences.swing(_swinging(penalty, reward), say)
    assert told in sentence
    assert "0.00" not in sentence


def test_what_a_handful_rated_says_nothing_of_losses_or_gains() -> None:
    rng = np.random.default_rng(5)
    scores = [2] * 4 + [5] * 60 + [4] * 60
    people = [Person(1.0, int(rng.integers(3, 6)), None, None, ship, None) for ship in scores]
    found = analyse(people, 1).stages[2]
    assert found.sensitivity is None
    assert found.swing.penalty.visibility is Visibility.HIDDEN
    assert sentences.swing(found, say) == (
        "Ship: 4 rated it 1 or 2 and 60 rated it 5; below 10 on either side nothing is said."
    )


@pytest.mark.parametrize(
    ("points", "written"), [(0.004, "0.00"), (-0.004, "0.00"), (-0.5, "−0.50")]
)
def test_what_rounds_to_nothing_has_no_sign(points: float, written: str) -> None:
    assert signed(points) == written


@pytest.mark.anyio
async def test_two_who_ask_at_once_wait_for_one_computation(known: Analysis) -> None:
    shelf, calls = Shelf(), []

    async def computed() -> Analysis:
        calls.append(1)
        await asyncio.sleep(0)
        return known

    found = await asyncio.gather(*(shelf.kept("key", computed) for _ in range(3)))
    assert found == [known] * 3
    assert len(calls) == 1


@pytest.mark.anyio
async def test_a_computation_that_failed_is_tried_again(known: Analysis) -> None:
    shelf, tries = Shelf(), iter((ValueError("too bad"), None))

    async def computed() -> Analysis:
        fault = next(tries)
        if fault:
            raise fault
        return known

    with pytest.raises(ValueError, match="too bad"):
        await shelf.kept("key", computed)
    assert await shelf.kept("key", computed) is known


@pytest.mark.anyio
async def test_the_shelf_forgets_what_nobody_asked_for_lately(known: Analysis) -> None:
    shelf, calls = Shelf(room=2), []

    async def computed() -> Analysis:
        calls.append(1)
        return known

    for key in ("a", "b", "a", "c", "a", "b"):
        await shelf.kept(key, computed)
    assert len(calls) == 4


def test_an_unclear_place_names_the_limit_in_doubt(known: Analysis) -> None:
    usual, one = known.usual_satisfied, replace(known.stages[0], place=Quadrant.UNCLEAR)
    doubtful = replace(one.share, low=0.1, high=0.4)
    sure = replace(one.share, low=0.3, high=0.4)
    level = replace(one.satisfied, low=usual - 0.1, high=usual + 0.1)
    high = replace(one.satisfied, low=usual + 0.1, high=usual + 0.2)
    share_told = sentences.reading(replace(one, share=doubtful, satisfied=high), usual, say)
    assert "less than a quarter (10% to 40%)" in share_told
    level_told = sentences.reading(replace(one, share=sure, satisfied=level), usual, say)
    assert f"on average ({usual:.0%})" in level_told
    both = sentences.reading(replace(one, share=doubtful, satisfied=level), usual, say)
    assert "both are too uncertain" in both
