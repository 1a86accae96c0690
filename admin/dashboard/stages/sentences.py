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
    if min(gap.on_time.n, gap.late.n) < SHOWN_FROM or change.low is None or change.high is None:
        return say("With so few this may be chance.")
    if change.low <= 0 <= change.high:
        return say("The difference may be chance.")
    low, high = sorted((abs(change.low), abs(change.high)))
    lower = say("That is {low} to {high} points lower, and more than chance.")
    higher = say("That is {low} to {high} points higher, and more than chance.")
    told = lower if change.high < 0 else higher
    return told.format(low=f"{low:.2f}", high=f"{high:.2f}")


def _each_day(gap: PromiseGap, say: Translate) -> str:
    slope = gap.per_day_late
    if gap.late.n < SHOWN_FROM or slope.high is None or slope.high >= 0:
        return ""
    told = say("Each further day late costs about {points} points.")
    return " " + told.format(points=f"{-(slope.value or 0.0):.2f}")
