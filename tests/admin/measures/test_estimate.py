"""The shape in which numbers leave, and the rule of small samples."""

import pytest

from admin.measures.estimate import Estimate, Suppression, Visibility, withheld
from admin.measures.levels import nps_from_counts, share


@pytest.mark.parametrize(
    ("n", "visibility"),
    [
        (9, Visibility.HIDDEN),
        (10, Visibility.GREY),
        (29, Visibility.GREY),
        (30, Visibility.SHOWN),
    ],
)
def test_a_share_is_hidden_below_10_grey_below_30_then_shown(
    n: int, visibility: Visibility
) -> None:
    assert share(n // 2, n).visibility is visibility


@pytest.mark.parametrize(
    ("n", "visibility"),
    [(9, Visibility.HIDDEN), (30, Visibility.GREY), (99, Visibility.GREY), (100, Visibility.SHOWN)],
)
def test_nps_is_shown_from_a_hundred_answers(n: int, visibility: Visibility) -> None:
    assert nps_from_counts({10: n}).visibility is visibility


def test_a_hidden_number_never_leaves_as_json() -> None:
    leaving = share(2, 9).to_json()
    assert leaving == {
        "value": None,
        "low": None,
        "high": None,
        "n": 9,
        "n_eff": 9.0,
        "method": "wilson",
        "visibility": "hidden",
        "suppressed": "too_few",
    }


def test_a_shown_number_leaves_with_its_interval() -> None:
    leaving = share(81, 263).to_json()
    assert (leaving["low"], leaving["high"]) == (0.255289, 0.36621)
    assert leaving["suppressed"] is None


def test_a_withheld_number_has_a_reason_and_no_width() -> None:
    estimate = withheld(Suppression.NO_ANSWERS, "t")
    assert estimate.visibility is Visibility.HIDDEN
    assert estimate.half_width is None


def test_half_width_is_half_the_interval() -> None:
    assert Estimate(0.5, 0.4, 0.6, 96, 96.0, "wilson", None).half_width == pytest.approx(0.1)
