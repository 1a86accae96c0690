"""Weights of a page: what they do to its numbers, and when they are refused."""

from collections.abc import Mapping

import pytest

from admin.dashboard.weighted.gathering import Side, Sides
from admin.dashboard.weighted.screens import both
from admin.dashboard.weighted.told import told
from admin.dashboard.weighted.weighing import margins, shared_out, weigh
from admin.measures.estimate import Suppression
from models.queries.weighting import Cell, Counted, Stratum
from tests.admin.dashboard.weighted.cells import CHAT, LATE, ON_TIME, SERVED, counted

NOTHING = Counted((), {}, {}, {})


def say(message: str) -> str:
    return message


def test_late_parcels_that_answer_more_often_weigh_less() -> None:
    found = weigh(Side(counted(), SERVED))
    assert found.mean("OV1").value == pytest.approx(0.9 * 4.5 + 0.1 * 1.5)
    assert found.satisfied("OV1").value == pytest.approx(0.9)
    assert found.low("OV1").value == pytest.approx(0.1)
    assert found.tagged("slow_shipping").value == pytest.approx(0.1)
    assert found.complaints().value == pytest.approx(0.15)
    assert found.mean("SH0").value == pytest.approx(3.7)
    assert (found.answers, found.served) == (100, 1000)
    lightest, heaviest = found.spread
    assert (lightest, heaviest) == pytest.approx((0.25, 1.5))


def test_a_rate_of_sampling_is_undone_by_the_design_weight() -> None:
    cells = (Cell(ON_TIME, 4.0, 50), Cell(ON_TIME, 1.0, 50))
    answers = Counted(cells, {"OV1": {5: {0: 50}, 1: {1: 50}}}, {}, {})
    found = weigh(Side(answers, {ON_TIME: 250}))
    assert found.mean("OV1").value == pytest.approx(4.2)


def test_weighted_ratings_are_shared_out_in_round_numbers() -> None:
    assert weigh(Side(counted(), SERVED)).ratings("OV1") == {5: 45, 4: 45, 2: 5, 1: 5}
    assert weigh(Side(counted(), SERVED)).ratings("CT9") == {}
    thirds = weigh(Side(counted(), SERVED)).weighting.weights[[0, 0, 0]]
    assert sum(shared_out((1, 2, 3), thirds, 100).values()) == 100


def test_contacts_are_a_level_of_their_own() -> None:
    cells = (Cell(ON_TIME, 1.0, 40), Cell(CHAT, 1.0, 40))
    found = {one.name: one for one in margins(cells, {ON_TIME: 300, CHAT: 100})}
    assert found["late"].totals == {"no": 300, "(contact)": 100}
    assert found["channel"].levels == ("web", "(contact) chat")


def test_where_all_are_alike_one_margin_is_enough() -> None:
    assert [one.name for one in margins((Cell(ON_TIME, 1.0, 40),), {ON_TIME: 300})] == ["channel"]


@pytest.mark.parametrize(
    ("answers", "served", "reason", "sentence"),
    [
        (NOTHING, SERVED, Suppression.NO_ANSWERS, "nothing can be weighted"),
        (counted(10, 8), SERVED, Suppression.TOO_FEW, "too few to weigh"),
        (counted(), {}, Suppression.MARGIN_WITHOUT_ANSWERS, "nothing to weight to"),
        (counted(20, 980), {ON_TIME: 990, LATE: 10}, Suppression.WEIGHTS_TOO_UNEVEN, "of 2.5"),
    ],
)
def test_refused_weights_are_told_and_the_page_stays_as_answered(
    answers: Counted, served: Mapping[Stratum, int], reason: Suppression, sentence: str
) -> None:
    weighed = both(Sides(Side(answers, served), None))
    assert weighed is not None
    assert weighed.now.weighting.refused is reason
    said = told(weighed, (), 100, "en", say)
    assert said is not None
    assert not said.is_used
    assert sentence.replace("of 2.5", "up to 2.5") in said.sentences[0]
    assert said.sentences[1] == "The page shows answers as given."


def test_a_page_that_was_not_asked_says_nothing() -> None:
    assert both(None) is None
    assert told(None, (), 0, "en", say) is None


def test_what_weighting_cost_is_said() -> None:
    said = told(both(Sides(Side(counted(), SERVED), None)), (), 103, "en", say)
    assert said is not None
    assert "100 answers stand for 1,000 orders" in said.sentences[0]
    assert "worth 73 of equal weight (design effect 1.37)" in said.sentences[0]
    assert said.sentences[1].startswith("Answers left out")
    assert said.sentences[2].startswith("The days before bear no weights")


def test_groups_too_small_to_weigh_alone_are_named() -> None:
    rare = Stratum("post_purchase", "app", "茶叶", "浙江", "no")
    answers = counted()
    cells = (*answers.cells, Cell(rare, 1.0, 3))
    more = Counted(cells, answers.ratings, answers.tags, answers.complaints)
    said = told(both(Sides(Side(more, {**SERVED, rare: 20}), None)), (), 103, "en", say)
    assert said is not None
    assert said.sentences[1] == (
        "Groups of fewer than 20 answers were weighted together, by: sales channel."
    )


def test_contacts_and_orders_are_never_pooled_with_each_other() -> None:
    cells = (Cell(ON_TIME, 1.0, 60), Cell(LATE, 1.0, 3), Cell(CHAT, 1.0, 40))
    answers = Counted(cells, {"OV1": {5: {0: 60}, 1: {1: 3}, 3: {2: 40}}}, {}, {})
    found = weigh(Side(answers, {ON_TIME: 800, LATE: 8, CHAT: 200}))
    assert found.weighting.refused is None
    people, weights = found.weighting.people, found.weighting.weights
    assert weights[2] * people[2] == pytest.approx(200)
    assert weights[0] == weights[1]
    assert found.mean("OV1").value == pytest.approx((808 * (300 + 3) / 63 + 200 * 3) / 1008)


def test_a_kind_of_few_answers_counts_as_it_answered() -> None:
    cells = (Cell(ON_TIME, 1.0, 60), Cell(LATE, 1.0, 40), Cell(CHAT, 1.0, 5))
    answers = Counted(cells, {"OV1": {5: {0: 60}, 1: {1: 40}, 3: {2: 5}}}, {}, {})
    found = weigh(Side(answers, {**SERVED, CHAT: 9_000}))
    assert found.served == 1000
    assert found.weighting.weights[2] == pytest.approx(10)


def test_a_survey_that_nobody_sends_weighs_nothing() -> None:
    found = weigh(Side(counted(), {**SERVED, CHAT: 9_000}))
    assert found.mean("OV1").value == pytest.approx(0.9 * 4.5 + 0.1 * 1.5)
