"""Pure: the tables of the complaints' page as they go into a file, numbers with intervals."""

from admin.corrected import Corrected
from admin.dashboard.complaints.findings import Found, TagFound, week_rates
from admin.dashboard.complaints.gathering import Rows
from admin.dashboard.complaints.rising import Rising
from admin.dashboard.stages.sheets import change, interval
from admin.dashboard.stages.weeks import key
from admin.dashboard.words import TagName, Translate
from admin.exports.sheet import Cell, Share, Sheet, figures, shares

NOT_MEASURED = (None,) * 6


def sheets(
    rows: Rows, found: Found, rising: Rising, name: TagName, say: Translate
) -> tuple[Sheet, ...]:
    """Return every table of the page, in its order."""
    return (
        _tags(found, name, say),
        _weeks(rows, found, name, say),
        _words(rising, say),
        _pairs(found, name, say),
    )


def _tags(found: Found, name: TagName, say: Translate) -> Sheet:
    corrected = say("Corrected for the reader’s errors")
    columns = (
        say("Code"), say("Complaint"), say("Answers with it"), *interval(say), say("Change"),
        say("Finding"), corrected, say("Low (95 %)"), say("High (95 %)"),
        say("Tags that are right (precision)"), say("Complaints found (recall)"),
        say("Judged comments"),
    )  # fmt: skip
    rows = tuple(_tag(tag, name, say) for tag in found.tags)
    return Sheet(say("Complaints per answer"), columns, rows)


def _tag(tag: TagFound, name: TagName, say: Translate) -> tuple[Cell, ...]:
    level = (*shares(tag.rate.estimate), *change(tag.rate.verdict, say))
    return (tag.code, name(tag.code), tag.n, *level, *_reader(tag.corrected))


def _reader(found: Corrected | None) -> tuple[Cell, ...]:
    if found is None:
        return NOT_MEASURED
    right = (Share(found.precision), Share(found.recall), found.judged)
    return (*shares(found.share.corrected)[:3], *right)


def _weeks(rows: Rows, found: Found, name: TagName, say: Translate) -> Sheet:
    told = tuple(
        (key(monday), name(tag.code), *shares(rate))
        for tag in found.tags
        for monday, rate in week_rates(rows, tag.code)
    )
    columns = (say("Week"), say("Complaint"), *interval(say))
    return Sheet(say("Week by week"), columns, told)


def _words(rising: Rising, say: Translate) -> Sheet:
    columns = (
        say("Words"), say("Comments now"), say("Share now"), say("Comments before"),
        say("Share before"), say("Largest share of false finds"),
    )  # fmt: skip
    rows = tuple(
        (
            word.term, word.now, Share(word.share_now), word.before, Share(word.share_before),
            round(word.q, 4),
        )
        for word in rising.words
    )  # fmt: skip
    return Sheet(say("Words on the rise"), columns, rows)


def _pairs(found: Found, name: TagName, say: Translate) -> Sheet:
    columns = (
        say("Complaint"), say("Together with"), say("By chance alone"), *interval(say),
        say("Finding"),
    )  # fmt: skip
    rows = tuple(
        (
            name(pair.one), name(pair.other), round(pair.by_chance, 1),
            *figures(pair.times), is_real(pair.is_real, say),
        )
        for pair in found.pairs.found
    )  # fmt: skip
    return Sheet(say("Complaints that come together"), columns, rows)


def is_real(found: bool | None, say: Translate) -> str:  # noqa: FBT001 — three answers, one name
    """Say whether two complaints come together more, or less, often than chance brings them."""
    if found is None:
        return say("too few to compare")
    return say("more than chance") if found else say("may be chance")
