"""Pure: the charts and the file of the drivers' page."""

from admin.charts.bars import Bar, bars
from admin.charts.drawing import NARROW, WIDE, Figure, Words
from admin.charts.scatter import Axes, Reading, Spot, scatter
from admin.dashboard.drivers.analysis import FAIR_SHARE, Analysis, StageFound
from admin.dashboard.drivers.sentences import PLACES
from admin.dashboard.filters import Filters
from admin.dashboard.pictures import Picture
from admin.dashboard.stages.sheets import interval
from admin.dashboard.words import STAGES, Translate
from admin.exports.sheet import Cell, Sheet, figures
from admin.exports.sheet import shares as parts_of
from admin.measures.estimate import Estimate
from admin.measures.priorities import Quadrant


def shares(analysis: Analysis, filters: Filters, base: str, say: Translate) -> Picture:
    """Draw how much each stage explains, the most first: the intervals say how sure that is."""
    ordered = sorted(analysis.stages, key=lambda one: -(one.share.value or 0.0))
    rows = [
        Bar(
            say(STAGES[one.stage]),
            one.share.value or 0.0,
            one.share.low,
            one.share.high,
            (Figure(f"{one.share.value or 0.0:.0%}"), Figure(f"({_interval(one.share)})")),
            filters.address(f"{base}/stages/{one.stage}"),
        )
        for one in ordered
    ]
    words = Words(
        say("Share of what the four stages explain"),
        say("Shares add up to all that the stages explain together; 95 % intervals."),
    )
    columns = (say("Stage"), say("Share"), say("95 % interval"))
    return Picture(bars(rows, columns, words, WIDE), bars(rows, columns, words, NARROW))


def priorities(analysis: Analysis, filters: Filters, base: str, say: Translate) -> Picture | None:
    """Draw importance against performance; None where a stage lacks an interval on either side."""
    spots = [_spot(one, filters, base, say) for one in analysis.stages]
    placed = [spot for spot in spots if spot is not None]
    if len(placed) < len(spots):
        return None
    axes = Axes(
        say("Stage"),
        say("Importance: share explained →"),
        say("↑ Performance: satisfied"),
        FAIR_SHARE,
        analysis.usual_satisfied,
    )
    words = Words(
        say("Importance and performance"),
        say(
            "Right: explains more than a quarter. Low: satisfies fewer than the stages do on "
            "average. Whiskers are 95 % intervals; where one crosses a line it is unclear."
        ),
    )
    return Picture(scatter(placed, axes, words, WIDE), scatter(placed, axes, words, NARROW))


def sheets(analysis: Analysis, say: Translate) -> tuple[Sheet, ...]:
    """Return the page's tables as they go into a file; no share while none may be shown."""
    hidden = analysis.drivers.suppressed is not None
    parts: list[tuple[Cell, ...]] = []
    for one in analysis.stages:
        name = say(STAGES[one.stage])
        blank: tuple[Cell, ...] = (None, None, None, one.share.n)
        parts += [
            (name, say("Share explained"), *(blank if hidden else parts_of(one.share))),
            (name, say("Satisfied"), *parts_of(one.satisfied)),
            (name, say("Rated 1–2, overall moves by"), *figures(one.swing.penalty)),
            (name, say("Rated 5, overall moves by"), *figures(one.swing.reward)),
        ]
    together = (say("All four"), say("Explained together"), *parts_of(analysis.drivers.r_squared))
    headings = (say("Stage"), say("Measure"), *interval(say))
    return (Sheet(say("What drives satisfaction"), headings, (*parts, together)),)


def _spot(one: StageFound, filters: Filters, base: str, say: Translate) -> Spot | None:
    x, y = _reading(one.share), _reading(one.satisfied)
    if x is None or y is None:
        return None
    name = say(STAGES[one.stage])
    label = f"{name} · {say(PLACES[one.place])}" if one.place is Quadrant.UNCLEAR else name
    return Spot(label, x, y, filters.address(f"{base}/stages/{one.stage}"))


def _reading(estimate: Estimate) -> Reading | None:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return None
    written = f"{estimate.value:.0%} ({_interval(estimate)})"
    return Reading(estimate.value, estimate.low, estimate.high, written)


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{estimate.low:.0%} – {estimate.high:.0%}"
