"""Pure: the chart, the sentences and the file of response health."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from admin.charts.bars import Bar, bars
from admin.charts.drawing import NARROW, WIDE, Figure, Words
from admin.dashboard.health.findings import PROMISED_SECONDS, Effort, FormTook, Found
from admin.dashboard.pictures import Picture
from admin.dashboard.stages.sheets import interval
from admin.dashboard.words import N_, Translate
from admin.exports.sheet import Sheet, figures, shares
from admin.measures.change import Finding, is_it_real
from admin.measures.estimate import HIDDEN_BELOW

ReasonWords = Callable[[str, str], str]

LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "handed_over": N_("Handed over to the mail server"),
        "on_its_way": N_("Still on its way"),
        "failed": N_("Refused by the mail server"),
        "unknown": N_("Perhaps handed over: the mail server broke off, and it was not sent twice"),
        "withdrawn": N_("Withdrawn before it left"),
    }
)
FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "P": N_("After a purchase"),
        "S": N_("After a purchase, shortest"),
        "C": N_("After a contact"),
        "F": N_("The whole bank"),
    }
)


def funnel(found: Found, say: Translate) -> Picture | None:
    """Draw the way from everything that came up to the answers; None when nothing did."""
    if not found.steps[0].n:
        return None
    rows = [
        Bar(
            say(step.name),
            float(step.n),
            figures=(
                Figure(f"{step.n:,}"),
                Figure("" if step.share is None else f"{step.share.value or 0.0:.0%}"),
            ),
        )
        for step in found.steps
    ]
    words = Words(
        say("From an order to an answer"),
        say("Orders and contacts that came up in these days, and how far they got so far."),
    )
    columns = (say("Step"), say("Number"), say("Of the step before"))
    return Picture(bars(rows, columns, words, WIDE), bars(rows, columns, words, NARROW))


def effort_told(effort: Effort, say: Translate) -> str:
    """Say whether those who needed a reminder rate differently, and what follows from it."""
    now, before = effort.reminded, effort.at_once
    if min(now.n, before.n) < HIDDEN_BELOW or now.value is None or before.value is None:
        return say("Too few answered before or after a reminder to compare them.")
    told = say("Who answered at once rates {at_once}, who needed a reminder {reminded}.").format(
        at_once=f"{before.value:.2f}", reminded=f"{now.value:.2f}"
    )
    (verdict,) = is_it_real([effort.change])
    if verdict.finding is Finding.REAL:
        return f"{told} " + say(
            "They differ by more than chance: those who never answer probably differ still more, "
            "and every score stands too near those who answer at once."
        )
    if verdict.finding is Finding.NO_CHANGE:
        return f"{told} " + say("No sign that those who stay silent would have said otherwise.")
    return f"{told} " + say("Whether they differ cannot be said yet.")


def promise_told(took: FormTook, say: Translate) -> str:
    """Say whether a form keeps the promise of its letter; "" while too few told their time."""
    three_quarters = took.three_quarters
    if three_quarters.n < HIDDEN_BELOW or three_quarters.value is None:
        return ""
    if three_quarters.value <= PROMISED_SECONDS:
        return say("keeps within 90 seconds")
    return say("takes more than the 90 seconds we aim at")


def sheets(
    found: Found, locale: str, reason_words: ReasonWords, say: Translate
) -> tuple[Sheet, ...]:
    """Return every table of the page as it goes into a file."""
    not_yet = say("Its time has not come yet.")
    reasons = [
        *((say("Never asked"), reason_words(code, locale), n) for code, n in found.refused),
        *((say("Waiting"), reason_words(code, locale) or not_yet, n) for code, n in found.waiting),
    ]
    steps = tuple((say(step.name), step.n) for step in found.steps)
    letters = tuple((say(LETTERS[state]), n) for state, n in found.letters)
    number = (say("Number"),)
    return (
        Sheet(say("From an order to an answer"), (say("Step"), *number), steps),
        Sheet(say("Why nobody was asked"), (say("State"), say("Reason"), *number), tuple(reasons)),
        Sheet(say("What became of the letters"), (say("State"), *number), letters),
        _numbers(found, say),
    )


def _numbers(found: Found, say: Translate) -> Sheet:
    at_once = say("Rated by those who answered at once")
    reminded = say("Rated by those who needed a reminder")
    rows = [
        (say("Response rate"), "", *shares(found.response.estimate)),
        (say("Half answered within"), say("hours"), *figures(found.hours)),
        (say("Three quarters within"), say("hours"), *figures(found.hours_three_quarters)),
        (at_once, say("points"), *figures(found.effort.at_once)),
        (reminded, say("points"), *figures(found.effort.reminded)),
        (say("Unsubscribed, of all letters"), "", *shares(found.unsubscribed)),
    ]
    for one in found.took:
        name = say(FORMS.get(one.form, one.form))
        rows += [
            (f"{name}: {say('half done within')}", say("seconds"), *figures(one.median)),
            (f"{name}: {say('three quarters within')}", say("seconds"),
             *figures(one.three_quarters)),
        ]  # fmt: skip
    return Sheet(say("Numbers"), (say("Measure"), say("Unit"), *interval(say)), tuple(rows))
