"""Pure: what a broken promise costs, in a sentence a manager can repeat."""

from admin.dashboard.words import Translate
from admin.measures.contact import PromiseGap
from admin.measures.estimate import SHOWN_FROM, Visibility


def promise_gap(gap: PromiseGap | None, say: Translate) -> str:
    """Say how late deliveries are rated beside those on time; "" where there is no promise."""
    if gap is None or not (gap.on_time.n or gap.late.n):
        return ""
    if Visibility.HIDDEN in (gap.on_time.visibility, gap.late.visibility):
        told = say("Too few were late ({late}) or on time ({on_time}) to say what lateness costs.")
        return told.format(late=gap.late.n, on_time=gap.on_time.n)
    told = say("Late deliveries are rated {late}, those on time {on_time}.").format(
        late=f"{gap.late.value or 0.0:.2f}", on_time=f"{gap.on_time.value or 0.0:.2f}"
    )
    return f"{told} {_how_sure(gap, say)}{_each_day(gap, say)}"


def _how_sure(gap: PromiseGap, say: Translate) -> str:
    change = gap.difference
    if change.low is None or change.high is None or change.low <= 0 <= change.high:
        return f"{say('The difference may be chance.')}{_how_few(gap, say)}"
    low, high = sorted((abs(change.low), abs(change.high)))
    lower = say("That is {low} to {high} points lower, and more than chance.")
    higher = say("That is {low} to {high} points higher, and more than chance.")
    told = lower if change.high < 0 else higher
    return f"{told.format(low=f'{low:.2f}', high=f'{high:.2f}')}{_how_few(gap, say)}"


def _how_few(gap: PromiseGap, say: Translate) -> str:
    """Name a side of fewer than 30 orders: its own interval is wide, whatever the difference."""
    if gap.late.n < SHOWN_FROM:
        return " " + say("It rests on {n} late orders only.").format(n=gap.late.n)
    if gap.on_time.n < SHOWN_FROM:
        return " " + say("It rests on {n} orders on time only.").format(n=gap.on_time.n)
    return ""


def _each_day(gap: PromiseGap, say: Translate) -> str:
    slope = gap.per_day_late
    if gap.late.n < SHOWN_FROM or slope.high is None or slope.high >= 0:
        return ""
    told = say("Each further day late costs about {points} points.")
    return " " + told.format(points=f"{-(slope.value or 0.0):.2f}")
