"""Pure: an analysis of drivers in plain language, with what it does not say."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from admin.dashboard.drivers.analysis import FAIR_SHARE, Analysis, StageFound
from admin.dashboard.words import N_, STAGES, Translate
from admin.measures.covariance import SMALLEST_PAIR
from admin.measures.drivers import SMALLEST_PEOPLE, WIDEST_PART
from admin.measures.enough import MOST_TIMES, times_as_many
from admin.measures.estimate import HIDDEN_BELOW, Estimate, Suppression
from admin.measures.priorities import Quadrant, Sensitivity
from models.choices import Stage

PLACES: Final[Mapping[Quadrant, str]] = MappingProxyType(
    {
        Quadrant.FIX_FIRST: N_("Fix first"),
        Quadrant.KEEP_UP: N_("Keep up"),
        Quadrant.LOW_PRIORITY: N_("Can wait"),
        Quadrant.MORE_THAN_NEEDED: N_("Enough is done"),
        Quadrant.UNCLEAR: N_("Unclear"),
    }
)
READINGS: Final[Mapping[Quadrant, str]] = MappingProxyType(
    {
        Quadrant.FIX_FIRST: N_(
            "{stage} explains {share}, more than a quarter, and satisfies {satisfied}, fewer than "
            "the stages do on average: fix it first."
        ),
        Quadrant.KEEP_UP: N_(
            "{stage} explains {share}, more than a quarter, and satisfies {satisfied}, more than "
            "the stages do on average: keep it up."
        ),
        Quadrant.UNCLEAR: N_(
            "{stage} explains {share} and satisfies {satisfied}; both are too uncertain to place "
            "it: they may lie on either side of a quarter, and of the stages' average ({usual})."
        ),
        Quadrant.LOW_PRIORITY: N_(
            "{stage} explains {share}, less than a quarter, and satisfies {satisfied}, fewer than "
            "the stages do on average: it can wait."
        ),
        Quadrant.MORE_THAN_NEEDED: N_(
            "{stage} explains {share}, less than a quarter, and satisfies {satisfied}, more than "
            "the stages do on average: enough is done here."
        ),
    }
)
UNSURE_SHARE: Final = N_(
    "{stage} explains {share}, perhaps more and perhaps less than a quarter ({low} to {high}), "
    "so it cannot be placed yet; it satisfies {satisfied}."
)
UNSURE_SATISFIED: Final = N_(
    "{stage} explains {share} and satisfies {satisfied}, perhaps more and perhaps fewer than the "
    "stages do on average ({usual}), so it cannot be placed yet."
)
LOSS: Final = N_(
    "{stage} is loss-sensitive: a bad experience costs {penalty} points overall, a very "
    "good one earns {reward}. Avoid failures before polishing."
)
LOSS_ALONE: Final = N_(
    "{stage} is loss-sensitive: a bad experience costs {penalty} points overall; whether a very "
    "good one earns anything cannot be said. Avoid failures before polishing."
)
GAIN: Final = N_(
    "{stage} is gain-sensitive: a very good experience earns {reward} points overall, a "
    "bad one costs {penalty}. Excellence pays here."
)
GAIN_ALONE: Final = N_(
    "{stage} is gain-sensitive: a very good experience earns {reward} points overall; whether a "
    "bad one costs anything cannot be said. Excellence pays here."
)
BOTH: Final = N_(
    "{stage}: a bad experience costs {penalty} points overall, a very good one earns "
    "{reward}; which of them is more cannot be said."
)
COSTS_ALONE: Final = N_(
    "{stage}: a bad experience costs {penalty} points overall; whether a very good one earns "
    "anything cannot be said."
)
EARNS_ALONE: Final = N_(
    "{stage}: a very good experience earns {reward} points overall; whether a bad one costs "
    "anything cannot be said."
)
NEITHER: Final = N_(
    "{stage}: whether a bad experience costs or a very good one earns anything overall cannot be "
    "said."
)
REFUSALS: Final[Mapping[Suppression, str]] = MappingProxyType(
    {
        Suppression.NO_ANSWERS: N_("Nobody answered our surveys in these days."),
        Suppression.NO_VARIATION: N_(
            "Everybody gave the same rating, so nothing can be said of what drives it."
        ),
        Suppression.SINGULAR: N_(
            "Two stages were always rated alike; their shares cannot be told apart."
        ),
        Suppression.NOT_CONVERGED: N_("The computation did not settle; choose other days."),
        Suppression.WEAK_FIT: N_(
            "The four stages together explain less than a tenth of overall satisfaction; dividing "
            "so little among them would mislead."
        ),
    }
)
CAVEATS: Final = (
    N_("A share says what goes together with overall satisfaction, not what a change would bring."),
    N_(
        "A stage that nearly everybody rates alike explains little, however much it would matter "
        "if it failed."
    ),
    N_(
        "Everyone rates two of the four stages; what they were not asked is estimated, and the "
        "intervals carry it."
    ),
    N_("Customer service is not among them: only those who turned to it can rate it."),
)


def refusal(analysis: Analysis, say: Translate) -> str:
    """Say why no share may be shown; "" when they may."""
    reason = analysis.drivers.suppressed
    if reason is None:
        return ""
    if reason is Suppression.TOO_WIDE:
        return say(
            "With {n} answered surveys it is known to no better than 20 of 100 points what a stage "
            "explains, too roughly to act on. About {needed} surveys like these would do."
        ).format(n=f"{analysis.people:,}", needed=f"{enough(analysis):,}")
    if reason is not Suppression.TOO_FEW:
        return say(REFUSALS.get(reason, REFUSALS[Suppression.NOT_CONVERGED]))
    if analysis.people < SMALLEST_PEOPLE:
        return say(
            "Drivers need {needed} answered surveys; these days have {n}. Choose more days."
        ).format(needed=SMALLEST_PEOPLE, n=analysis.people)
    rare = say(
        "The two stages rated together least often were rated by {n} people; {needed} are needed. "
        "Choose more days."
    ).format(needed=SMALLEST_PAIR, n=analysis.rarest_pair)
    if not analysis.rarest_pair:
        return rare
    enough_ = math.ceil(analysis.people * SMALLEST_PAIR / analysis.rarest_pair / 50) * 50
    told = say("About {needed} answered surveys like these would do; these days have {n}.")
    return f"{rare} " + told.format(needed=f"{enough_:,}", n=f"{analysis.people:,}")


def enough(analysis: Analysis) -> int:
    """Return how many people would narrow the widest part to 20 points, rounded up roughly."""
    widths = [2 * (one.part.half_width or 0.0) for one in analysis.stages]
    return _roughly(analysis.people * (max(widths) / WIDEST_PART) ** 2)


def readings(analysis: Analysis, say: Translate) -> list[str]:
    """Say what each stage's place means, what to do first at the head, and what would tell more."""
    urgency = list(READINGS)
    ordered = sorted(
        analysis.stages, key=lambda one: (urgency.index(one.place), -(one.share.value or 0.0))
    )
    return [
        " ".join(filter(None, (
            reading(one, analysis.usual_satisfied, say),
            would_tell(times_to_place(one, analysis.usual_satisfied), analysis.people, say),
        )))
        for one in ordered
    ]  # fmt: skip


