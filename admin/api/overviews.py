"""What goes out about the whole shop: the overview, its complaints, and how asking goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from admin.api.shapes import About, Measured, Number, measured, number
from admin.corrected import Corrected, corrected
from admin.dashboard.courses import Stretch
from admin.dashboard.findings import Findings, Level, Sums
from admin.dashboard.health.findings import Found as HealthFound
from admin.dashboard.outcomes import KEYS
from admin.measures.levels import share
from nlp.rates import TagRates
from nlp.taxonomy import TAGS


@dataclass(frozen=True, slots=True)
class CourseStep:
    """Some days in a row, from `since` on, weighted where the overview is."""

    since: date
    answers: int
    overall: Number
    low_share: Number
    complaints_per_answer: Number


@dataclass(frozen=True, slots=True)
class Overview:
    """The four numbers, the journey and the complaints of the overview, in shop-wide terms.

    `complaints_per_answer` may exceed 1: one comment may complain of several things. `outcomes` are
    the rotating question: "nps" (points), "buy_again" and "trust" (1 to 5). `course` has one step
    for each whole week, up to a year of them, or four weeks; the last one ends with the days.
    """

    about: About
    answers: int
    imported: int
    overall: Measured
    low_share: Measured
    response_rate: Measured
    complaints_per_answer: Measured
    stages: dict[str, Measured]
    outcomes: dict[str, Measured]
    course: list[CourseStep]
    tested: int


@dataclass(frozen=True, slots=True)
class ReaderError:
    """How often the reader is right on a tag, on comments that people judged.

    `on_own_comments` says whether those were this shop's, of its weekly audits.
    """

    precision: float
    recall: float
    judged: int
    on_own_comments: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint: answers that carry it, their share, and the share mended for errors."""

    code: str
    zh: str
    en: str
    stage: str
    answers: int
    share: Measured
    corrected: Number | None
    reader: ReaderError | None


@dataclass(frozen=True, slots=True)
class Complaints:
    """Every complaint of the days, the most frequent first; shares are of all answers."""

    about: About
    answers: int
    comments_read: int
    comments_not_read: int
    comments_waiting: int
    complaints: list[Complaint]


@dataclass(frozen=True, slots=True)
class StepOut:
    """One step from an order to an answer, and its share of the step before."""

    name: str
    n: int
    share: Number | None


@dataclass(frozen=True, slots=True)
class FormTime:
    """How long one form took, in seconds; `over_promise` took longer than promised."""

    form: str
    median: Number
    three_quarters: Number
    over_promise: Number


@dataclass(frozen=True, slots=True)
class Health:
    """How asking goes: the way of the letters, the reasons not to ask, and the time it took."""

    about: About
    steps: list[StepOut]
    not_invited: dict[str, int]
    waiting: dict[str, int]
    letters: dict[str, int]
    response_rate: Measured
    hours_to_answer: Number
    hours_three_quarters: Number
    forms: list[FormTime]
    before_reminder: Number
    after_reminder: Number
    unsubscribed: Number
    reminders: int


def overview(told: About, now: Sums, found: Findings, course: Sequence[Stretch]) -> Overview:
    """Return the overview's numbers."""
    return Overview(
        told,
        now.scores.answers,
        now.scores.imported,
        measured(found.overall),
        measured(found.low),
        measured(found.response),
        measured(found.complaints),
        {stage.value: measured(level) for stage, level in found.stages.items()},
        {KEYS[item]: measured(level) for item, level in found.outcomes.items()},
        [
            CourseStep(
                one.since, one.answers, number(one.overall), number(one.low), number(one.complaints)
            )
            for one in course
        ],
        found.tested,
    )


def complaints(told: About, now: Sums, found: Findings, own: Mapping[str, TagRates]) -> Complaints:
    """Return every tag of the taxonomy and the shop's own; `own` are its audited rates."""
    answers, by_code = now.scores.answers, now.tags.by_code
    every = {*TAGS, *now.names.own, *by_code}
    codes = sorted(every, key=lambda code: (-by_code.get(code, 0), code))
    return Complaints(
        told,
        answers,
        now.tags.read,
        now.tags.not_read,
        now.tags.waiting,
        [_complaint(code, now, found.tags, own) for code in codes],
    )


def _complaint(
    code: str, now: Sums, found: Mapping[str, Level], own: Mapping[str, TagRates]
) -> Complaint:
    hits, answers = now.hits(code), now.scores.answers
    level = found.get(code) or Level(share(hits, answers), None)
    mended = corrected(code, hits, now.tags.read, answers, own)
    return Complaint(
        code,
        now.names.name(code, "zh-Hans"),
        now.names.name(code, "en"),
        now.names.stage(code),
        hits,
        measured(level),
        number(mended.share.corrected) if mended else None,
        _error(mended) if mended else None,
    )


def _error(mended: Corrected) -> ReaderError:
    return ReaderError(mended.precision, mended.recall, mended.judged, mended.is_own)


def health(told: About, found: HealthFound) -> Health:
    """Return the numbers of response health."""
    return Health(
        told,
        [
            StepOut(step.name, step.n, number(step.share) if step.share else None)
            for step in found.steps
        ],
        dict(found.refused),
        dict(found.waiting),
        dict(found.letters),
        measured(found.response),
        number(found.hours),
        number(found.hours_three_quarters),
        [
            FormTime(one.form, *map(number, (one.median, one.three_quarters, one.over)))
            for one in found.took
        ],
        number(found.effort.at_once),
        number(found.effort.reminded),
        number(found.unsubscribed),
        found.reminders,
    )
