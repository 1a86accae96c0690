"""Pure: what weighting did, in sentences, and the numbers of both kinds beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin.dashboard.findings import RECOMMEND
from admin.dashboard.outcomes import KEYS, nps_points
from admin.dashboard.outcomes import NAMES as OUTCOMES
from admin.dashboard.shown import Shown, Written, points, shown
from admin.dashboard.weighted.screens import Beside, Both
from admin.dashboard.weighted.weighing import Weighed
from admin.dashboard.words import N_, STAGES, Translate, tag_name
from admin.exports.sheet import Sheet, figures, shares
from admin.measures.estimate import Suppression, Visibility
from admin.measures.weighting import LARGEST_DESIGN_EFFECT, SMALLEST_LEVEL

MARGINS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "channel": N_("sales channel"),
        "category": N_("category"),
        "region": N_("region"),
        "late": N_("late or on time"),
    }
)
REFUSALS: Final[Mapping[Suppression, str]] = MappingProxyType(
    {
        Suppression.NO_ANSWERS: N_(
            "No answer of these days is about an order that is known to have arrived, or a contact "
            "that was closed: nothing can be weighted."
        ),
        Suppression.MARGIN_WITHOUT_ANSWERS: N_(
            "No order is known to have arrived in these days, and no contact was closed: there is "
            "nothing to weight to."
        ),
        Suppression.TOO_FEW: N_(
            "Fewer than 20 answers are about orders that arrived, or about contacts that were "
            "closed: too few to weigh."
        ),
        Suppression.NOT_CONVERGED: N_(
            "The orders and the answers of these days contradict each other: the weights did not "
            "settle."
        ),
        Suppression.WEIGHTS_TOO_UNEVEN: N_(
            "Too few answered where most orders are: weights would cost more than they mend."
        ),
    }
)
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overall": N_("Overall score"),
        "satisfied": N_("Satisfied (4 or 5)"),
        "low": N_("Dissatisfied (1 or 2)"),
        "complaints": N_("Complaints per 100 answers"),
        **{KEYS[item]: name for item, name in OUTCOMES.items()},
    }
)
# Points of a scale, not parts of a whole.
POINTED: Final = frozenset({"overall", "stage", *KEYS.values()})


@dataclass(frozen=True, slots=True)
class Row:
    """One number as answered, and as weighted with what that number of answers is worth."""

    name: str
    plain: Shown
    weighted: Shown
    n_eff: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of its weights; without rows it shows the numbers as answered."""

    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    is_used: bool


def told(
    weighed: Both | None,
    beside: Sequence[Beside],
    answers: int,
    locale: str,
    say: Translate,
    stays: str = "",
) -> Told | None:
    """Say what weighting did or why it did nothing, and what `stays` as answered; None unasked."""
    if weighed is None:
        return None
    if not weighed.used:
        return Told((refusal(weighed.now, say), say("The page shows answers as given.")), (), False)
    said = [basis(weighed.now, say), *_pooled(weighed.now, say)]
    if answers > weighed.now.answers:
        out = say("Answers left out, for their order has not arrived or is not known: {n}.")
        said.append(out.format(n=f"{answers - weighed.now.answers:,}"))
    if weighed.before is None:
        said.append(say("The days before bear no weights, so nothing is compared with them."))
    said += [say(stays)] if stays else []
    return Told(tuple(said), tuple(_row(one, locale, say) for one in beside), is_used=True)


def basis(weighed: Weighed, say: Translate) -> str:
    """Say whom the answers stand for and what the weights cost."""
    lightest, heaviest = weighed.spread
    told = say(
        "{answers} answers stand for {served} orders that arrived and contacts that were closed. "
        "They are worth {n_eff} of equal weight (design effect {deff}); the lightest counts "
        "{lightest}, the heaviest {heaviest} of an average answer."
    )
    return told.format(
        answers=f"{weighed.answers:,}", served=f"{weighed.served:,}",
        n_eff=f"{weighed.weighting.n_eff:,.0f}", deff=f"{weighed.weighting.deff:.2f}",
        lightest=f"{lightest:.2f}", heaviest=f"{heaviest:.2f}",
    )  # fmt: skip


def refusal(weighed: Weighed, say: Translate) -> str:
    """Say why these days bear no weights; "" when they do."""
    reason = weighed.weighting.refused
    if reason is None:
        return ""
    sentence = say(REFUSALS.get(reason, REFUSALS[Suppression.NOT_CONVERGED]))
    if reason is not Suppression.WEIGHTS_TOO_UNEVEN:
        return sentence
    cost = say("The design effect would be {deff}; up to {most} is borne.")
    cost = cost.format(deff=f"{weighed.weighting.deff:.2f}", most=LARGEST_DESIGN_EFFECT)
    return say("{first} {second}").format(first=sentence, second=cost)


def named(one: Beside, locale: str, say: Translate) -> str:
    """Return what a number is called."""
    if one.stage is not None:
        return say(STAGES[one.stage])
    return tag_name(one.code, locale) if one.code else say(NAMES[one.kind])


def sheets(
    weighed: Both | None, beside: Sequence[Beside], locale: str, say: Translate
) -> tuple[Sheet, ...]:
    """Return the table of both kinds as it goes into a file; none where no weights are used."""
    if weighed is None or not weighed.used:
        return ()
    columns = (
        say("Measure"), say("As answered"), say("Low (95 %)"), say("High (95 %)"), say("Answers"),
        say("Weighted"), say("Low (95 %)"), say("High (95 %)"), say("Answers"),
        say("Effective number"),
    )  # fmt: skip
    rows = []
    for one in beside:
        written = figures if one.kind in POINTED else shares
        worth = round(one.weighted.n_eff, 1)
        numbers = (*written(one.plain), *written(one.weighted), worth)
        rows.append((named(one, locale, say), *numbers))
    return (Sheet(say("Weighted to all eligible orders"), columns, tuple(rows)),)


def _pooled(weighed: Weighed, say: Translate) -> list[str]:
    names = [say(MARGINS[name]) for name in weighed.weighting.pooled if name in MARGINS]
    if not names:
        return []
    told = say("Groups of fewer than {n} answers were weighted together, by: {names}.")
    return [told.format(n=SMALLEST_LEVEL, names=say(", ").join(names))]


def _row(one: Beside, locale: str, say: Translate) -> Row:
    form = _form(one)
    worth = "" if one.weighted.visibility is Visibility.HIDDEN else f"{one.weighted.n_eff:,.0f}"
    plain, weighted = shown(one.plain, form, say), shown(one.weighted, form, say)
    return Row(named(one, locale, say), plain, weighted, worth)


def _form(one: Beside) -> Written:
    if one.kind in POINTED:
        return nps_points if one.kind == KEYS[RECOMMEND] else points
    return _per_hundred if one.kind in {"complaints", "tag"} else "{:.1%}".format


def _per_hundred(rate: float) -> str:
    return f"{100 * rate:.1f}"