def leading(analysis: Analysis, say: Translate) -> str:
    """Say which stage explains most, or that it cannot be said yet and what would tell."""
    lead = analysis.drivers.lead
    if lead is None or lead.ahead.value is None or lead.ahead.low is None:
        return ""
    told = (
        say("{first} explains more than any other stage, {ahead} points more than {rival} ({low} "
            "to {high}).")
        if lead.ahead.low > 0
        else say("Whether {first} explains more than {rival} cannot be said yet: it is ahead by "
                 "{ahead} points, but that may be {low} to {high}.")
    )  # fmt: skip
    told = told.format(
        first=say(STAGES[Stage(lead.first)]), rival=say(STAGES[Stage(lead.rival)]),
        ahead=_points(lead.ahead.value), low=_points(lead.ahead.low),
        high=_points(lead.ahead.high or 0.0),
    )  # fmt: skip
    more = would_tell(times_as_many(lead.ahead, 0.0), analysis.people, say)
    return f"{told} {more}" if more else told


def times_to_place(found: StageFound, usual: float) -> float | None:
    """Return how many times as many answers would place a stage; None where none would."""
    doubts = [times_as_many(found.share, FAIR_SHARE), times_as_many(found.satisfied, usual)]
    known = [times for times in doubts if times is not None]
    return max(known) if len(known) == len(doubts) else None


