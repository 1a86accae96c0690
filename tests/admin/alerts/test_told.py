"""What is said of an alert: since when, its worst week, and its latest."""

from dataclasses import replace

import pytest

from admin.alerts import told
from admin.alerts.freezing import as_judge
from admin.alerts.judging import judged
from admin.alerts.lasting import Lasting, lasting
from models.choices import AlertState
from models.queries.alerts import Alert
from tests.admin.alerts.weeks import USUAL, frozen, series, waits

ALERT = Alert(
    7, "low:OV1", "", "share", 1, "2026-W45", "2026-W47", "", 30, 100, 0.3, 0.231,
    AlertState.OPEN, "", None, "",
)  # fmt: skip


def _went_on(*last_weeks: int, alert: Alert = ALERT) -> Lasting | None:
    whole = series((*USUAL, *last_weeks))
    baseline = frozen(whole)
    return lasting(alert, judged(whole, as_judge(baseline), baseline.first_period))


def _said(alert: Alert, lasts: Lasting | None) -> tuple[str, str]:
    sentence = told.what_happened(alert, str, str, lasts)
    return sentence, told.since_then(alert, str, lasts)


def test_an_alert_tells_its_worst_week_and_its_latest_not_the_one_that_opened_it() -> None:
    sentence, since = _said(ALERT, _went_on(30, 40, 25))
    assert sentence == (
        "Low scores overall: outside its limits since 2026-W45; worst in 2026-W46 with 40.0%"
        " against a limit of 23.1% (100 answers)."
    )
    assert since == "Latest, in 2026-W47: 25.0%, still outside its limit of 23.1%."


def test_an_alert_that_grows_worse_says_so_once() -> None:
    _, since = _said(ALERT, _went_on(30, 40, 45))
    assert since == "That is the latest week, too."


def test_one_week_back_inside_does_not_end_an_alert() -> None:
    _, since = _said(ALERT, _went_on(30, 40, 13))
    assert since.startswith("Latest, in 2026-W47: 13.0%, inside its limit of 23.1%; ")


def test_an_alert_of_one_week_has_no_worst_one() -> None:
    alert = replace(ALERT, opened_period="2026-W47")
    assert _went_on(13, 13, 30, alert=alert) is None
    assert _said(alert, None) == (
        "Low scores overall: 30.0% in 2026-W47 against a limit of 23.1% (100 answers).",
        "Not yet back inside its limits.",
    )


def test_weeks_after_an_alert_was_over_are_no_part_of_it() -> None:
    alert = replace(ALERT, opened_period="2026-W43", ended_period="2026-W45")
    went_on = _went_on(30, 13, 13, 13, 50, alert=alert)
    assert went_on is not None
    assert (went_on.worst.week, went_on.latest.week) == ("2026-W43", "2026-W45")
    assert _said(alert, went_on)[1] == "Back inside its limits by 2026-W45."


@pytest.mark.parametrize("chart", ["drift", "figure"])
def test_every_kind_of_chart_says_since_when(chart: str) -> None:
    alert = replace(ALERT, chart=chart)
    if chart == "figure":
        alert = replace(alert, measure="figure:reply_hours")
        whole = waits((*(20.0, 23.0, 19.0, 22.0, 21.0) * 5, 40.0, 60.0, 50.0))
    else:
        whole = series((*USUAL, 20, 20, 21, 20, 20))
    baseline = frozen(whole)
    went_on = lasting(alert, judged(whole, as_judge(baseline), baseline.first_period))
    assert went_on is not None
    sentence, _ = _said(alert, went_on)
    assert "since 2026-W45" in sentence
    assert went_on.worst.week in sentence


def test_a_drift_is_told_by_its_weeks_once_they_are_outside_themselves() -> None:
    went_on = _went_on(20, 20, 21, 22, 30, alert=replace(ALERT, chart="drift"))
    assert went_on is not None
    sentence, since = _said(replace(ALERT, chart="drift"), went_on)
    assert "outside its limits since 2026-W45; worst in 2026-W47 with 30.0%" in sentence
    assert since == "That is the latest week, too."
