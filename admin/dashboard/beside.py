"""Pure: a judged difference between groups of one time → an arrow, an amount and a word.

What one group did since an earlier time is written by `verdicts`.
"""

from admin.charts.drawing import Figure, Tone
from admin.dashboard.verdicts import Unit, with_arrow
from admin.dashboard.words import Translate
from admin.measures.change import Finding, Verdict


def beside_others(verdict: Verdict | None, unit: Unit, alike: str, say: Translate) -> Figure:
    """Write whether a group differs from others; `alike` says that it does not."""
    if verdict is None or verdict.finding is Finding.TOO_FEW:
        return Figure("")
    if verdict.finding is Finding.NO_CHANGE:
        return Figure(alike)
    difference = verdict.change.difference or 0.0
    amount = with_arrow(difference, unit)
    if verdict.finding is Finding.NOT_SURE:
        return Figure(f"{amount} {say('not sure')}")
    if (difference > 0) is unit.more_is_better:
        return Figure(f"{amount} {say('better than others')}", Tone.GOOD)
    return Figure(f"{amount} {say('worse than others')}", Tone.BAD)