def would_tell(times: float | None, people: int, say: Translate) -> str:
    """Say how many surveys would probably tell; "" where these do, or nothing is known."""
    if times is not None and times <= 1:
        return ""
    if times is None or times > MOST_TIMES:
        return say(
            "It lies so near the line that even {n} surveys would hardly tell on which side."
        ).format(n=f"{_roughly(people * MOST_TIMES):,}")
    return say(
        "About {needed} surveys like these would probably tell, if its numbers stay as they are; "
        "these days have {n}."
    ).format(needed=f"{_roughly(people * times):,}", n=f"{people:,}")


def reading(found: StageFound, usual: float, say: Translate) -> str:
    """Say what a stage's place means, beside the part of people whom stages satisfy on average."""
    return say(_told(found, usual)).format(
        stage=say(STAGES[found.stage]),
        share=f"{found.share.value or 0.0:.0%}",
        low=f"{found.share.low or 0.0:.0%}",
        high=f"{found.share.high or 0.0:.0%}",
        satisfied=f"{found.satisfied.value or 0.0:.0%}",
        usual=f"{usual:.0%}",
    )


def _told(found: StageFound, usual: float) -> str:
    """Return the sentence of a place; an unclear one names the limit that is in doubt."""
    if found.place is Quadrant.UNCLEAR:
        if not _in_doubt(found.satisfied, usual):
            return UNSURE_SHARE
        if not _in_doubt(found.share, FAIR_SHARE):
            return UNSURE_SATISFIED
    return READINGS[found.place]


def _roughly(needed: float) -> int:
    """Round up to two digits: more would promise what nobody knows."""
    step: int = 10 ** max(2, len(str(int(needed))) - 2)
    return math.ceil(needed / step) * step


def _points(share: float) -> str:
    return f"{round(100 * share)}".replace("-", "−")


def _in_doubt(estimate: Estimate, limit: float) -> bool:
    if estimate.low is None or estimate.high is None:
        return True
    return estimate.low <= limit <= estimate.high


def swing(found: StageFound, say: Translate) -> str:
    """Say what bad ratings of a stage cost and very good ones earn, as far as it is not nothing."""
    penalty, reward, stage = found.swing.penalty, found.swing.reward, say(STAGES[found.stage])
    if min(penalty.n, reward.n) < HIDDEN_BELOW:
        return say(
            "{stage}: {low} rated it 1 or 2 and {high} rated it 5; below {needed} on either side "
            "nothing is said."
        ).format(stage=stage, low=penalty.n, high=reward.n, needed=HIDDEN_BELOW)
    if penalty.value is None or reward.value is None:
        return say("{stage}: too few low or high ratings to say.").format(stage=stage)
    return say(_swings(found)).format(
        stage=stage, penalty=f"{-penalty.value:.2f}", reward=f"{reward.value:.2f}"
    )


def _swings(found: StageFound) -> str:
    """Return the sentence; an amount stands in it only where its interval leaves out nothing."""
    penalty, reward = found.swing.penalty, found.swing.reward
    costs = penalty.high is not None and penalty.high < 0
    earns = reward.low is not None and reward.low > 0
    if costs and found.sensitivity is Sensitivity.LOSS:
        return LOSS if earns else LOSS_ALONE
    if earns and found.sensitivity is Sensitivity.GAIN:
        return GAIN if costs else GAIN_ALONE
    return {
        (True, True): BOTH,
        (True, False): COSTS_ALONE,
        (False, True): EARNS_ALONE,
    }.get((costs, earns), NEITHER)
