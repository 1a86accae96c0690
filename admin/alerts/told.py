"""Pure: an alert → a sentence that a manager can repeat: its week, its number, its limit."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from admin.alerts.figures import CONTACTS, FORM_SECONDS, REFUND_DAYS, REPLY_HOURS
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


def what_happened(alert: Alert, tag_name: TagName, say: Translate) -> str:
    """Say which week left which limit by how much."""
    name = measure_name(alert.measure, tag_name, say)
    if alert.chart == Chart.DRIFT:
        return say(
            "{measure}: more than usual week after week; in {week} the moving average was at"
            " {value}, its limit {upper}."
        ).format(
            measure=name, week=alert.opened_period, value=f"{alert.value:.2f}",
            upper=f"{alert.upper:.2f}",
        )  # fmt: skip
    if alert.chart == Chart.FIGURE:
        told = say("{measure}: {value} in {week} against a limit of {upper} ({n} counted).")
    else:
        told = say("{measure}: {value} in {week} against a limit of {upper} ({n} answers).")
    return told.format(
        measure=name,
        value=written(alert.measure, alert.value),
        week=alert.opened_period,
        upper=written(alert.measure, alert.upper),
        n=f"{alert.n:,}",
    )


def since_then(alert: Alert, say: Translate) -> str:
    """Say whether it goes on."""
    if alert.is_over:
        return say("Back inside its limits by {week}.").format(week=alert.ended_period)
    if alert.last_period == alert.opened_period:
        return say("Not yet back inside its limits.")
    return say("Outside again in {week}, the last time so far.").format(week=alert.last_period)


def by_chance(expected: float, series: int, say: Translate) -> str:
    """Say how often all this rings although nothing happened."""
    return say(
        "{series} series are watched: over 52 weeks about {expected} of their points leave the"
        " limits by chance alone, half of them to the good side, which opens no alert."
    ).format(series=series, expected=f"{expected:.1f}")
