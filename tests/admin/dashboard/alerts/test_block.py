"""What a first screen says of open alerts comes in the order of what matters."""

from dataclasses import replace

from admin.dashboard.alerts.block import gravity
from models.choices import AlertState
from models.queries.alerts import Alert

SLIGHT = Alert(
    1, "tag:slow_returns", "", "share", 1, "2026-W46", "2026-W46", "", 4, 83, 0.05, 0.04,
    AlertState.OPEN, "", None, "",
)  # fmt: skip


def test_what_goes_on_and_lies_far_outside_comes_first() -> None:
    grave = replace(SLIGHT, id=2, measure="low:SH0", value=0.26, upper=0.07)
    over = replace(grave, id=3, value=0.5, ended_period="2026-W44")
    never_before = replace(SLIGHT, id=4, upper=0.0)
    order = sorted([SLIGHT, over, never_before, grave], key=gravity, reverse=True)
    assert [alert.id for alert in order] == [4, 2, 1, 3]
