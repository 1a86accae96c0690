"""Pure: the complaints of the overview as the reader tagged them, and corrected for its errors."""

from collections.abc import Mapping
from dataclasses import dataclass

from admin.corrected import corrected
from admin.dashboard.findings import Findings, Sums
from admin.dashboard.pictures import MOST_TAGS
from admin.dashboard.words import Translate
from admin.exports.sheet import Sheet, shares
from admin.measures.estimate import Estimate, Visibility
from admin.tag_names import TagNames
from nlp.rates import TagRates


@dataclass(frozen=True, slots=True)
class TrueShare:
    """One complaint: answers that were tagged, and the share that truly complains of it."""

    code: str
    tagged: int
    corrected: Estimate


def true_shares(
    now: Sums, findings: Findings, own: Mapping[str, TagRates]
) -> tuple[TrueShare, ...]:
    """Return the most frequent complaints; one of the shop's own has no error to correct for."""
    drawn = [
        code
        for code, level in findings.tags.items()
        if level.estimate.visibility is not Visibility.HIDDEN
    ][:MOST_TAGS]
    told = [(code, _corrected(now, code, own)) for code in drawn]
    return tuple(TrueShare(code, now.hits(code), one) for code, one in told if one is not None)


def sheet(shown: tuple[TrueShare, ...], names: TagNames, locale: str, say: Translate) -> Sheet:
    """Return the corrected shares as they go into a file."""
    columns = (
        say("Code"), say("Complaint"), say("Answers with it"), say("Value"), say("Low (95 %)"),
        say("High (95 %)"), say("Answers"),
    )  # fmt: skip
    rows = tuple(
        (one.code, names.name(one.code, locale), one.tagged, *shares(one.corrected))
        for one in shown
    )
    return Sheet(say("Corrected for the reader’s errors"), columns, rows)


def _corrected(now: Sums, code: str, own: Mapping[str, TagRates]) -> Estimate | None:
    found = corrected(code, now.hits(code), now.tags.read, now.scores.answers, own)
    return found.share.corrected if found else None
