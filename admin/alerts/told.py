"""Pure: an alert → sentences that a manager can repeat: since when, the worst week, the latest."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from admin.alerts.figures import CONTACTS, FORM_SECONDS, REFUND_DAYS, REPLY_HOURS
from admin.alerts.lasting import Lasting, Week
from admin.alerts.watched import ITEMS, LOW, TAG, Chart
from models.choices import Stage
from models.queries.alerts import Alert

Translate = Callable[[str], str]
TagName = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 — the name by which messages are collected
    """Mark a message for the catalogue without translating it yet."""
    return message


STAGES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.BROWSE: N_("Browse"),
        Stage.PAY: N_("Pay"),
        Stage.SHIP: N_("Ship"),
        Stage.RECEIVE: N_("Receive"),
        Stage.CONTACT: N_("Contact"),
    }
)
FIGURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        REPLY_HOURS: N_("Half of the answers within (hours)"),
        FORM_SECONDS: N_("Half of the forms after a purchase filled in within (seconds)"),
        REFUND_DAYS: N_("Half of the refunds within (days)"),
        CONTACTS: N_("Contacts per 100 orders"),
    }
)
ONE_SHARE: Final = N_("{measure}: {value} in {week} against a limit of {upper} ({n} answers).")
ONE_FIGURE: Final = N_("{measure}: {value} in {week} against a limit of {upper} ({n} counted).")
ONE_DRIFT: Final = N_(
    "{measure}: more than usual week after week; in {week} the moving average was at {value}, its"
    " limit {upper}."
)
MANY_SHARES: Final = N_(
    "{measure}: outside its limits since {since}; worst in {week} with {value} against a limit of"
    " {upper} ({n} answers)."
)
MANY_FIGURES: Final = N_(
    "{measure}: outside its limits since {since}; worst in {week} with {value} against a limit of"
    " {upper} ({n} counted)."
)
MANY_DRIFT: Final = N_(
    "{measure}: more than usual week after week since {since}; the moving average was highest in"
    " {week} at {value}, its limit {upper}."
)


def per_cent(share: float) -> str:
    """Write a share of answers."""
    return f"{share:.1%}"


def written(measure: str, value: float) -> str:
    """Write a number of a measure: a share in per cent, a figure in its unit."""
    if measure not in FIGURES:
        return per_cent(value)
    return f"{value:.0f}" if measure == FORM_SECONDS else f"{value:.1f}"


def measure_name(measure: str, tag_name: TagName, say: Translate) -> str:
    """Return what a measure is called; one that nobody knows stands for itself."""
    if measure in FIGURES:
        return say(FIGURES[measure])
    if measure.startswith(TAG):
        return say("Complaints of “{tag}”").format(tag=tag_name(measure.removeprefix(TAG)))
    stage = ITEMS.get(measure.removeprefix(LOW))
    if stage is not None:
        return say("Low scores in “{stage}”").format(stage=say(STAGES[stage]))
    return say("Low scores overall")


def what_happened(
    alert: Alert, tag_name: TagName, say: Translate, lasts: Lasting | None = None
) -> str:
    """Say which week left which limit by how much: the worst one, of several."""
    chart = lasts.chart if lasts else Chart(alert.chart)
    first = Week(alert.opened_period, alert.value, alert.upper, alert.n, is_outside=True)
    return say(_sentence(chart, is_one=lasts is None)).format(
        measure=measure_name(alert.measure, tag_name, say),
        since=alert.opened_period,
        **_figures(alert.measure, chart, lasts.worst if lasts else first),
    )


def since_then(alert: Alert, say: Translate, lasts: Lasting | None = None) -> str:
    """Say how it goes on: the latest week, or when it was over."""
    if alert.is_over:
        return say("Back inside its limits by {week}.").format(week=alert.ended_period)
    if lasts is not None:
        return _latest(alert.measure, lasts, say)
    if alert.last_period == alert.opened_period:
        return say("Not yet back inside its limits.")
    return say("Outside again in {week}, the last time so far.").format(week=alert.last_period)


def _sentence(chart: Chart, *, is_one: bool) -> str:
    if chart is Chart.DRIFT:
        return ONE_DRIFT if is_one else MANY_DRIFT
    if chart is Chart.FIGURE:
        return ONE_FIGURE if is_one else MANY_FIGURES
    return ONE_SHARE if is_one else MANY_SHARES


def _figures(measure: str, chart: Chart, week: Week) -> dict[str, str]:
    value, upper = (
        f"{number:.2f}" if chart is Chart.DRIFT else written(measure, number)
        for number in (week.value, week.upper)
    )
    return {"week": week.week, "value": value, "upper": upper, "n": f"{week.n:,}"}


def _latest(measure: str, lasts: Lasting, say: Translate) -> str:
    if lasts.latest == lasts.worst:
        return say("That is the latest week, too.")
    if lasts.latest.is_outside:
        told = say("Latest, in {week}: {value}, still outside its limit of {upper}.")
    else:
        told = say(
            "Latest, in {week}: {value}, inside its limit of {upper}; the alert ends after two"
            " weeks inside on every chart."
        )
    return told.format(**_figures(measure, lasts.chart, lasts.latest))


def by_chance(expected: float, series: int, say: Translate) -> str:
    """Say how often all this rings although nothing happened."""
    return say(
        "{series} series are watched: over 52 weeks about {expected} of their points leave the"
        " limits by chance alone, half of them to the good side, which opens no alert."
    ).format(series=series, expected=f"{expected:.1f}")
