"""Forms and their rotation: balanced, replayable, with the probability that weights need."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.survey.forms import FACTORS, MOST_ITEMS, Form, compose
from feedback.survey.items import ITEMS
from feedback.survey.prompts import Prompt
from feedback.survey.rotation import assign, assign_in_turn
from models.choices import Stage, SurveyKind

SECRET = b"a secret of this installation"
KINDS = st.sampled_from(SurveyKind)
FORMS = st.sampled_from(Form)
EVERY_FORM = pytest.mark.parametrize("form", Form)


def every_cell(form: Form) -> list[tuple[int, ...]]:
    return list(product(*(range(levels) for _, levels in FACTORS[form])))


@EVERY_FORM
def test_the_probabilities_of_all_cells_sum_to_one(form: Form) -> None:
    assignments = [compose(form, cell) for cell in every_cell(form)]
    assert sum(one.probability for one in assignments) == pytest.approx(1)
    assert len({one.items for one in assignments}) == len(assignments)


@EVERY_FORM
def test_no_cell_asks_too_much_or_anything_twice_or_unknown(form: Form) -> None:
    for cell in every_cell(form):
        items = compose(form, cell).items
        assert len(items) == len(set(items)) <= MOST_ITEMS[form]
        assert set(items) <= set(ITEMS)
        assert items[0] == "OV1"
        assert len(",".join(items)) <= 200


def test_the_purchase_form_asks_two_headlines_two_details_of_one_and_one_outcome() -> None:
    for cell in every_cell(Form.PURCHASE):
        items = [ITEMS[code] for code in compose(Form.PURCHASE, cell).items]
        headlines = [item for item in items if item.stage and item.core]
        details = [item for item in items if item.stage and not item.core]
        assert len(items) == 6
        assert len({item.stage for item in headlines}) == 2
        assert len(details) == 2
        assert details[0].stage is details[1].stage
        assert details[0].stage in {item.stage for item in headlines}
        assert items[-1].code in {"OV2", "OV3", "OV4"}


def test_details_follow_the_headline_of_their_stage_and_stages_follow_the_journey() -> None:
    journey = list(Stage)
    for cell in every_cell(Form.PURCHASE):
        stages = [ITEMS[code].stage for code in compose(Form.PURCHASE, cell).items]
        places = [journey.index(stage) for stage in stages if stage]
        assert places == sorted(places)


def test_the_contact_form_rates_one_stage_and_ends_in_what_would_put_it_right() -> None:
    for cell in every_cell(Form.CONTACT):
        assignment = compose(Form.CONTACT, cell)
        assert {"CT1", "CT2", "CT4", "CT5", "CT6", "CT8", "CTA"} < set(assignment.items)
        assert ("CT7" in assignment.items) != ("CT9" in assignment.items)
        assert ("CTW" in assignment.items) != ("CTK" in assignment.items)
        rated = {ITEMS[code].stage for code in assignment.items} - {None, Stage.CONTACT}
        assert len(rated) == 1
        assert assignment.prompt is Prompt.PUT_RIGHT


def test_the_full_form_is_the_whole_bank_of_the_journey() -> None:
    assert len(compose(Form.FULL, ()).items) == 24


def test_a_level_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="3 levels of 'outcome'; there is no level 3"):
        compose(Form.PURCHASE, (0, 0, 0, 3))


@given(kind=KINDS, nonce=st.text(min_size=1, max_size=40), form=st.none() | FORMS)
def test_the_same_secret_and_nonce_always_give_the_same_questions(
    kind: SurveyKind, nonce: str, form: Form | None
) -> None:
    assert assign(kind, SECRET, nonce, form) == assign(kind, SECRET, nonce, form)


def test_another_secret_gives_other_questions() -> None:
    nonces = [str(number) for number in range(50)]
    ours = [assign(SurveyKind.POST_PURCHASE, SECRET, nonce) for nonce in nonces]
    theirs = [assign(SurveyKind.POST_PURCHASE, b"another", nonce) for nonce in nonces]
    assert ours != theirs


@given(form=FORMS, stratum=st.text(max_size=20), block=st.integers(0, 500))
def test_every_factor_is_balanced_after_each_of_its_blocks(
    form: Form, stratum: str, block: int
) -> None:
    for number, (_, levels) in enumerate(FACTORS[form]):
        first = block * levels
        dealt = [
            cell_of(
                form, assign_in_turn(SurveyKind.POST_PURCHASE, SECRET, stratum, turn, form).items
            )
            for turn in range(first, first + levels)
        ]
        assert sorted(cell[number] for cell in dealt) == list(range(levels))


@given(kind=KINDS, stratum=st.text(max_size=20), turn=st.integers(0, 10**9))
def test_a_deal_can_be_replayed(kind: SurveyKind, stratum: str, turn: int) -> None:
    first = assign_in_turn(kind, SECRET, stratum, turn)
    assert first == assign_in_turn(kind, SECRET, stratum, turn)


def test_drawn_cells_are_as_frequent_as_their_recorded_probability() -> None:
    draws = 21_600
    seen = Counter(
        assign(SurveyKind.POST_PURCHASE, SECRET, f"nonce {number}").items for number in range(draws)
    )
    expected = draws / 216
    chi_square = sum((n - expected) ** 2 / expected for n in seen.values())
    # 215 degrees of freedom: the 99.9 % point is 285.
    assert len(seen) == 216
    assert chi_square < 285


def test_dealt_factors_stay_independent_of_one_another() -> None:
    dealt = Counter(
        cell_of(
            Form.PURCHASE,
            assign_in_turn(SurveyKind.POST_PURCHASE, SECRET, "all", turn).items,
        )[:2]
        for turn in range(1_200)
    )
    assert set(dealt) == set(product(range(6), range(2)))
    assert min(dealt.values()) > 70


def test_a_negative_turn_is_refused() -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        assign_in_turn(SurveyKind.POST_CONTACT, SECRET, "all", -1)


CELLS = {form: {compose(form, cell).items: cell for cell in every_cell(form)} for form in Form}


def cell_of(form: Form, items: tuple[str, ...]) -> tuple[int, ...]:
    return CELLS[form][items]
